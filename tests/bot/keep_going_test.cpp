#include "bot/keep_going.hpp"

#include "bot/task_group.hpp"
#include "tests/support/hand_clock.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

struct stand {
    asio::io_context io{1};
    tests::hand_clock time{io};
    bot::task_group tasks{io.get_executor()};
    std::vector<bool> runs;  // is_first of each
    std::size_t throws = 0;

    void keep(bool ends)
    {
        tasks.spawn("kept", bot::keep_going(time, "kept", 5s, [this, ends](bool is_first) {
                        return work(is_first, ends);
                    }));
        time.settle();
    }
    asio::awaitable<void> work(bool is_first, bool ends)
    {
        runs.push_back(is_first);
        if (runs.size() <= throws) throw std::logic_error("a bug");
        if (!ends) co_await time.sleep_for(24h);
    }
};

}  // namespace

TEST_CASE(
    "work that throws begins anew after a pause, however often, and is told that it is not the first time"
)
{
    stand s;
    s.throws = 2;
    s.keep(false);
    CHECK(s.runs == std::vector{true});
    s.time.advance(4s);
    CHECK(s.runs.size() == 1);
    s.time.advance(1s);
    CHECK(s.runs == std::vector{true, false});
    s.time.advance(60s);
    CHECK(s.runs == std::vector{true, false, false});
    CHECK(s.tasks.size() == 1);
    s.tasks.cancel();
    s.time.settle();
    CHECK(s.tasks.size() == 0);
    CHECK(s.runs.size() == 3);  // a cancellation is no bug
}

TEST_CASE("work that returns is over")
{
    stand s;
    s.throws = 1;
    s.keep(true);
    s.time.advance(60s);
    CHECK(s.runs.size() == 2);
    CHECK(s.tasks.size() == 0);
}
