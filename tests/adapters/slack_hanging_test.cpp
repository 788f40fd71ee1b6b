// What hangs or stays unknown between the client and Slack, and what must not suffer from it.
#include "adapters/http/server.hpp"
#include "adapters/slack/socket_link.hpp"
#include "bot/within.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/slack_rig.hpp"

#include <doctest/doctest.h>

using namespace tests::slack_rig;

namespace {

// A message with a button; pressing it is answered in private.
asio::awaitable<std::string> post_button(rig& r)
{
    auto line = r.delivery(bot::delivery_kind::line, "d1");
    line.words->buttons = {{"draft.approve", "D1.1", "Approve", {}, ""}};
    const auto sent = co_await r.here->deliver(line, std::nullopt);
    co_return sent.platform_id;
}

asio::awaitable<void> press(rig& r, std::string ts)
{
    co_await r.there->people().press("renata.quality", "support-billing", ts, "draft.approve");
}

bool was_called(rig& r, const std::string& what)
{
    return r.there->log().counts().contains(what);
}

}  // namespace

TEST_CASE("a private answer that may have been shown is not given a second time by another way")
{
    rig r;
    r.events.answer.answer = bot::notice{"you may not", {}, {}};
    r.run([&]() -> asio::awaitable<void> {
        const auto ts = co_await post_button(r);
        r.fault(fault_kind::lost_reply, "hook");
        co_await press(r, ts);
        co_await r.until([&] { return r.channel().ephemerals.size() == 1; });
    });
    CHECK(r.channel().ephemerals.size() == 1);
    CHECK_FALSE(was_called(r, "api chat.postEphemeral"));
}

TEST_CASE("a server error on the way of a private answer says nothing about it, so nothing is said again")
{
    rig r;
    r.events.answer.answer = bot::notice{"you may not", {}, {}};
    r.run([&]() -> asio::awaitable<void> {
        const auto ts = co_await post_button(r);
        r.fault(fault_kind::server_error, "hook");
        co_await press(r, ts);
        co_await r.until([&] { return r.there->faults().all().empty() || r.there->faults().all()[0].strikes; }
        );
    });
    CHECK_FALSE(was_called(r, "api chat.postEphemeral"));
}

TEST_CASE("a private answer that a response URL refused goes to the person in the channel")
{
    rig r;
    r.events.answer.answer = bot::notice{"you may not", {}, {}};
    r.run([&]() -> asio::awaitable<void> {
        const auto ts = co_await post_button(r);
        sandbox::fault expired;
        expired.kind = fault_kind::server_error;
        expired.filter = "hook";
        expired.times = 1;
        expired.status = 404;
        r.there->faults().add(expired);
        co_await press(r, ts);
        co_await r.until([&] { return r.channel().ephemerals.size() == 1; });
    });
    CHECK(was_called(r, "api chat.postEphemeral"));
}

TEST_CASE("a form opens although posts to every channel hang")
{
    rig r;
    r.limits.post = 60s;
    r.events.form =
        bot::form{"command.open", "ctx", "Abrir", "Enviar", "", {{"a", "A", "", true, false, ""}}};
    r.run([&]() -> asio::awaitable<void> {
        r.fault(fault_kind::hung, "chat.postMessage", 100);
        bot::task_group posts(r.io.get_executor());
        const auto post = [](rig& in, std::string id) -> asio::awaitable<void> {
            co_await in.here->deliver(in.delivery(bot::delivery_kind::line, std::move(id)), std::nullopt);
        };
        for (int i = 0; i < 12; ++i) posts.spawn("post", post(r, "d" + std::to_string(i)));
        co_await r.until([&] {
            const auto counts = r.there->log().counts();
            const auto found = counts.find("api chat.postMessage");
            return found != counts.end() && found->second >= 8;
        });
        co_await r.there->people().slash("ana.suporte", "support-billing", "/incident open");
        co_await r.until([&] { return r.there->workspace().top_view("U0ANA") != nullptr; });
        posts.cancel();
        co_await posts.join();
    });
}

TEST_CASE("a stop that is cut short leaves no answer behind that still hangs")
{
    rig r;
    r.limits.call = 1h;
    r.limits.stop = 1h;
    r.events.answer.answer = bot::notice{"you may not", {}, {}};
    r.run([&]() -> asio::awaitable<void> {
        const auto ts = co_await post_button(r);
        sandbox::fault hangs;
        hangs.kind = fault_kind::slow;
        hangs.filter = "hook";
        hangs.delay = 1h;
        r.there->faults().add(hangs);
        co_await press(r, ts);
        co_await r.until([&] { return r.there->faults().all()[0].strikes == 1; });
        CHECK(co_await bot::within(r.time, 50ms, r.here->stop()) == bot::errc::timed_out);
    });
}

TEST_CASE("a link whose peer sends but reads nothing any more is given up, heard or not")
{
    tests::loop l;
    slack::counters count;
    http::server peer(
        l.executor(),
        l.time,
        [](http::server_request) -> asio::awaitable<http::server_response> {
            http::server_response r;
            r.what = http::fate::upgrade;
            co_return r;
        },
        [&l](std::shared_ptr<http::server_websocket> s, http::server_request) -> asio::awaitable<void> {
            while (!co_await s->write(R"({"type":"hello","num_connections":1})"))
                co_await l.time.sleep_for(10ms);
        }
    );
    const auto port = *peer.listen("127.0.0.1", 0);
    const auto socket = l.run(http::websocket_connection::connect(
        l.executor(), l.time, "ws://127.0.0.1:" + std::to_string(port) + "/link", {}
    ));
    REQUIRE(socket.has_value());
    const auto link = std::make_shared<slack::socket_link>(
        l.executor(),
        l.time,
        *socket,
        "acme#0.1",
        300ms,
        fast(),
        count,
        [](const std::shared_ptr<slack::socket_link>&, slack::frame) {}
    );
    bot::task_group tasks(l.executor());
    tasks.spawn("link", link->run());
    for (int i = 0; i < 64; ++i) CHECK(link->acknowledge(std::string(1 << 20, 'x')));
    const auto over = [](slack::socket_link& of, tests::loop& in) -> asio::awaitable<bool> {
        for (int i = 0; i < 5000 && !of.is_over(); ++i) co_await in.time.sleep_for(2ms);
        co_return of.is_over();
    };
    CHECK(l.run(over(*link, l)));
    CHECK(l.time.now() - link->last_received() < 5s);
    CHECK(count.silences == 1);
    tasks.cancel();
    l.run(tasks.join());
    l.run(peer.stop(200ms));
}
