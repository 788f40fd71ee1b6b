#include "adapters/sandbox/teams_server.hpp"

#include "adapters/sandbox/faulty_call.hpp"
#include "adapters/sandbox/local_http.hpp"
#include "adapters/sandbox/teams_control.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {

namespace asio = boost::asio;

namespace {

constexpr std::string_view openid_path = "/v1/.well-known/openidconfiguration";
constexpr std::string_view keys_path = "/v1/.well-known/keys";
constexpr std::string_view token_end = "/oauth2/v2.0/token";
constexpr std::string_view tenant_metadata_end = "/v2.0/.well-known/openid-configuration";

std::string first_segment(std::string_view path)
{
    return percent_decoded(path.substr(1, path.find('/', 1) - 1), false);
}

}  // namespace

teams_server::teams_server(asio::any_io_executor ex, bot::clock& time, teams_server_settings settings)
    : time_(time),
      settings_(std::move(settings)),
      tasks_(ex),
      log_(time),
      faults_(settings_.seed),
      workspace_(time, settings_.who),
      login_(workspace_, keys_, time, settings_.login),
      connector_(workspace_, login_, time, throttle_),
      courier_(ex, time, tasks_, workspace_, keys_, faults_, log_, settings_.courier, settings_.bot_tls),
      deeds_(workspace_, courier_, tasks_),
      hooks_(workspace_),
      control_(std::make_unique<teams_control>(*this)),
      server_(ex, time, [this](http::server_request r) { return handle(std::move(r)); })
{
    throttle_.enabled = settings_.throttling;
    connector_.on_card = [this](teams_conversation& c, teams_message& m) { refresh_by_itself(c, m); };
}

teams_server::~teams_server() = default;

bot::result<std::uint16_t> teams_server::start(const std::string& address, std::uint16_t port)
{
    const auto bound = server_.listen(address, port, settings_.tls);
    if (!bound) return bound;
    port_ = *bound;
    const auto host = address.find(':') == std::string::npos ? address : "[" + address + "]";
    base_ = fmt::format("{}://{}:{}", settings_.tls ? "https" : "http", host, port_);
    service_path_ = "/emea/" + workspace_.self().tenant + "/";
    courier_.service_url(base_ + service_path_);
    return bound;
}

asio::awaitable<void> teams_server::stop()
{
    tasks_.cancel();
    co_await server_.stop(std::chrono::seconds(1));
    co_await tasks_.join();
    courier_.close_idle();
}

void teams_server::refresh_by_itself(teams_conversation& c, teams_message& m)
{
    if (!settings_.auto_refresh) return;
    const auto* card = workspace_.card_of(m, "");
    const auto* r = card == nullptr ? nullptr : object_at(*card, "refresh");
    if (r == nullptr) return;
    const auto* listed = array_at(*r, "userIds");
    for (const auto& who : workspace_.members(c)) {
        bool wanted = listed == nullptr;
        for (std::size_t i = 0; listed != nullptr && i < listed->size(); ++i)
            wanted = wanted || ((*listed)[i].is_string() && (*listed)[i].get_string() == who);
        if (wanted) tasks_.spawn("a client's own refresh", refresh_for(who, c.id, m.id));
    }
}

asio::awaitable<void> teams_server::refresh_for(std::string who, std::string where, std::string id)
{
    (void)co_await deeds_.refresh(std::move(who), std::move(where), std::move(id), false);
}

std::string teams_server::operation_of(const http::server_request& r) const
{
    if (r.path == openid_path) return "openid";
    if (r.path == keys_path) return "keys";
    if (r.path.ends_with(token_end)) return "token";
    if (r.path.ends_with(tenant_metadata_end)) return "tenant";
    if (r.path.starts_with("/powerautomate/")) return "workflow";
    if (r.path.starts_with("/webhookb2/")) return "connector";
    if (!r.path.starts_with(service_path_)) return {};
    const auto call = teams_connector::parse(r.method, std::string_view(r.path).substr(service_path_.size()));
    return call.operation.empty() ? "unknown" : call.operation;
}

http::server_response teams_server::answer(const std::string& operation, const http::server_request& r)
{
    if (operation == "openid") {
        return as_json(
            200,
            {
                {"issuer", "https://api.botframework.com"},
                {"authorization_endpoint", "https://invalid.botframework.com"},
                {"jwks_uri", base_ + std::string(keys_path)},
                {"id_token_signing_alg_values_supported", json::array{"RS256"}},
                {"token_endpoint_auth_methods_supported", json::array{"private_key_jwt"}},
            }
        );
    }
    if (operation == "keys") return as_json(200, keys_.jwks());
    if (operation == "token") return login_.token(first_segment(r.path), r);
    if (operation == "tenant") return as_json(200, login_.metadata(base_, first_segment(r.path)));
    if (operation == "workflow" || operation == "connector") return hooks_.run(r);
    return connector_.run(
        teams_connector::parse(r.method, std::string_view(r.path).substr(service_path_.size())), r
    );
}

asio::awaitable<http::server_response> teams_server::handle(http::server_request r)
{
    if (!from_here(r)) co_return plain(403, "this server answers to its own host name only\n");
    if (settings_.control && r.path.starts_with("/control/"))
        co_return as_json(200, co_await control_->run(std::move(r)));
    const auto operation = operation_of(r);
    if (operation.empty()) co_return plain(404, "not found\n");
    wire_entry e;
    e.kind = "call";
    e.subject = operation;
    e.id = r.path;
    if (operation == "workflow" || operation == "connector") e.id.clear();  // a hook's path is a credential
    e.sent = operation == "token" ? json::value(parse_form(r.body)) : parse_json(r.body).value_or(nullptr);
    faulty_call call;
    call.entry = std::move(e);
    call.refuse = [](const fault& why) {
        if (why.kind == fault_kind::server_error)
            return plain(why.status == 0 ? 503 : why.status, "upstream connect error");
        if (why.kind == fault_kind::api_error) return teams_connector::refuse_with(why.code, why.status);
        return teams_connector::refuse({429, "Throttled", "API calls quota exceeded.", why.retry_after});
    };
    call.carry_out = [this, &operation, &r](wire_entry&) { return answer(operation, r); };
    call.status_after = 502;
    co_return co_await run(std::move(call), time_, faults_, log_);
}

}  // namespace adapters::sandbox
