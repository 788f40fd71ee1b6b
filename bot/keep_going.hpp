// Work that lives as long as its owner: what throws in it is a bug, and it begins anew.
#pragma once

#include "bot/clock.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace bot {

// Runs `work`, and after each throw again, `pause` later; is_first is true the first time only. Ends when the
// work returns or the caller is cancelled. `what` is for the log: "slack acme: slot 0".
boost::asio::awaitable<void> keep_going(
    clock& time,
    std::string what,
    clock::duration pause,
    std::function<boost::asio::awaitable<void>(bool is_first)> work
);

}  // namespace bot
