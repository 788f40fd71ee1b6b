#include "adapters/http/client.hpp"
#include "adapters/http/websocket.hpp"
#include "adapters/sandbox/sample_workspace.hpp"
#include "adapters/sandbox/slack_server.hpp"
#include "bot/within.hpp"

#include <doctest/doctest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>

using namespace adapters;
using namespace adapters::sandbox;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

// The server and an app's sockets on one loop, over loopback.
struct loopback {
    asio::io_context io{1};
    bot::real_clock time;
    slack_server_settings settings;
    std::unique_ptr<slack_server> slack;
    http::client web{io.get_executor(), time, {}};
    bot::task_group side{io.get_executor()};

    loopback() { settings.sockets.event_retries = {10ms, 20ms}; }

    void run(std::function<asio::awaitable<void>()> script)
    {
        slack = std::make_unique<slack_server>(io.get_executor(), time, settings);
        fill_sample(slack->workspace());
        REQUIRE(slack->start().has_value());
        std::exception_ptr thrown;
        const auto whole = [&]() -> asio::awaitable<void> {
            try {
                co_await script();
            } catch (...) {
                thrown = std::current_exception();
            }
            co_await asio::this_coro::throw_if_cancelled(false);
            side.cancel();
            co_await side.join();
            web.close_idle();
            co_await slack->stop();
        };
        asio::co_spawn(io, whole(), [&](std::exception_ptr e) {
            if (e) thrown = e;
        });
        io.run_for(20s);
        if (thrown) std::rethrow_exception(thrown);
    }

    asio::awaitable<http::outcome> send(
        std::string method, json::object args, std::string token = "xoxb-sandbox"
    )
    {
        http::request r;
        r.method = "POST";
        r.url = slack->api_url() + method;
        r.headers.add("Authorization", "Bearer " + token);
        r.headers.add("Content-Type", "application/json; charset=utf-8");
        r.body = json::serialize(args);
        r.deadline = 2s;
        co_return co_await web.send(std::move(r));
    }

    asio::awaitable<json::object> call(
        std::string method, json::object args, std::string token = "xoxb-sandbox"
    )
    {
        auto reply = co_await send(std::move(method), std::move(args), std::move(token));
        if (!reply) throw std::runtime_error("no reply");
        co_return parse_json(reply->body)->as_object();
    }

    asio::awaitable<http::websocket_ptr> link(bool hello = true)
    {
        auto opened = co_await call("apps.connections.open", {}, "xapp-sandbox");
        auto ws = co_await http::websocket_connection::connect(
            io.get_executor(), time, std::string(text_at(opened, "url")), {}
        );
        if (!ws) throw std::runtime_error("no link");
        if (hello && text_at(co_await frame(*ws), "type") != "hello") throw std::runtime_error("no hello");
        co_return *ws;
    }

    static asio::awaitable<json::object> frame(http::websocket_ptr ws)
    {
        auto got = co_await ws->read();
        if (!got) throw std::runtime_error("link ended");
        co_return parse_json(got->data)->as_object();
    }

    static json::object ack(const json::object& envelope, json::value payload = nullptr)
    {
        json::object o{{"envelope_id", text_at(envelope, "envelope_id")}};
        if (!payload.is_null()) o["payload"] = std::move(payload);
        return o;
    }
};

}  // namespace

TEST_CASE("the in-process Slack tells its tokens apart")
{
    loopback l;
    l.run([&]() -> asio::awaitable<void> {
        CHECK(text_at(co_await l.call("auth.test", {}), "user_id") == "U0BOT");
        CHECK(text_at(co_await l.call("auth.test", {}, "xoxb-other"), "error") == "invalid_auth");
        CHECK(text_at(co_await l.call("auth.test", {}, "xapp-sandbox"), "error") == "not_allowed_token_type");
        CHECK(text_at(co_await l.call("apps.connections.open", {}), "error") == "not_allowed_token_type");
        CHECK(text_at(co_await l.call("chat.invent", {}), "error") == "unknown_method");
        // Read methods do not see a JSON body.
        CHECK(text_at(co_await l.call("users.info", {{"user", "U0ANA"}}), "error") == "user_not_found");
    });
}

TEST_CASE("a command goes over the socket and its ack's text reaches the person alone")
{
    loopback l;
    l.run([&]() -> asio::awaitable<void> {
        auto ws = co_await l.link();
        std::optional<json::object> seen;
        const auto type = [&]() -> asio::awaitable<void> {
            seen = co_await l.slack->people().slash(
                "@ana.suporte", "#support-billing", "/incident help a<b @igor.audit"
            );
        };
        l.side.spawn("ana", type());
        const auto envelope = co_await l.frame(ws);
        const auto& payload = envelope.at("payload").as_object();
        CHECK(text_at(payload, "command") == "/incident");
        CHECK(text_at(payload, "text") == "help a&lt;b <@U0IGOR|igor.audit>");
        CHECK(text_at(payload, "channel_id") == "C0BILLING");
        CHECK_FALSE(co_await ws->write(json::serialize(l.ack(envelope, json::object{{"text", "hi"}}))));
        while (!seen) co_await l.time.sleep_for(1ms);
        CHECK(flag_at(*seen, "ok"));
        const auto& shown = l.slack->workspace().find_channel("C0BILLING")->ephemerals;
        REQUIRE(shown.size() == 1);
        CHECK(shown[0].to == "U0ANA");
        CHECK(shown[0].text == "hi");
        // A ticket opens one link.
        const auto again = co_await l.call("apps.connections.open", {}, "xapp-sandbox");
        const std::string url(text_at(again, "url"));
        CHECK((co_await http::websocket_connection::connect(l.io.get_executor(), l.time, url, {})).has_value()
        );
        const auto twice = co_await http::websocket_connection::connect(l.io.get_executor(), l.time, url, {});
        REQUIRE_FALSE(twice.has_value());
        CHECK(twice.error().status == 408);
    });
}

TEST_CASE("an event that is not acknowledged comes again, marked, until it is")
{
    loopback l;
    l.settings.sockets.ack_deadline = 50ms;
    l.run([&]() -> asio::awaitable<void> {
        auto ws = co_await l.link();
        l.slack->people().say("@joao.ops", "#status", "hello");
        const auto first = co_await l.frame(ws);
        const auto second = co_await l.frame(ws);
        CHECK(first.at("retry_attempt").as_int64() == 0);
        CHECK(second.at("retry_attempt").as_int64() == 1);
        CHECK(text_at(second, "retry_reason") == "timeout");
        CHECK(first.at("payload").at("event_id") == second.at("payload").at("event_id"));
        CHECK_FALSE(co_await ws->write(json::serialize(l.ack(second))));
        while (l.slack->sockets().events_under_way() != 0) co_await l.time.sleep_for(1ms);
        CHECK(l.slack->log().counts().at("envelope events_api") == 2);
    });
}

TEST_CASE("a post whose reply is lost was made all the same, and history finds it by its metadata")
{
    loopback l;
    l.run([&]() -> asio::awaitable<void> {
        l.slack->faults().add({.kind = fault_kind::lost_reply, .filter = "chat.postMessage", .times = 1});
        const json::object post{
            {"channel", "C0BILLING"},
            {"text", "final"},
            {"metadata", {{"event_type", "made"}, {"event_payload", {{"delivery_id", "7"}}}}},
        };
        const auto lost = co_await l.send("chat.postMessage", post);
        REQUIRE_FALSE(lost.has_value());
        CHECK(lost.error().request == http::sent::unknown);
        http::request r;
        r.url = l.slack->api_url() + "conversations.history?channel=C0BILLING&include_all_metadata=true";
        r.headers.add("Authorization", "Bearer xoxb-sandbox");
        const auto found = co_await l.web.send(r);
        REQUIRE(found.has_value());
        const auto history = parse_json(found->body)->as_object();
        const auto& messages = history.at("messages").as_array();
        REQUIRE(messages.size() == 1);
        CHECK(messages[0].at("metadata").at("event_payload").at("delivery_id") == "7");
    });
}

TEST_CASE("a 429 names its pause, and a channel takes about one message a second after a burst")
{
    loopback l;
    l.settings.api.post_burst = 2;
    l.run([&]() -> asio::awaitable<void> {
        const json::object post{{"channel", "C0BILLING"}, {"text", "x"}};
        for (int i = 0; i < 2; ++i) CHECK(flag_at(co_await l.call("chat.postMessage", post), "ok"));
        const auto limited = co_await l.send("chat.postMessage", post);
        REQUIRE(limited.has_value());
        CHECK(limited->status == 429);
        CHECK(limited->headers.find("Retry-After") == "1");
        CHECK(l.slack->workspace().find_channel("C0BILLING")->messages.size() == 2);
    });
}

TEST_CASE("a frame over the limit closes the link with 1009")
{
    loopback l;
    l.run([&]() -> asio::awaitable<void> {
        auto ws = co_await l.link();
        CHECK_FALSE(co_await ws->write(std::string(20'480, 'x')));
        CHECK_FALSE((co_await ws->read()).has_value());
        CHECK(ws->closed().code == 1009);
        CHECK(ws->closed().reason == "Max frame length of 20480");
    });
}

TEST_CASE("the eleventh link is sent away instead of greeted")
{
    loopback l;
    l.run([&]() -> asio::awaitable<void> {
        std::vector<http::websocket_ptr> held;
        for (int i = 0; i < 10; ++i) held.push_back(co_await l.link());
        auto more = co_await l.link(false);
        const auto first = co_await l.frame(more);
        CHECK(text_at(first, "type") == "disconnect");
        CHECK(text_at(first, "reason") == "too_many_websockets");
    });
}

TEST_CASE("a half-open link stays silent and counts, and nothing tells the app")
{
    loopback l;
    l.run([&]() -> asio::awaitable<void> {
        auto ws = co_await l.link();
        REQUIRE(l.slack->sockets().freeze(0));
        CHECK_FALSE(co_await ws->ping("anybody?"));
        const auto heard = co_await bot::within(l.time, 200ms, ws->read());
        CHECK(heard.error() == bot::errc::timed_out);
        CHECK(ws->pongs_received() == 0);
        CHECK(l.slack->sockets().links().size() == 1);
    });
}

TEST_CASE("a site's page cannot drive the workspace")
{
    loopback l;
    l.run([&]() -> asio::awaitable<void> {
        http::request r;
        r.method = "POST";
        r.url = "http://127.0.0.1:" + std::to_string(l.slack->port()) + "/sandbox/say";
        r.headers.add("Content-Type", "application/json");
        r.body = R"({"as":"@ana.suporte","channel":"#status","text":"x"})";
        auto foreign = r;
        foreign.headers.add("Origin", "https://evil.example");
        const auto refused = co_await l.web.send(foreign);
        REQUIRE(refused.has_value());
        CHECK(refused->status == 403);
        const auto done = co_await l.web.send(r);
        REQUIRE(done.has_value());
        CHECK(flag_at(parse_json(done->body)->as_object(), "ok"));
        CHECK(l.slack->workspace().find_channel("C0STATUS")->messages.size() == 1);
    });
}
