#include "adapters/http/client.hpp"
#include "adapters/http/websocket.hpp"
#include "adapters/sandbox/web/page_assets.hpp"
#include "adapters/sandbox/web/page_server.hpp"
#include "bot/task_group.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

#include <functional>

using namespace adapters;
using namespace adapters::sandbox;
using namespace adapters::sandbox::web;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

struct page_stand {
    tests::loop loop;
    event_feed feed{loop.executor(), "run", {.events = 4}};
    gate_settings gate;
    std::unique_ptr<page_server> page;
    http::client web{loop.executor(), loop.time, {}};
    std::uint16_t port = 0;
    int deeds = 0;

    void run(std::function<asio::awaitable<void>()> script)
    {
        page = std::make_unique<page_server>(
            loop.executor(),
            loop.time,
            page_parts{
                .feed = feed, .snapshot = [this] { return json::object{{"seen", feed.last()}}; }, .gate = gate
            }
        );
        page->get("/api/look", [](json::object query) -> asio::awaitable<page_answer> {
            co_return page_answer{{{"asked", query}}};
        });
        page->post("/api/do", [this](json::object a) -> asio::awaitable<page_answer> {
            ++deeds;
            co_return page_answer{{{"given", a}}};
        });
        const auto bound = page->start("127.0.0.1", 0);
        REQUIRE(bound.has_value());
        port = *bound;
        loop.run([](page_stand& s, std::function<asio::awaitable<void>()> what) -> asio::awaitable<void> {
            co_await what();
            s.web.close_idle();
            co_await s.page->stop();
        }(*this, std::move(script)));
    }

    asio::awaitable<http::response> send(
        std::string method, std::string path, http::header_list headers = {}, std::string body = {}
    )
    {
        http::request r;
        r.method = std::move(method);
        r.url = "http://127.0.0.1:" + std::to_string(port) + path;
        r.headers = std::move(headers);
        r.body = std::move(body);
        r.deadline = 10s;
        auto got = co_await web.send(std::move(r));
        REQUIRE(got.has_value());
        co_return std::move(*got);
    }

    asio::awaitable<http::websocket_ptr> reader(std::string after)
    {
        auto ws = co_await http::websocket_connection::connect(
            loop.executor(),
            loop.time,
            "ws://127.0.0.1:" + std::to_string(port) + "/api/events?after=" + after,
            {}
        );
        REQUIRE(ws.has_value());
        co_return *ws;
    }

    static asio::awaitable<json::object> event(http::websocket_ptr ws)
    {
        auto got = co_await ws->read();
        REQUIRE(got.has_value());
        co_return parse_json(got->data)->as_object();
    }

    std::string own() const { return "127.0.0.1:" + std::to_string(port); }
};

}  // namespace

TEST_CASE("every answer of the page's server forbids inline scripts, frames, sniffing and referrers")
{
    page_stand s;
    s.run([&]() -> asio::awaitable<void> {
        for (const std::string path : {"/", "/api/look", "/api/nothing", "/assets/nothing.js"}) {
            CAPTURE(path);
            const auto got = co_await s.send("GET", path);
            const std::string policy(got.headers.find("Content-Security-Policy"));
            CHECK(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
            CHECK(policy.find("unsafe") == std::string::npos);
            CHECK(policy.ends_with("frame-ancestors 'none'"));
            CHECK(got.headers.find("X-Content-Type-Options") == "nosniff");
            CHECK(got.headers.find("Referrer-Policy") == "no-referrer");
        }
    });
}

TEST_CASE("another site's page can neither read nor act, whatever name it used to get here")
{
    page_stand s;
    s.run([&]() -> asio::awaitable<void> {
        const http::header json_type{"Content-Type", "application/json"};
        const auto act = [&](http::header_list headers) -> asio::awaitable<unsigned> {
            headers.add("Content-Type", "application/json");
            co_return (co_await s.send("POST", "/api/do", headers, "{}")).status;
        };
        CHECK(co_await act({{"Origin", "https://evil.example"}}) == 403);
        CHECK(co_await act({{"Origin", "null"}}) == 403);
        CHECK(co_await act({{"Origin", "http://127.0.0.1:1"}}) == 403);
        CHECK(co_await act({{"Sec-Fetch-Site", "cross-site"}}) == 403);
        CHECK(co_await act({{"Sec-Fetch-Site", "same-site"}}) == 403);
        CHECK(s.deeds == 0);
        CHECK(co_await act({{"Origin", "http://" + s.own()}, {"Sec-Fetch-Site", "same-origin"}}) == 200);
        CHECK(s.deeds == 1);
        const auto foreign = co_await http::websocket_connection::connect(
            s.loop.executor(),
            s.loop.time,
            "ws://" + s.own() + "/api/events",
            {},
            {},
            {},
            {{"Origin", "https://evil.example"}}
        );
        REQUIRE_FALSE(foreign.has_value());
        CHECK(foreign.error().status == 403);
        // A link on another page may lead here; nothing else of it may.
        CHECK(
            (co_await s.send(
                 "GET",
                 "/",
                 {{"Sec-Fetch-Site", "cross-site"},
                  {"Sec-Fetch-Mode", "navigate"},
                  {"Sec-Fetch-Dest", "document"}}
             ))
                .status == 200
        );
        CHECK(
            (co_await s.send(
                 "GET",
                 "/",
                 {{"Sec-Fetch-Site", "cross-site"},
                  {"Sec-Fetch-Mode", "navigate"},
                  {"Sec-Fetch-Dest", "iframe"}}
             ))
                .status == 403
        );
    });
}

TEST_CASE("the gate knows its own names: DNS rebinding, ports, cookies")
{
    const auto asked = [](http::header_list headers, std::string path = "/api/look") {
        http::server_request r;
        r.method = "GET";
        r.path = std::move(path);
        r.headers = std::move(headers);
        return r;
    };
    const gate_settings local;
    CHECK(judge(asked({}), local).status == 403);
    CHECK(judge(asked({{"Host", "attacker.example:8080"}}), local).status == 403);
    CHECK(judge(asked({{"Host", "127.0.0.1.attacker.example"}}), local).status == 403);
    CHECK(judge(asked({{"Host", "localhost:8080"}}), local).status == 0);
    CHECK(judge(asked({{"Host", "[::1]:8080"}}), local).status == 0);
    const gate_settings far{.local = false, .token = "0123456789", .cookie = "c"};
    CHECK(judge(asked({{"Host", "demo.example"}}), far).status == 401);
    CHECK(judge(asked({{"Host", "demo.example"}, {"Cookie", "a=b; c=0123456789"}}), far).status == 0);
    CHECK(judge(asked({{"Host", "demo.example"}, {"Cookie", "c=012345678"}}), far).status == 401);
    CHECK(judge(asked({{"Host", "demo.example"}, {"Cookie", "xc=0123456789"}}), far).status == 401);
    CHECK(judge(asked({{"Host", "demo.example"}, {"Authorization", "Bearer 0123456789"}}), far).status == 0);
    CHECK(
        judge(
            asked({{"Host", "demo.example"}, {"Origin", "https://evil.example"}, {"Cookie", "c=0123456789"}}),
            far
        )
            .status == 403
    );
    CHECK(fresh_token().size() == 32);
    CHECK(fresh_token() != fresh_token());
}

TEST_CASE("the token opens the door once by the address and then as a cookie that scripts cannot read")
{
    page_stand s;
    s.gate.token = "ab12cd34";
    s.gate.cookie = "incidentd_sandbox_1";
    s.run([&]() -> asio::awaitable<void> {
        const auto shut = co_await s.send("GET", "/api/look");
        CHECK(shut.status == 401);
        CHECK(shut.body.find("token_needed") != std::string::npos);
        CHECK((co_await s.send("GET", "/")).status == 401);
        CHECK((co_await s.send("GET", "/?token=wrong")).status == 401);
        const auto open = co_await s.send("GET", "/?token=ab12cd34");
        CHECK(open.status == 303);
        CHECK(open.headers.find("Location") == "/");
        CHECK(
            open.headers.find("Set-Cookie") ==
            "incidentd_sandbox_1=ab12cd34; Path=/; HttpOnly; SameSite=Strict"
        );
        CHECK(
            (co_await s.send("GET", "/api/look", {{"Cookie", "incidentd_sandbox_1=ab12cd34"}})).status == 200
        );
    });
}

TEST_CASE("a deed comes as a JSON object of bounded size and by POST, or not at all")
{
    page_stand s;
    s.run([&]() -> asio::awaitable<void> {
        const http::header_list json_type{{"Content-Type", "application/json"}};
        CHECK((co_await s.send("POST", "/api/do", {{"Content-Type", "text/plain"}}, "{}")).status == 415);
        CHECK((co_await s.send("POST", "/api/do", {}, "{}")).status == 415);
        CHECK((co_await s.send("POST", "/api/do", json_type, "[1]")).status == 400);
        CHECK((co_await s.send("POST", "/api/do", json_type, "{")).status == 400);
        CHECK((co_await s.send("GET", "/api/do")).status == 405);
        CHECK((co_await s.send("POST", "/api/look", json_type, "{}")).status == 405);
        CHECK((co_await s.send("DELETE", "/api/do")).status == 405);
        CHECK((co_await s.send("POST", "/api/invented", json_type, "{}")).status == 404);
        CHECK((co_await s.send("POST", "/", json_type, "{}")).status == 405);
        const std::string large = R"({"a":")" + std::string(300 * 1024, 'x') + R"("})";
        CHECK((co_await s.send("POST", "/api/do", json_type, large)).status == 413);
        CHECK(s.deeds == 0);
        const auto done = co_await s.send("POST", "/api/do", json_type, R"({"a":"b"})");
        CHECK(done.body == R"({"given":{"a":"b"},"ok":true})");
        CHECK(done.headers.find("Cache-Control") == "no-store");
    });
}

TEST_CASE("a reader begins with a snapshot, goes on where it stopped, and begins anew when that is gone")
{
    page_stand s;
    s.run([&]() -> asio::awaitable<void> {
        s.feed.add("first", json::object{});
        auto ws = co_await s.reader("");
        auto got = co_await s.event(ws);
        CHECK(text_at(got, "type") == "snapshot");
        CHECK(got.at("data").at("seen").to_number<int>() == 1);
        CHECK(text_at(got, "id") == "run.1");
        s.feed.add("second", json::object{{"n", 2}});
        got = co_await s.event(ws);
        CHECK(text_at(got, "type") == "second");
        CHECK(text_at(got, "id") == "run.2");
        co_await ws->close();
        s.feed.add("third", json::object{});
        s.feed.add("fourth", json::object{});
        auto again = co_await s.reader("run.2");
        CHECK(text_at(co_await s.event(again), "type") == "third");
        CHECK(text_at(co_await s.event(again), "type") == "fourth");
        co_await again->close();
        for (int i = 0; i < 5; ++i) s.feed.add("more", json::object{});
        for (const std::string gone : {"run.2", "other.9", "run.999", "run.x", "9"}) {
            CAPTURE(gone);
            auto late = co_await s.reader(gone);
            CHECK(text_at(co_await s.event(late), "type") == "snapshot");
            co_await late->close();
        }
    });
}

TEST_CASE("scripts without websockets poll the same events")
{
    page_stand s;
    s.run([&]() -> asio::awaitable<void> {
        const auto first = parse_json((co_await s.send("GET", "/api/events")).body)->as_object();
        CHECK(first.at("events").as_array().at(0).at("type") == "snapshot");
        const std::string last(text_at(first, "last"));
        bot::task_group side(s.loop.executor());
        side.spawn("later", [](page_stand& on) -> asio::awaitable<void> {
            co_await on.loop.time.sleep_for(20ms);
            on.feed.add("came", json::object{});
        }(s));
        const auto next =
            parse_json((co_await s.send("GET", "/api/events?timeout_ms=9000&after=" + last)).body)
                ->as_object();
        CHECK(next.at("events").as_array().at(0).at("type") == "came");
        CHECK(text_at(next, "last") == "run.1");
        const auto none =
            parse_json((co_await s.send("GET", "/api/events?timeout_ms=1&after=run.1")).body)->as_object();
        CHECK(none.at("events").as_array().empty());
        CHECK(text_at(none, "last") == "run.1");
        co_await side.join();
    });
}

TEST_CASE("a reader that sends more than a word is sent away, and others do not notice")
{
    page_stand s;
    s.run([&]() -> asio::awaitable<void> {
        auto loud = co_await s.reader("");
        auto quiet = co_await s.reader("");
        (void)co_await s.event(loud);
        (void)co_await s.event(quiet);
        CHECK_FALSE(co_await loud->write(std::string(4000, 'x')));
        CHECK_FALSE((co_await loud->read()).has_value());
        CHECK(loud->closed().code == 1009);
        s.feed.add("after", json::object{});
        CHECK(text_at(co_await s.event(quiet), "type") == "after");
        co_await quiet->close();
    });
}

TEST_CASE("the page's files come compressed where that is understood, and not again when nothing changed")
{
    page_stand s;
    s.run([&]() -> asio::awaitable<void> {
        const auto whole = co_await s.send("GET", "/");
        REQUIRE(whole.status == 200);
        CHECK(whole.headers.find("Content-Type") == "text/html; charset=utf-8");
        CHECK(whole.headers.find("Cache-Control") == "no-cache");
        CHECK_FALSE(whole.headers.contains("Content-Encoding"));
        const std::string etag(whole.headers.find("ETag"));
        CHECK(etag.size() > 4);
        CHECK((co_await s.send("GET", "/", {{"If-None-Match", etag}})).status == 304);
        for (const page_asset& a : page_assets()) {
            const std::string path(a.path);
            CAPTURE(path);
            const auto plain = co_await s.send("GET", path);
            CHECK(plain.body == a.raw);
            const auto packed = co_await s.send("GET", path, {{"Accept-Encoding", "br, gzip;q=0.5"}});
            CHECK(packed.headers.contains("Content-Encoding") == !a.gzip.empty());
            const auto refused = co_await s.send("GET", path, {{"Accept-Encoding", "gzip;q=0"}});
            CHECK_FALSE(refused.headers.contains("Content-Encoding"));
        }
    });
}

TEST_CASE("no file of the page that ships names a place outside that a browser would load")
{
    for (const page_asset& a : page_assets()) {
        if (!a.type.starts_with("text/html")) continue;
        const std::string text(a.raw);
        CHECK(text.find("src=\"http") == std::string::npos);
        CHECK(text.find("href=\"http") == std::string::npos);
        CHECK(text.find("<style") == std::string::npos);
        CHECK(text.find(" style=") == std::string::npos);
    }
}
