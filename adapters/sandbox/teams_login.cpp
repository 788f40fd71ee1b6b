#include "adapters/sandbox/teams_login.hpp"

#include "adapters/sandbox/local_http.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {
namespace {

http::server_response refused(unsigned status, std::string_view error, int code, std::string_view words)
{
    return as_json(
        status,
        {
            {"error", error},
            {"error_description", fmt::format("AADSTS{}: {}", code, words)},
            {"error_codes", json::array{code}},
        }
    );
}

}  // namespace

teams_login::teams_login(
    const teams_workspace& w, teams_keys& keys, const bot::clock& time, login_settings settings
)
    : workspace_(w), keys_(keys), time_(time), settings_(std::move(settings))
{
}

http::server_response teams_login::token(const std::string& tenant, const http::server_request& r)
{
    if (r.method != "POST") return plain(405, "POST\n");
    const auto& me = workspace_.self();
    if (tenant != me.tenant && tenant != "botframework.com")
        return refused(400, "invalid_request", 90002, "Tenant not found.");
    if (!r.headers.find("Content-Type").starts_with("application/x-www-form-urlencoded"))
        return refused(
            400, "invalid_request", 900144, "The request body must contain the parameter: 'grant_type'."
        );
    const auto form = parse_form(r.body);
    if (text_at(form, "grant_type") != "client_credentials")
        return refused(400, "unsupported_grant_type", 70003, "The grant type is not supported.");
    if (text_at(form, "client_id") != me.app_id)
        return refused(400, "unauthorized_client", 700016, "The application was not found in the directory.");
    if (text_at(form, "scope") != settings_.scope)
        return refused(
            400, "invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid."
        );
    if (text_at(form, "client_secret").empty())
        return refused(401, "invalid_client", 7000216, "'client_assertion' or 'client_secret' is required.");
    if (text_at(form, "client_secret") != settings_.secret)
        return refused(401, "invalid_client", 7000215, "Invalid client secret provided.");
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(time_.wall_now().time_since_epoch()).count();
    auto made = keys_.sign({
        {"aud", "https://api.botframework.com"},
        {"iss", fmt::format("https://sts.windows.net/{}/", me.tenant)},
        {"iat", now},
        {"nbf", now},
        {"exp", now + settings_.token_life.count()},
        {"appid", me.app_id},
        {"tid", me.tenant},
        {"uti", std::to_string(++issued_)},
        {"ver", "1.0"},
    });
    std::erase_if(tokens_, [&](const auto& each) { return each.second <= time_.now(); });
    if (tokens_.size() > 10'000) tokens_.clear();
    tokens_[made] = time_.now() + settings_.token_life;
    return as_json(
        200,
        {
            {"token_type", "Bearer"},
            {"expires_in", settings_.token_life.count()},
            {"ext_expires_in", settings_.token_life.count()},
            {"access_token", std::move(made)},
        }
    );
}

json::object teams_login::metadata(const std::string& base, const std::string& tenant) const
{
    return {
        {"token_endpoint", fmt::format("{}/{}/oauth2/v2.0/token", base, tenant)},
        {"authorization_endpoint", fmt::format("{}/{}/oauth2/v2.0/authorize", base, tenant)},
        {"end_session_endpoint", fmt::format("{}/{}/oauth2/v2.0/logout", base, tenant)},
        {"jwks_uri", base + "/v1/.well-known/keys"},
        {"issuer", fmt::format("{}/{}/v2.0", base, tenant)},
    };
}

teams_answer<void> teams_login::check(const http::header_list& headers)
{
    const auto bearer = headers.find("Authorization");
    constexpr std::string_view scheme = "Bearer ";
    const bool is_bearer =
        bearer.size() > scheme.size() && http::same_text(bearer.substr(0, scheme.size()), scheme);
    const auto at = is_bearer ? tokens_.find(std::string(bearer.substr(scheme.size()))) : tokens_.end();
    if (at == tokens_.end() || at->second <= time_.now())
        return teams_refusal{401, "BotNotRegistered", "Authorization has been denied for this request."};
    return {};
}

}  // namespace adapters::sandbox
