// What happened in the workspace, in order and bounded, for pages that look at it: each reader goes on where
// it stopped, or learns that it has to begin anew.
#pragma once

#include "adapters/sandbox/json_in.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::sandbox::web {

struct feed_limits {
    std::size_t events = 4000;
    std::size_t bytes = std::size_t{8} << 20;
};

// Loop's thread only.
class event_feed {
public:
    using frame = std::shared_ptr<const std::string>;

    // `run` is part of every id, so that ids of an earlier process are not taken for ours.
    event_feed(boost::asio::any_io_executor ex, std::string run, feed_limits limits = {});

    void add(std::string_view type, const json::value& data);

    std::uint64_t last() const noexcept { return last_; }
    std::string id_of(std::uint64_t number) const;
    // The number of an id that we gave and whose successors are all still here.
    std::optional<std::uint64_t> resumable(std::string_view id) const;

    // The event after `number`; null when there is none yet, or when it is gone: then holds(number) is false.
    frame after(std::uint64_t number) const;
    bool holds(std::uint64_t number) const noexcept { return number >= last_ - frames_.size(); }

    // Returns once last() is beyond `number`.
    boost::asio::awaitable<void> beyond(std::uint64_t number);

    // A frame that is not part of the feed, with the id of the newest event.
    std::string aside(std::string_view type, const json::value& data) const;

private:
    std::string run_;
    feed_limits limits_;
    std::deque<frame> frames_;  // the last one has the number last_
    std::size_t bytes_ = 0;
    std::uint64_t last_ = 0;
    boost::asio::steady_timer bell_;  // never expires; cancel() wakes the readers
};

}  // namespace adapters::sandbox::web
