// Time as an interface, so that tests can move it; the real one is the only user of real timers.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>

namespace bot {

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

    boost::asio::awaitable<void> sleep_for(duration d) { return sleep_until(now() + d); }
};

class real_clock final : public clock {
public:
    time_point now() const override;
    wall_time wall_now() const override;
    boost::asio::awaitable<void> sleep_until(time_point when) override;
};

}  // namespace bot
