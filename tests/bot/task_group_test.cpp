#include "bot/task_group.hpp"
#include "bot/error.hpp"
#include "bot/mailbox.hpp"
#include "bot/within.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

asio::awaitable<void> sleep_long(bot::clock& time, bool& ended)
{
    struct mark {
        bool& flag;
        ~mark() { flag = true; }
    } at_end{ended};
    co_await time.sleep_for(1h);
}

asio::awaitable<void> fail()
{
    throw std::runtime_error("a bug");
    co_return;
}

asio::awaitable<void> take_all(bot::mailbox<int>& from, std::vector<int>& into)
{
    for (;;) {
        co_await from.ready();
        into.push_back(from.take());
    }
}

asio::awaitable<bot::result<int>> answer_after(bot::clock& time, std::chrono::milliseconds pause)
{
    co_await time.sleep_for(pause);
    co_return 7;
}

asio::awaitable<bot::result<int>> throwing()
{
    throw std::runtime_error("a bug");
    co_return 7;
}

}  // namespace

TEST_CASE("a cancelled group unwinds its tasks, joins, and takes no more")
{
    tests::loop l;
    bot::task_group tasks(l.executor());
    bool first = false;
    bool second = false;
    tasks.spawn("first", sleep_long(l.time, first));
    tasks.spawn("second", sleep_long(l.time, second));
    CHECK(tasks.names() == std::vector<std::string>{"first", "second"});
    tasks.cancel();  // before either has started
    l.run(tasks.join(), 5s);
    CHECK(first);
    CHECK(second);
    CHECK(tasks.size() == 0);
    bool third = false;
    CHECK_FALSE(tasks.spawn("third", sleep_long(l.time, third)));
    CHECK(l.settles());
}

TEST_CASE("an exception of one task is reported by name and leaves the others alone")
{
    tests::loop l;
    std::vector<std::string> bugs;
    bot::task_group tasks(l.executor(), [&](std::string_view name, std::exception_ptr) {
        bugs.emplace_back(name);
    });
    bool other = false;
    tasks.spawn("broken", fail());
    tasks.spawn("other", sleep_long(l.time, other));
    l.run(l.time.sleep_for(1ms));
    CHECK(bugs == std::vector<std::string>{"broken"});
    CHECK_FALSE(other);
    tasks.cancel();
    l.run(tasks.join(), 5s);
    CHECK(bugs.size() == 1);  // a cancellation is no bug
}

TEST_CASE("a mailbox hands over in order, refuses when full, and survives a cancelled reader")
{
    tests::loop l;
    bot::mailbox<int> box(l.executor(), 2);
    std::vector<int> got;
    CHECK(box.push(1));
    CHECK(box.push(2));
    CHECK_FALSE(box.push(3));
    {
        bot::task_group tasks(l.executor());
        tasks.spawn("reader", take_all(box, got));
        l.run(l.time.sleep_for(1ms));
        CHECK(got == std::vector{1, 2});
        tasks.cancel();
        l.run(tasks.join(), 5s);
    }
    CHECK(box.push(4));
    bot::task_group tasks(l.executor());
    tasks.spawn("reader", take_all(box, got));
    l.run(l.time.sleep_for(1ms));
    CHECK(got == std::vector{1, 2, 4});
    tasks.cancel();
    l.run(tasks.join(), 5s);
}

TEST_CASE("a deadline ends slow work, leaves quick work alone and lets exceptions through")
{
    tests::loop l;
    CHECK(l.run(bot::within(l.time, 10s, answer_after(l.time, 1ms))).value() == 7);
    CHECK(l.run(bot::within(l.time, 5ms, answer_after(l.time, 1h)), 5s).error() == bot::errc::timed_out);
    CHECK_THROWS_AS(l.run(bot::within(l.time, 1h, throwing()), 5s), std::runtime_error);
    CHECK(l.settles());
}

TEST_CASE("only hopeless reasons are fatal")
{
    CHECK(bot::is_fatal(bot::errc::bad_credentials));
    CHECK(bot::is_fatal(bot::errc::insecure_url));
    CHECK_FALSE(bot::is_fatal(bot::errc::dns_failure));
    CHECK_FALSE(bot::is_fatal(bot::errc::timed_out));
    CHECK_FALSE(bot::is_fatal({}));
}
