#include "bot/minded_signals.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <exception>

namespace bot {

namespace asio = boost::asio;

asio::awaitable<void> mind_signals(asio::signal_set& set, signals_to to)
{
    for (;;) {
        const auto [ec, which] = co_await set.async_wait(asio::as_tuple(asio::use_awaitable));
        if (ec == asio::error::operation_aborted) co_return;
        if (ec) continue;
        try {
            if (which == SIGHUP)
                to.reload();
            else
                to.stop();
        } catch (const std::exception& bug) {
            spdlog::error("signal {}: {}", which, bug.what());
        }
    }
}

}  // namespace bot
