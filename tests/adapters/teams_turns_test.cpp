// Calls into one conversation leave one after the other, whoever asks for them.
#include "adapters/teams/turns.hpp"
#include "bot/task_group.hpp"
#include "tests/support/teams_out_rig.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

using namespace tests::teams_out;

namespace {

// A Connector that takes its time over each call and counts those that are there side by side.
struct busy_rig : rig {
    std::map<std::string, int> inside;
    std::map<std::string, int> most;
    std::vector<std::string> bodies;
    bool holds = false;  // nothing is answered for now
    http::server connector{loop.executor(), loop.time, [this](http::server_request r) {
                               return answer(std::move(r));
                           }};
    bot::task_group tasks{loop.executor()};

    busy_rig()
    {
        const std::string base = fmt::format("http://127.0.0.1:{}/emea/", *connector.listen("127.0.0.1", 0));
        config.service_url = base;
        for (auto& [id, known] : book.all) known.service_url = base;
        book.remember(
            {.id = "a:1",
             .kind = "personal",
             .service_url = base,
             .tenant_id = "T",
             .name = {},
             .team_id = {},
             .team_aad_id = {},
             .person = ana}
        );
        start();
    }
    ~busy_rig()
    {
        loop.run(tasks.join());
        loop.run(connector.stop(0s));
    }

    asio::awaitable<http::server_response> answer(http::server_request r)
    {
        const std::string where = r.path.find("a%3A1") != std::string::npos ? "a:1" : "channel";
        bodies.push_back(r.body);
        most[where] = std::max(most[where], ++inside[where]);
        co_await loop.time.sleep_for(5ms);
        while (holds) co_await loop.time.sleep_for(1ms);
        --inside[where];
        http::server_response out;
        out.status = 201;
        out.body = R"({"id":"19:C@thread.tacv2;messageid=1700","activityId":"1700"})";
        co_return out;
    }
    asio::awaitable<void> deliver_one(bot::delivery what)
    {
        const auto outcome = co_await here->deliver(std::move(what), {});
        CHECK(outcome.result == delivery_result::sent);
    }
    void also(bot::delivery what) { tasks.spawn("a delivery", deliver_one(std::move(what))); }
    void also_tell(std::string words)
    {
        const bot::channel_ref where{"teams", "acme-teams", "a:1"};
        tasks.spawn("words", here->tell({"teams", ana}, where, {.text = std::move(words), .buttons = {}}));
    }
};

}  // namespace

TEST_CASE("private words wait for what is being delivered into the same chat, and keep their order")
{
    busy_rig r;
    r.also(r.row(delivery_kind::line, "a:1"));
    r.also_tell("one");
    r.also_tell("two");
    r.loop.run(r.tasks.join());
    CHECK(r.most["a:1"] == 1);
    REQUIRE(r.bodies.size() == 3);
    CHECK(r.bodies[1].find("\"one\"") != std::string::npos);
    CHECK(r.bodies[2].find("\"two\"") != std::string::npos);
}

TEST_CASE("conversations do not wait for each other")
{
    busy_rig r;
    r.holds = true;
    r.also(r.row(delivery_kind::line, "a:1"));
    r.also(r.row(delivery_kind::line));
    const auto both = [&]() -> asio::awaitable<void> {
        while (r.inside["a:1"] + r.inside["channel"] < 2) co_await r.loop.time.sleep_for(1ms);
        r.holds = false;
    };
    r.loop.run(both());
    CHECK(r.most["a:1"] == 1);
    CHECK(r.most["channel"] == 1);
    r.loop.run(r.tasks.join());
}

TEST_CASE("whoever stops waiting leaves the line, and the turn goes on to the next")
{
    tests::loop loop;
    turns line(loop.executor());
    std::vector<std::string> had;
    bot::task_group first(loop.executor());
    bot::task_group second(loop.executor());
    bot::task_group third(loop.executor());
    const auto hold = [&](std::string name, bot::clock::duration how_long) -> asio::awaitable<void> {
        const auto mine = co_await line.take("c");
        had.push_back(std::move(name));
        co_await loop.time.sleep_for(how_long);
    };
    first.spawn("first", hold("first", 1h));
    second.spawn("second", hold("second", 1h));
    third.spawn("third", hold("third", 1ms));
    const auto end = [&]() -> asio::awaitable<void> {
        while (had.empty()) co_await loop.time.sleep_for(1ms);
        second.cancel();
        co_await second.join();
        first.cancel();
        co_await first.join();
        co_await third.join();
    };
    loop.run(end());
    CHECK(had == std::vector<std::string>{"first", "third"});
    CHECK(line.names() == 0);
}
