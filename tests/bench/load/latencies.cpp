#include "tests/bench/load/latencies.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace bench {

namespace asio = boost::asio;

void latencies::answered(std::size_t event)
{
    if (event >= took_.size() || took_[event] >= steady::duration(0)) return;
    took_[event] = steady::now() - due_[event];
    ++answered_;
}

summary latencies::sum_up() const
{
    std::vector<double> ms;
    for (const auto t : took_) {
        if (t >= steady::duration(0)) ms.push_back(std::chrono::duration<double, std::milli>(t).count());
    }
    std::sort(ms.begin(), ms.end());
    const auto at = [&](double share) {
        if (ms.empty()) return std::numeric_limits<double>::quiet_NaN();
        const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(ms.size())));
        return ms[std::max<std::size_t>(rank, 1) - 1];
    };
    return {.answered = ms.size(), .p50 = at(0.50), .p90 = at(0.90), .p99 = at(0.99), .max = at(1)};
}

asio::awaitable<void> arrivals(load_plan plan, std::function<void(std::size_t, steady::time_point)> arrive)
{
    asio::steady_timer clock(co_await asio::this_coro::executor);
    const auto start = steady::now() + std::chrono::milliseconds(10);
    for (std::size_t i = 0; i < plan.count; ++i) {
        const std::chrono::duration<double> offset(static_cast<double>(i) / plan.rate);
        const auto due = start + std::chrono::duration_cast<steady::duration>(offset);
        clock.expires_at(due);
        co_await clock.async_wait(asio::use_awaitable);
        arrive(i, due);
    }
}

asio::awaitable<void> until(std::function<bool()> holds, steady::duration limit)
{
    asio::steady_timer clock(co_await asio::this_coro::executor);
    const auto end = steady::now() + limit;
    while (!holds() && steady::now() < end) {
        clock.expires_after(std::chrono::milliseconds(2));
        co_await clock.async_wait(asio::use_awaitable);
    }
}

}  // namespace bench
