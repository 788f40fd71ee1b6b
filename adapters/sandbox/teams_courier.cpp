#include "adapters/sandbox/teams_courier.hpp"

#include "adapters/http/url.hpp"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/serialize.hpp>

namespace adapters::sandbox {

namespace asio = boost::asio;

namespace {

class counted {
public:
    explicit counted(std::size_t& n) : n_(n) { ++n_; }
    ~counted() { --n_; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;

private:
    std::size_t& n_;
};

bool is_usable(const delivered& d)
{
    return d.status != 0 && !d.body.empty();
}

bool is_worth_repeating(const delivered& d)
{
    return !d.acked && (d.status == 0 || d.status == 408 || d.status == 429 || d.status >= 500);
}

}  // namespace

teams_courier::teams_courier(
    asio::any_io_executor ex,
    bot::clock& time,
    bot::task_group& tasks,
    teams_workspace& w,
    teams_keys& keys,
    fault_plan& faults,
    wire_log& log,
    courier_settings settings,
    http::tls_context tls
)
    : ex_(ex),
      time_(time),
      tasks_(tasks),
      workspace_(w),
      keys_(keys),
      faults_(faults),
      log_(log),
      settings_(std::move(settings)),
      web_(ex, time, std::move(tls), {}, http::pool_limits{.per_origin = 64})
{
}

const std::vector<std::string>& teams_courier::authorization()
{
    const auto now = time_.now();
    if (token_.empty() || settings_.fresh_tokens || now - token_made_ > settings_.token_life / 2) {
        token_claims c;
        c.audience = workspace_.self().app_id;
        c.service_url = service_url_;
        c.now = time_.wall_now();
        c.life = settings_.token_life;
        token_ = keys_.authorization(c);
        token_made_ = now;
    }
    return token_;
}

void teams_courier::note(const json::object& activity, const delivered& d, std::string_view fault)
{
    wire_entry e;
    e.kind = "activity";
    e.subject = text_at(activity, "type");
    if (const auto name = text_at(activity, "name"); !name.empty()) e.subject += fmt::format(" {}", name);
    e.id = text_at(activity, "id");
    e.latency = d.latency;
    e.sent = parse_json(d.body).value_or(json::value(d.body));
    e.answered = activity;
    e.status = d.status;
    e.fault = fault;
    log_.add(std::move(e));
}

teams_courier::answer_of_bot teams_courier::once(json::object activity, forgery how)
{
    delivered d;
    d.attempts = 1;
    if (settings_.bot_url.empty()) {
        d.why = "not_sent";
        co_return d;
    }
    http::request r;
    r.method = "POST";
    r.url = settings_.bot_url;
    r.deadline = settings_.deadline;
    r.headers.add("Content-Type", "application/json; charset=utf-8");
    r.headers.add("User-Agent", "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)");
    if (const auto* c = object_at(activity, "conversation"))
        r.headers.add("x-ms-conversation-id", std::string(text_at(*c, "id")));
    r.headers.add("x-ms-tenant-id", workspace_.self().tenant);
    token_claims claims;
    claims.audience = workspace_.self().app_id;
    claims.service_url = service_url_;
    claims.now = time_.wall_now();
    claims.life = settings_.token_life;
    const auto tokens = how == forgery::none ? authorization() : keys_.authorization(claims, how);
    for (const auto& each : tokens) r.headers.add("Authorization", each);
    r.body = json::serialize(activity);
    const auto began = time_.now();
    auto reply = co_await web_.send(std::move(r));
    d.latency = std::chrono::duration_cast<std::chrono::microseconds>(time_.now() - began);
    if (reply) {
        d.status = reply->status;
        d.acked = reply->status >= 200 && reply->status < 300;
        d.body = std::move(reply->body);
    } else {
        d.why = reply.error().reason == bot::errc::timed_out ? "timeout" : "connection";
    }
    co_return d;
}

// The head and half of the body, then the connection is reset.
asio::awaitable<void> teams_courier::cut_off(std::string body)
{
    const auto where = http::check_url(settings_.bot_url, http::url_purpose::request);
    if (!where || where->is_tls()) co_return;
    asio::ip::tcp::socket socket(ex_);
    constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);
    boost::system::error_code bad;
    const auto address = asio::ip::make_address(where->host == "localhost" ? "127.0.0.1" : where->host, bad);
    if (bad) co_return;
    const auto [refused] = co_await socket.async_connect({address, where->port}, nothrow);
    if (refused) co_return;
    const auto text = fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nAuthorization: "
        "{}\r\nContent-Length: {}\r\n\r\n{}",
        where->target,
        where->authority(),
        authorization().front(),
        body.size(),
        body.substr(0, body.size() / 2)
    );
    (void)co_await asio::async_write(socket, asio::buffer(text), nothrow);
    boost::system::error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
}

json::object teams_courier::renewed(json::object activity)
{
    activity["id"] = "f:" + workspace_.next_id();
    activity["timestamp"] = workspace_.timestamp();
    return activity;
}

asio::awaitable<void> teams_courier::copy(json::object activity)
{
    const counted busy(under_way_);
    const auto d = co_await once(activity, forgery::none);
    note(activity, d, "copy");
}

teams_courier::answer_of_bot teams_courier::deliver(json::object activity)
{
    const counted busy(under_way_);
    const std::string type(text_at(activity, "type"));
    if (const auto f = faults_.strike({fault_kind::envelope_late, fault_kind::slow}, type))
        co_await time_.sleep_for(f->delay);
    if (faults_.strike({fault_kind::envelope_lost}, type)) {
        delivered d;
        d.why = "lost";
        note(activity, d, "envelope_lost");
        co_return d;
    }
    if (faults_.strike({fault_kind::envelope_twice}, type))
        tasks_.spawn("a copy of an activity", copy(activity));
    for (std::size_t n = 0;; ++n) {
        delivered d;
        std::string_view fault;
        if (faults_.strike({fault_kind::link_cut}, type)) {
            fault = "link_cut";
            co_await cut_off(json::serialize(activity));
            d.why = "connection";
        } else {
            d = co_await once(activity, forgery::none);
            if (d.acked && faults_.strike({fault_kind::ack_lost}, type)) {
                fault = "ack_lost";
                d.acked = false;
                d.status = 0;
                d.why = "timeout";
            }
        }
        d.attempts = static_cast<int>(n) + 1;
        note(activity, d, fault);
        if (!is_worth_repeating(d) || n >= settings_.redelivery.size() || settings_.bot_url.empty())
            co_return d;
        co_await time_.sleep_for(settings_.redelivery[n]);
    }
}

teams_courier::answer_of_bot teams_courier::ask(json::object activity)
{
    const counted busy(under_way_);
    if (const auto f = faults_.strike({fault_kind::envelope_late, fault_kind::slow}, "invoke"))
        co_await time_.sleep_for(f->delay);
    if (faults_.strike({fault_kind::envelope_lost}, "invoke")) {
        delivered d;
        d.why = "lost";
        note(activity, d, "envelope_lost");
        co_return d;
    }
    if (faults_.strike({fault_kind::envelope_twice}, "invoke"))
        tasks_.spawn("a copy of an invoke", copy(activity));
    if (faults_.strike({fault_kind::link_cut}, "invoke")) co_await cut_off(json::serialize(activity));
    auto d = co_await once(activity, forgery::none);
    std::string_view fault;
    if (faults_.strike({fault_kind::ack_lost}, "invoke")) {
        fault = "ack_lost";
        d = {.attempts = 1, .latency = d.latency, .why = "timeout"};
    }
    note(activity, d, fault);
    if (faults_.strike({fault_kind::envelope_repeated}, "invoke"))
        tasks_.spawn("an invoke again", copy(renewed(activity)));
    for (std::size_t n = 0; !is_usable(d) && n < settings_.invoke_retries.size() && d.why != "not_sent";
         ++n) {
        co_await time_.sleep_for(settings_.invoke_retries[n]);
        activity = renewed(std::move(activity));
        d = co_await once(activity, forgery::none);
        d.attempts = static_cast<int>(n) + 2;
        note(activity, d, "");
    }
    co_return d;
}

teams_courier::answer_of_bot teams_courier::forge(json::object activity, forgery how)
{
    const counted busy(under_way_);
    auto d = co_await once(activity, how);
    note(activity, d, "forged");
    co_return d;
}

}  // namespace adapters::sandbox
