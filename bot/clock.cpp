#include "bot/clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bot {

namespace asio = boost::asio;

clock::time_point real_clock::now() const
{
    return std::chrono::steady_clock::now();
}

clock::wall_time real_clock::wall_now() const
{
    return std::chrono::system_clock::now();
}

asio::awaitable<void> real_clock::sleep_until(time_point when)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, when);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace bot
