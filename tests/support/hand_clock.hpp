// A clock that only the test moves, and the loop that lives by it.
#pragma once

#include "bot/clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <chrono>
#include <list>
#include <stdexcept>

namespace tests {

class hand_clock final : public bot::clock {
public:
    explicit hand_clock(boost::asio::io_context& io) : io_(io) {}

    time_point now() const override { return now_; }
    wall_time wall_now() const override
    {
        if (wall_reads_that_throw > 0 && wall_reads_that_throw-- > 0)
            throw std::logic_error("a broken clock");
        return wall_time(wall_start + (now_ - start));
    }

    mutable int wall_reads_that_throw = 0;  // every rule begins with one: a throw where the test wants it

    boost::asio::awaitable<void> sleep_until(time_point when) override
    {
        if (when <= now_) co_return;
        const auto mine = sleepers_.insert(
            sleepers_.end(),
            {when, boost::asio::steady_timer(io_, boost::asio::steady_timer::time_point::max())}
        );
        // However it ends, cancelled included, nobody wakes it any more.
        const struct entry {
            std::list<sleeper>& all;
            std::list<sleeper>::iterator mine;
            ~entry() { all.erase(mine); }
        } guard{sleepers_, mine};
        while (when > now_) {
            co_await mine->bell.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
            const auto state = co_await boost::asio::this_coro::cancellation_state;
            if (state.cancelled() != boost::asio::cancellation_type::none)
                throw boost::system::system_error(boost::asio::error::operation_aborted);
        }
    }

    // Runs everything that needs neither time nor input.
    void settle()
    {
        do io_.restart();
        while (io_.poll() != 0);
    }

    // Stops at every deadline on the way.
    void advance(duration d)
    {
        const auto target = now_ + d;
        settle();
        for (;;) {
            const auto first = std::min_element(sleepers_.begin(), sleepers_.end(), [](auto& a, auto& b) {
                return a.when < b.when;
            });
            if (first == sleepers_.end() || first->when > target) break;
            now_ = std::max(now_, first->when);
            ring();
        }
        now_ = target;
        ring();
    }

private:
    struct sleeper {
        time_point when;
        boost::asio::steady_timer bell;
    };
    static constexpr std::chrono::milliseconds wall_start{1'795'456'860'000};  // 2026-11-23 18:01Z
    static constexpr time_point start{std::chrono::hours(1)};

    void ring()
    {
        for (auto& each : sleepers_) {
            if (each.when <= now_) each.bell.cancel();
        }
        settle();
    }

    boost::asio::io_context& io_;
    std::list<sleeper> sleepers_;
    time_point now_ = start;
};

}  // namespace tests
