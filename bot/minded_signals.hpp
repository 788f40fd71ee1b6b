// SIGTERM and SIGINT stop, SIGHUP reloads, for as long as the process lives.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/signal_set.hpp>

#include <functional>

namespace bot {

struct signals_to {
    std::function<void()> stop;
    std::function<void()> reload;
    std::function<void()> limit = {};  // after the first stop: bounds how long the end may take
};

// Ends only when it is cancelled: what one of them throws is logged, and the next signal is minded as before.
boost::asio::awaitable<void> mind_signals(boost::asio::signal_set& set, signals_to to);

}  // namespace bot
