// Latencies of an open-loop load: counted from the instant at which an event was due, whenever it really
// left.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

namespace bench {

using steady = std::chrono::steady_clock;

struct load_plan {
    double rate = 1;        // events a second
    std::size_t count = 1;  // events in all
};

struct summary {
    std::size_t answered = 0;
    double p50 = 0, p90 = 0, p99 = 0, max = 0;  // milliseconds; NaN when nothing was answered
};

class latencies {
public:
    explicit latencies(std::size_t count) : due_(count), took_(count, steady::duration(-1)) {}

    void due(std::size_t event, steady::time_point when) { due_.at(event) = when; }
    void answered(std::size_t event);  // the first answer counts
    std::size_t count_answered() const noexcept { return answered_; }
    bool all_answered() const noexcept { return answered_ == due_.size(); }
    summary sum_up() const;

private:
    std::vector<steady::time_point> due_;
    std::vector<steady::duration> took_;  // negative: no answer yet
    std::size_t answered_ = 0;
};

// Calls `arrive` for each event when it is due; late calls are made up at once, so that a slow system does
// not slow its own load down.
boost::asio::awaitable<void> arrivals(
    load_plan plan, std::function<void(std::size_t event, steady::time_point due)> arrive
);

// Returns when it holds or the limit has passed.
boost::asio::awaitable<void> until(std::function<bool()> holds, steady::duration limit);

}  // namespace bench
