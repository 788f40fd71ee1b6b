#include "adapters/teams/token_request.hpp"

#include "adapters/http/headers.hpp"
#include "adapters/http/url.hpp"
#include "adapters/teams/json_answer.hpp"

#include <fmt/format.h>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace adapters::teams {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_token = 16 * 1024;
constexpr std::size_t largest_answer = 64 * 1024;
constexpr std::chrono::seconds longest_life = std::chrono::hours(24);

// Codes that stay true until a person changes something (teams.md 3.1).
struct lasting_code {
    int code;
    std::string_view what_to_do;
};
constexpr std::array<lasting_code, 10> lasting_codes{{
    {7000215, "the app password is wrong: put the secret's value there, not its id"},
    {7000222, "the app password has expired: make a new one in the app registration"},
    {700016, "app_id is not known in this tenant or cloud: check app_id, tenant_id and cloud"},
    {500011, "the resource is not known in this tenant or cloud: check tenant_id, scope and cloud"},
    {7000229, "the app has no service principal in this tenant: grant it there first"},
    {90002, "there is no such tenant: check tenant_id and cloud"},
    {900023, "tenant_id is neither an id nor a domain"},
    {7000112, "the application is disabled"},
    {700027, "the client assertion was refused"},
    {70011, "the scope is not valid: check scope"},
}};

// Numbers also come as strings (teams.md 3.3).
std::optional<std::int64_t> number_of(const json::object& in, std::string_view key)
{
    const json::value* v = in.if_contains(key);
    if (v == nullptr) return std::nullopt;
    if (v->is_int64()) return v->get_int64();
    if (v->is_uint64()) return static_cast<std::int64_t>(std::min<std::uint64_t>(v->get_uint64(), INT64_MAX));
    if (!v->is_string()) return std::nullopt;
    const std::string_view text = v->get_string();
    std::int64_t n = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return n;
}

int aadsts_code(const json::object& in)
{
    if (const json::value* codes = in.if_contains("error_codes");
        codes != nullptr && codes->is_array() && !codes->get_array().empty()) {
        const json::value& first = codes->get_array().front();
        if (first.is_int64())
            return static_cast<int>(std::clamp<std::int64_t>(first.get_int64(), 0, 99'999'999));
    }
    const std::string_view description = text_of(in, "error_description");
    const auto at = description.find("AADSTS");
    if (at == std::string_view::npos) return 0;
    int code = 0;
    std::from_chars(description.data() + at + 6, description.data() + description.size(), code);
    return code;
}

// The error's word is one of a fixed set; anything else could repeat what was sent.
std::string word_of(std::string_view error)
{
    const bool is_word =
        !error.empty() && error.size() <= 60 &&
        std::all_of(error.begin(), error.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    return is_word ? std::string(error) : std::string();
}

bool is_lasting_word(std::string_view word)
{
    constexpr std::array<std::string_view, 5> words{
        "invalid_client", "unauthorized_client", "invalid_scope", "invalid_resource", "invalid_request"
    };
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_header_safe(std::string_view token)
{
    return !token.empty() && token.size() <= longest_token &&
           std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::string resource_of(std::string_view scope)
{
    constexpr std::string_view tail = "/.default";
    if (scope.ends_with(tail)) scope.remove_suffix(tail.size());
    return std::string(scope);
}

token_reply read_success(const json::object& body, std::chrono::system_clock::time_point now)
{
    token_reply r;
    const std::string_view token = text_of(body, "access_token");
    if (!is_header_safe(token)) {
        r.why = "the answer holds no token";
        return r;
    }
    auto life = number_of(body, "expires_in");
    if (!life) {
        if (const auto until = number_of(body, "expires_on"))
            life = *until - std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    }
    if (!life || *life <= 0) {
        r.why = "the token's life is not told or over";
        return r;
    }
    r.end = token_end::got;
    r.token = token;
    r.life = std::min(std::chrono::seconds(*life), longest_life);
    return r;
}

}  // namespace

http::request client_credentials_request(const bot::teams_settings& config, std::string_view secret)
{
    http::request q;
    q.method = "POST";
    q.url = config.token_url;
    constexpr std::string_view placeholder = "{tenant_id}";
    const std::string& tenant = config.login_tenant.empty() ? config.tenant_id : config.login_tenant;
    if (const auto at = q.url.find(placeholder); at != std::string::npos)
        q.url.replace(at, placeholder.size(), http::percent_encoded(tenant));
    q.headers.add("Content-Type", "application/x-www-form-urlencoded");
    q.headers.add("Accept", "application/json");
    q.body = "grant_type=client_credentials&client_id=" + http::percent_encoded(config.app_id) +
             "&client_secret=" + http::percent_encoded(secret) +
             "&scope=" + http::percent_encoded(config.scope);
    q.max_response = largest_answer;
    return q;
}

http::request managed_identity_request(const bot::teams_settings& config, const identity_service& from)
{
    const bool is_metadata_service = from.endpoint.empty();
    http::request q;
    q.purpose = http::url_purpose::identity;
    q.url = is_metadata_service ? "http://169.254.169.254/metadata/identity/oauth2/token" : from.endpoint;
    q.url += q.url.find('?') == std::string::npos ? '?' : '&';
    q.url += is_metadata_service ? "api-version=2018-02-01" : "api-version=2019-08-01";
    q.url += "&resource=" + http::percent_encoded(resource_of(config.scope)) +
             "&client_id=" + http::percent_encoded(config.app_id);
    if (is_metadata_service)
        q.headers.add("Metadata", "true");
    else
        q.headers.add("X-IDENTITY-HEADER", from.header);
    q.headers.add("Accept", "application/json");
    q.max_response = largest_answer;
    return q;
}

token_reply read_token_reply(
    const http::response& answer, std::chrono::system_clock::time_point now, const std::string& reference
)
{
    token_reply r;
    const json::value whole = parsed_answer(answer.body, 8);
    const json::object* body = whole.if_object();
    if (answer.status == 200) {
        if (body != nullptr) return read_success(*body, now);
        r.why = "the answer is not JSON";
        return r;
    }
    if (const auto pause = http::retry_after(answer.headers, now))
        r.retry_after = std::min<std::chrono::seconds>(*pause, std::chrono::minutes(10));
    r.why = fmt::format("HTTP {}", answer.status);
    // What passes by itself, and what is no answer of the token service at all.
    if (body == nullptr || (answer.status != 400 && answer.status != 401 && answer.status != 403)) return r;
    const std::string word = word_of(text_of(*body, "error"));
    const int code = aadsts_code(*body);
    if (!word.empty()) r.why = word;
    if (code != 0) r.why += fmt::format(" AADSTS{}", code);
    const auto known = std::find_if(lasting_codes.begin(), lasting_codes.end(), [&](const lasting_code& l) {
        return l.code == code;
    });
    if (known != lasting_codes.end()) {
        r.end = token_end::refused;
        r.why += fmt::format(": {}", known->what_to_do);
    } else if (is_lasting_word(word)) {
        r.end = token_end::refused;
    }
    if (r.end == token_end::refused && !reference.empty()) r.why = reference + ": " + r.why;
    return r;
}

}  // namespace adapters::teams
