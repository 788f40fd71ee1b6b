// Work that blocks, done on a pool's thread, awaited on the loop's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace bot {

// Runs `work` on the pool and resumes with what it returns or throws. A cancelled caller unwinds at once, as
// blocking work cannot be cancelled: that goes on, and its result is dropped. So whatever `work` uses must
// live until the pool has been joined.
template <class T>
boost::asio::awaitable<T> on_pool(boost::asio::thread_pool& pool, std::function<T()> work)
{
    namespace asio = boost::asio;
    struct shared {
        explicit shared(const asio::any_io_executor& loop) : bell(loop, asio::steady_timer::time_point::max())
        {
        }
        asio::steady_timer bell;  // never expires; cancelled on the loop's thread when the work is done
        std::optional<T> value;
        std::exception_ptr thrown;
        bool done = false;
    };
    const asio::any_io_executor loop = co_await asio::this_coro::executor;
    auto state = std::make_shared<shared>(loop);
    asio::post(pool, [loop, state, work = std::move(work)]() mutable {
        try {
            state->value.emplace(work());
        } catch (...) {
            state->thrown = std::current_exception();
        }
        work = nullptr;
        // The state goes along: a timer must not end on the pool's thread.
        asio::post(loop, [state = std::move(state)] {
            state->done = true;
            state->bell.cancel();
        });
    });
    while (!state->done) co_await state->bell.async_wait(asio::as_tuple(asio::use_awaitable));
    std::optional<T> value = std::move(state->value);
    if (!value) std::rethrow_exception(state->thrown);
    co_return std::move(*value);
}

}  // namespace bot
