#include "bot/minded_signals.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <exception>
#include <utility>

namespace bot {

namespace asio = boost::asio;

asio::awaitable<void> mind_signals(asio::signal_set& set, signals_to to)
{
    bool is_limited = !to.limit;
    for (;;) {
        const auto [ec, which] = co_await set.async_wait(asio::as_tuple(asio::use_awaitable));
        if (ec == asio::error::operation_aborted) co_return;
        if (ec) continue;
        try {
            if (which == SIGHUP) {
                to.reload();
                continue;
            }
            to.stop();
            if (!std::exchange(is_limited, true)) to.limit();
        } catch (const std::exception& bug) {
            spdlog::error("signal {}: {}", which, bug.what());
        }
    }
}

}  // namespace bot
