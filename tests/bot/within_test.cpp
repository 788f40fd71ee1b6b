#include "bot/within.hpp"

#include "bot/task_group.hpp"
#include "tests/support/hand_clock.hpp"

#include <doctest/doctest.h>
#include <boost/system/result.hpp>

using namespace std::chrono_literals;
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

struct loop_by_hand {
    asio::io_context io{1};
    tests::hand_clock time{io};
    bot::task_group tasks{io.get_executor()};
    std::optional<error_code> ended;
    bool has_unwound = false;

    // Sleeps so long, then says how it went; notes when it is unwound instead.
    asio::awaitable<bot::result<int>> work(bot::clock::duration length, int answer)
    {
        const std::unique_ptr<bool, void (*)(bool*)> over(&has_unwound, [](bool* is) { *is = true; });
        co_await time.sleep_for(length);
        co_return answer;
    }
    void start(bot::clock::duration limit, bot::clock::duration length)
    {
        tasks.spawn("it", [](loop_by_hand& on, auto most, auto takes) -> asio::awaitable<void> {
            const auto done = co_await bot::within(on.time, most, on.work(takes, 7));
            on.ended = done ? error_code() : done.error();
        }(*this, limit, length));
        time.settle();
    }
};

}  // namespace

TEST_CASE("what ends in time gives its own answer")
{
    loop_by_hand l;
    l.start(3s, 2s);
    l.time.advance(1s);
    CHECK_FALSE(l.ended);
    l.time.advance(1s);
    REQUIRE(l.ended);
    CHECK_FALSE(*l.ended);
    l.time.advance(10s);  // its deadline means nothing any more
    CHECK(l.tasks.size() == 0);
}

TEST_CASE("what is late is cancelled, waited for and timed out")
{
    loop_by_hand l;
    l.start(2s, 1h);
    l.time.advance(1999ms);
    CHECK_FALSE(l.ended);
    CHECK_FALSE(l.has_unwound);
    l.time.advance(1ms);
    REQUIRE(l.ended);
    CHECK(*l.ended == bot::errc::timed_out);
    CHECK(l.has_unwound);
    CHECK(l.tasks.size() == 0);
}

TEST_CASE("who cancels the caller cancels the work, and nothing is left")
{
    loop_by_hand l;
    l.start(2s, 1h);
    l.tasks.cancel();
    l.time.settle();
    CHECK(l.has_unwound);
    CHECK_FALSE(l.ended);
    CHECK(l.tasks.size() == 0);
}

TEST_CASE("a deadline inside a deadline: the outer one ends both")
{
    loop_by_hand l;
    error_code seen;
    l.tasks.spawn("it", [](loop_by_hand& on, error_code& said) -> asio::awaitable<void> {
        const auto done = co_await bot::within(on.time, 1s, bot::within(on.time, 5s, on.work(1h, 1)));
        said = done.error();
    }(l, seen));
    l.time.advance(1s);
    CHECK(seen == bot::errc::timed_out);
    CHECK(l.has_unwound);
    CHECK(l.tasks.size() == 0);
}

TEST_CASE("what the work throws comes out")
{
    loop_by_hand l;
    std::string said;
    l.tasks.spawn("it", [](loop_by_hand& on, std::string& words) -> asio::awaitable<void> {
        const auto broken = [](bot::clock& time) -> asio::awaitable<void> {
            co_await time.sleep_for(1s);
            throw std::logic_error("a bug");
        };
        try {
            (void)co_await bot::within(on.time, 2s, broken(on.time));
        } catch (const std::logic_error& bug) {
            words = bug.what();
        }
    }(l, said));
    l.time.advance(1s);
    CHECK(said == "a bug");
}

TEST_CASE("an alarm rings once at its time, and not at all once it is gone")
{
    asio::io_context io{1};
    tests::hand_clock by_hand{io};
    bot::real_clock real;
    int rung = 0;
    const auto ring = [&] { ++rung; };

    const auto kept = by_hand.set_alarm(io.get_executor(), by_hand.now() + 1s, ring);
    by_hand.set_alarm(io.get_executor(), by_hand.now() + 1s, ring).reset();
    by_hand.settle();
    CHECK(rung == 0);
    by_hand.advance(1s);
    by_hand.advance(1h);
    CHECK(rung == 1);

    const auto at_once = real.set_alarm(io.get_executor(), real.now(), ring);
    auto gone = real.set_alarm(io.get_executor(), real.now(), [&] { rung += 100; });
    // Both have expired; that they have is not known to the loop yet.
    gone.reset();
    io.restart();
    io.run();
    CHECK(rung == 2);
}
