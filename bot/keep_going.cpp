#include "bot/keep_going.hpp"

#include "bot/cancellation.hpp"

#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

namespace bot {

namespace asio = boost::asio;

asio::awaitable<void> keep_going(
    clock& time,
    std::string what,
    clock::duration pause,
    std::function<asio::awaitable<void>(bool is_first)> work
)
{
    for (bool is_first = true;; is_first = false) {
        std::string bug;
        try {
            co_await work(is_first);
            co_return;
        } catch (const std::exception& e) {
            if (is_cancellation(e)) throw;
            bug = e.what();
        }
        spdlog::error("{}: {}; beginning anew", what, bug);
        co_await time.sleep_for(pause);
    }
}

}  // namespace bot
