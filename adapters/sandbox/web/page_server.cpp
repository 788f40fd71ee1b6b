#include "adapters/sandbox/web/page_server.hpp"

#include "adapters/http/websocket.hpp"
#include "adapters/sandbox/local_http.hpp"
#include "adapters/sandbox/web/asset_answer.hpp"
#include "bot/within.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace adapters::sandbox::web {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_readers = 64;
constexpr std::uint64_t most_behind = 1000;  // events a reader may be late
constexpr std::size_t most_polled = 500;     // events in one answer

// No inline script or style, nothing from elsewhere, in nobody's frame.
constexpr const char* content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

http::server_limits limits_for_page()
{
    http::server_limits l;
    l.body = 256 * 1024;
    l.frame = 1024;
    l.connections = 256;
    return l;
}

void guard(http::server_response& r)
{
    r.headers.add("Content-Security-Policy", content_policy);
    r.headers.add("X-Content-Type-Options", "nosniff");
    r.headers.add("X-Frame-Options", "DENY");
    r.headers.add("Referrer-Policy", "no-referrer");
    r.headers.add("Cross-Origin-Opener-Policy", "same-origin");
    r.headers.add("Cross-Origin-Resource-Policy", "same-origin");
}

http::server_response refused(unsigned status, std::string_view error, std::string_view detail)
{
    auto body = wrong(error);
    if (!detail.empty()) body["detail"] = detail;
    return as_json(status, body);
}

std::chrono::milliseconds patience_of(std::string_view text)
{
    std::int64_t n = 20'000;
    (void)std::from_chars(text.data(), text.data() + text.size(), n);
    return std::chrono::milliseconds(std::clamp<std::int64_t>(n, 0, 25'000));
}

// What the page sends means nothing; reading it answers pings and notices the end.
asio::awaitable<void> read_away(std::shared_ptr<http::server_websocket> ws)
{
    for (;;) {
        const auto frame = co_await ws->read();
        if (!frame) co_return;
        if (!frame->truncated) continue;
        co_await ws->close(1009, "at most 1 KiB a frame");
        co_return;
    }
}

asio::awaitable<void> keep_alive(std::shared_ptr<http::server_websocket> ws, bot::clock& time)
{
    for (;;) {
        co_await time.sleep_for(20s);
        if (time.now() - ws->last_received() > 60s) co_return;
        if (co_await ws->ping()) co_return;
    }
}

asio::awaitable<void> write_events(
    std::shared_ptr<http::server_websocket> ws, bot::clock& time, event_feed& feed, std::uint64_t at
)
{
    for (;;) {
        co_await feed.beyond(at);
        if (feed.last() - at > most_behind || !feed.holds(at)) {
            co_await ws->close(1013, "too far behind");
            co_return;
        }
        const auto next = feed.after(at++);
        if (co_await bot::within(time, 10s, ws->write(*next))) co_return;
    }
}

class counted {
public:
    explicit counted(std::size_t& n) : n_(n) { ++n_; }
    ~counted() { --n_; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;

private:
    std::size_t& n_;
};

}  // namespace

page_server::page_server(asio::any_io_executor ex, bot::clock& time, page_parts parts)
    : time_(time),
      parts_(std::move(parts)),
      server_(
          std::move(ex),
          time,
          [this](http::server_request r) { return handle(std::move(r)); },
          [this](std::shared_ptr<http::server_websocket> ws, http::server_request r) {
              return stream_events(std::move(ws), std::string(text_at(parse_form(r.query), "after")));
          },
          limits_for_page()
      )
{
}

page_server::~page_server() = default;

void page_server::get(std::string path, page_route what)
{
    gets_[std::move(path)] = std::move(what);
}

void page_server::post(std::string path, page_route what)
{
    posts_[std::move(path)] = std::move(what);
}

bot::result<std::uint16_t> page_server::start(const std::string& address, std::uint16_t port)
{
    return server_.listen(address, port);
}

asio::awaitable<void> page_server::stop()
{
    co_await server_.stop(1s);
}

asio::awaitable<http::server_response> page_server::handle(http::server_request r)
{
    auto out = co_await answer(std::move(r));
    if (out.what == http::fate::answer) guard(out);
    co_return out;
}

asio::awaitable<http::server_response> page_server::answer(http::server_request r)
{
    if (brings_token(r, parts_.gate)) {
        auto welcome = plain(303, "");
        welcome.headers.add("Location", "/");
        welcome.headers.add("Set-Cookie", cookie_for(parts_.gate));
        welcome.headers.add("Cache-Control", "no-store");
        co_return welcome;
    }
    const bool api = r.path.starts_with("/api/");
    if (const auto no = judge(r, parts_.gate); no.status != 0) {
        if (api) co_return refused(no.status, no.error, no.detail);
        co_return plain(no.status, std::string(no.detail) + "\n");
    }
    if (r.path == "/api/events") {
        if (r.method != "GET") co_return refused(405, "get_only", "");
        if (!r.wants_websocket) co_return co_await poll_events(std::move(r));
        if (readers_ >= most_readers) co_return refused(503, "too_many_readers", "");
        co_return fated(http::fate::upgrade);
    }
    if (r.wants_websocket) co_return refused(404, "no_websocket_here", "");
    if (api) co_return co_await call(std::move(r));
    if (r.method != "GET" && r.method != "HEAD") co_return plain(405, "GET only\n");
    co_return parts_.files_from.empty() ? asset_answer(r) : file_answer(parts_.files_from, r);
}

asio::awaitable<http::server_response> page_server::call(http::server_request r)
{
    const bool post = r.method == "POST";
    const auto& routes = post ? posts_ : gets_;
    const auto route = routes.find(r.path);
    if ((!post && r.method != "GET") || route == routes.end()) {
        const bool other = gets_.contains(r.path) || posts_.contains(r.path);
        co_return refused(other ? 405 : 404, other ? "wrong_method" : "no_such_path", "");
    }
    json::object arguments;
    if (post) {
        if (!r.headers.find("Content-Type").starts_with("application/json"))
            co_return refused(415, "json_only", "Content-Type must be application/json");
        auto parsed = parse_json(r.body);
        if (!parsed || !parsed->is_object())
            co_return refused(400, "invalid_json", "the body must be a JSON object");
        arguments = std::move(parsed->get_object());
    } else {
        arguments = parse_form(r.query);
    }
    auto done = co_await route->second(std::move(arguments));
    if (!done.body.contains("ok")) done.body["ok"] = done.status < 400;
    co_return as_json(done.status, done.body);
}

asio::awaitable<http::server_response> page_server::poll_events(http::server_request r)
{
    event_feed& feed = parts_.feed;
    const auto query = parse_form(r.query);
    auto at = feed.resumable(text_at(query, "after"));
    if (at) {
        (void)co_await bot::within(time_, patience_of(text_at(query, "timeout_ms")), feed.beyond(*at));
        if (!feed.holds(*at)) at.reset();  // so much happened meanwhile
    }
    std::string list;
    std::uint64_t upto = at.value_or(feed.last());
    if (!at) list = feed.aside("snapshot", parts_.snapshot());
    for (std::size_t n = 0; at && n < most_polled; ++n) {
        const auto next = feed.after(upto);
        if (!next) break;
        if (!list.empty()) list += ',';
        list += *next;
        ++upto;
    }
    auto out = as_json(200, {});
    out.body = R"({"ok":true,"events":[)" + list + R"(],"last":")" + feed.id_of(upto) + "\"}";
    co_return out;
}

asio::awaitable<void> page_server::stream_events(
    std::shared_ptr<http::server_websocket> ws, std::string after
)
{
    const counted reader(readers_);
    auto at = parts_.feed.resumable(after);
    if (!at) {
        at = parts_.feed.last();
        if (co_await bot::within(time_, 10s, ws->write(parts_.feed.aside("snapshot", parts_.snapshot()))))
            co_return;
    }
    co_await (read_away(ws) || write_events(ws, time_, parts_.feed, *at) || keep_alive(ws, time_));
}

}  // namespace adapters::sandbox::web
