#include "bot/on_pool.hpp"

#include "bot/task_group.hpp"
#include "bot/within.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>

#include <future>
#include <stdexcept>
#include <string>

using namespace std::chrono_literals;

namespace {

boost::asio::awaitable<boost::system::error_code> blocked(
    boost::asio::thread_pool& pool, std::function<int()> work
)
{
    co_await bot::on_pool(pool, std::move(work));
    co_return boost::system::error_code{};
}

}  // namespace

TEST_CASE("work on the pool brings its value and its exception back to the loop")
{
    tests::loop l;
    boost::asio::thread_pool pool(1);
    CHECK(l.run(bot::on_pool<std::string>(pool, [] { return std::string("done"); })) == "done");
    CHECK_THROWS_WITH(
        l.run(bot::on_pool<int>(pool, []() -> int { throw std::runtime_error("broken"); })), "broken"
    );
}

TEST_CASE("who waits for work that hangs can be cancelled, and the work's result is dropped")
{
    tests::loop l;
    boost::asio::thread_pool pool(1);
    std::promise<void> let_go;
    std::function<int()> hanging = [released = let_go.get_future().share()] {
        released.wait();
        return 7;
    };
    const auto ec = l.run(bot::within(l.time, 20ms, blocked(pool, std::move(hanging))));
    CHECK(ec == bot::errc::timed_out);
    let_go.set_value();
    pool.join();
    CHECK(l.settles());
}
