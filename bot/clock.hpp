// Time as an interface, so that tests can move it; the real one is the only user of real timers.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace bot {

// Rings once, unless it is destroyed before.
class alarm {
public:
    virtual ~alarm() = default;
};

class clock {
public:
    using duration = std::chrono::steady_clock::duration;
    using time_point = std::chrono::steady_clock::time_point;  // for pauses, deadlines, ages
    using wall_time = std::chrono::system_clock::time_point;   // for what people read and files keep

    virtual ~clock() = default;
    virtual time_point now() const = 0;
    virtual wall_time wall_now() const = 0;

    // Returns at or after `when`; a cancelled caller unwinds with operation_aborted.
    virtual boost::asio::awaitable<void> sleep_until(time_point when) = 0;

    // Calls `ring` at or after `when` on `ex`, which is the only thread that may destroy the alarm. Cheaper
    // than a coroutine that sleeps: what deadlines are made of.
    virtual std::unique_ptr<alarm> set_alarm(
        boost::asio::any_io_executor ex, time_point when, std::function<void()> ring
    );

    boost::asio::awaitable<void> sleep_for(duration d) { return sleep_until(now() + d); }
};

class real_clock final : public clock {
public:
    time_point now() const override;
    wall_time wall_now() const override;
    boost::asio::awaitable<void> sleep_until(time_point when) override;
    std::unique_ptr<alarm> set_alarm(
        boost::asio::any_io_executor ex, time_point when, std::function<void()> ring
    ) override;
};

}  // namespace bot
