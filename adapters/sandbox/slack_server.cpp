#include "adapters/sandbox/slack_server.hpp"

#include "adapters/sandbox/control.hpp"
#include "adapters/sandbox/faulty_call.hpp"
#include "adapters/sandbox/local_http.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {

namespace asio = boost::asio;

namespace {

http::server_limits limits_for_slack(const socket_settings& s)
{
    http::server_limits l;
    l.frame = s.max_frame;  // longer ones arrive marked as cut
    return l;
}

}  // namespace

slack_server::slack_server(asio::any_io_executor ex, bot::clock& time, slack_server_settings settings)
    : time_(time),
      settings_(std::move(settings)),
      tasks_(ex),
      log_(time),
      faults_(settings_.seed),
      workspace_(time, settings_.who, settings_.seed),
      sockets_(ex, time, tasks_, faults_, log_, settings_.sockets, settings_.seed),
      api_(workspace_, sockets_, time, settings_.api),
      deeds_(workspace_, api_, sockets_, time),
      control_(std::make_unique<control>(*this)),
      server_(
          ex,
          time,
          [this](http::server_request r) { return handle(std::move(r)); },
          [this](std::shared_ptr<http::server_websocket> ws, http::server_request r) {
              return sockets_.serve(std::move(ws), std::move(r.query));
          },
          limits_for_slack(settings_.sockets)
      )
{
    workspace_.on_happening = [this](const happening& h) { dispatch(h); };
}

slack_server::~slack_server() = default;

bot::result<std::uint16_t> slack_server::start(const std::string& address, std::uint16_t port)
{
    const auto bound = server_.listen(address, port, settings_.tls);
    if (!bound) return bound;
    port_ = *bound;
    const auto host = address.find(':') == std::string::npos ? address : "[" + address + "]";
    const bool tls = settings_.tls != nullptr;
    base_ = fmt::format("{}://{}:{}", tls ? "https" : "http", host, port_);
    if (settings_.known_as.empty())
        api_.base(base_, fmt::format("{}://{}:{}", tls ? "wss" : "ws", host, port_));
    else
        api_.base("https://" + settings_.known_as, "wss://" + settings_.known_as);
    return bound;
}

asio::awaitable<void> slack_server::stop()
{
    tasks_.cancel();
    sockets_.cut(0);
    co_await server_.stop(std::chrono::seconds(1));
    co_await tasks_.join();
}

void slack_server::dispatch(const happening& h)
{
    if (!settings_.subscriptions.contains(h.scope.empty() ? h.type : h.scope)) return;
    const auto& me = workspace_.self();
    json::array installed;
    installed.push_back(json::object{
        {"enterprise_id", nullptr},
        {"team_id", me.team},
        {"user_id", me.bot_user},
        {"is_bot", true},
        {"is_enterprise_install", false},
    });
    json::object payload{
        {"token", "deprecated"},
        {"type", "event_callback"},
        {"team_id", me.team},
        {"enterprise_id", nullptr},
        {"api_app_id", me.app},
        {"event_id", fmt::format("Ev{:06}{}", ++events_, workspace_.fresh_hex(4))},
        {"event_time", workspace_.unix_now()},
        {"event_context", "4-" + workspace_.fresh_hex(12)},
        {"is_ext_shared_channel", false},
        {"context_team_id", me.team},
        {"context_enterprise_id", nullptr},
        {"authorizations", std::move(installed)},
        {"event", h.event},
    };
    sockets_.deliver_event(std::move(payload));
}

asio::awaitable<http::server_response> slack_server::handle(http::server_request r)
{
    const bool by_its_name = !settings_.known_as.empty() && r.headers.find("Host") == settings_.known_as;
    if (!by_its_name && !from_here(r))
        co_return plain(403, "this server answers to its own host name only\n");
    if (r.wants_websocket) {
        if (r.path != "/link/") co_return plain(404, "no websocket here\n");
        if (const auto status = sockets_.refusal_of(r.query)) co_return plain(*status, "refused\n");
        co_return fated(http::fate::upgrade);
    }
    if (r.path.starts_with("/api/")) co_return co_await handle_api(std::move(r));
    if (settings_.control && r.path.starts_with("/sandbox/"))
        co_return as_json(200, co_await control_->run(std::move(r)));
    const bool hook = r.path.starts_with("/commands/") || r.path.starts_with("/actions/") ||
                      r.path.starts_with("/app/") || r.path.starts_with("/services/");
    if (!hook || r.method != "POST") co_return plain(404, "not found\n");
    if (const auto f = faults_.strike({fault_kind::slow}, "hook")) co_await time_.sleep_for(f->delay);
    if (const auto f = faults_.strike({fault_kind::server_error}, "hook")) {
        co_return plain(f->status == 0 ? 503 : f->status, "server_error");
    }
    if (faults_.strike({fault_kind::dropped}, "hook")) co_return fated(http::fate::drop);
    const auto done = api_.hook(r.path, r.headers, r.body);
    wire_entry e;
    e.kind = "hook";
    e.subject = r.path.substr(1, r.path.find('/', 1) - 1);
    e.sent = parse_json(r.body).value_or(nullptr);
    e.answered = json::value(done.body);
    e.status = done.status;
    const bool lost = faults_.strike({fault_kind::lost_reply}, "hook").has_value();
    if (lost) e.fault = "lost_reply";
    log_.add(std::move(e));
    if (lost) co_return fated(http::fate::drop);
    http::server_response out;
    out.status = done.status;
    out.headers.add("Content-Type", done.content_type);
    if (done.retry_after) out.headers.add("Retry-After", std::to_string(done.retry_after->count()));
    out.body = done.body;
    co_return out;
}

asio::awaitable<http::server_response> slack_server::handle_api(http::server_request r)
{
    const auto method = r.path.substr(5);
    faulty_call call;
    call.entry.kind = "api";
    call.entry.subject = method;
    call.refuse = [](const fault& why) {
        if (why.kind == fault_kind::server_error)
            return plain(why.status == 0 ? 503 : why.status, "upstream connect error");
        if (why.kind == fault_kind::api_error) return as_json(200, {{"ok", false}, {"error", why.code}});
        auto out = as_json(429, {{"ok", false}, {"error", "ratelimited"}});
        out.headers.add("Retry-After", std::to_string(why.retry_after.count()));
        return out;
    };
    call.carry_out = [this, &method, &r](wire_entry& entry) {
        json::object args;
        const auto done = api_.call(r.method, method, r.query, r.headers, r.body, &args);
        entry.sent = std::move(args);
        auto out = as_json(done.status, done.body);
        if (done.retry_after) out.headers.add("Retry-After", std::to_string(done.retry_after->count()));
        return out;
    };
    call.shown = [&method](json::value answered) {
        // Its ticket is a credential.
        if (auto* o = answered.if_object(); o != nullptr && method == "apps.connections.open")
            o->erase("url");
        return answered;
    };
    co_return co_await run(std::move(call), time_, faults_, log_);
}

}  // namespace adapters::sandbox
