// A deadline around any awaitable: when it passes first, the work is cancelled.
#pragma once

#include "bot/clock.hpp"
#include "bot/error.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace bot {
namespace deadline {

template <class T>
struct settled {
    std::optional<T> value;
    std::exception_ptr thrown;
};

template <class T>
boost::asio::awaitable<settled<T>> settle(boost::asio::awaitable<T> work, bool* is_over = nullptr)
{
    settled<T> s;
    try {
        s.value.emplace(co_await std::move(work));
    } catch (...) {
        s.thrown = std::current_exception();
    }
    if (is_over != nullptr) *is_over = true;
    co_return s;
}

inline boost::asio::awaitable<boost::system::error_code> as_success(boost::asio::awaitable<void> work)
{
    co_await std::move(work);
    co_return boost::system::error_code{};
}

// For as long as it lives, who cancels the caller cancels the work.
class relay {
public:
    relay(boost::asio::cancellation_slot from, boost::asio::cancellation_signal& to) : from_(from)
    {
        if (from_.is_connected()) from_.assign([&to](boost::asio::cancellation_type how) { to.emit(how); });
    }
    ~relay()
    {
        if (from_.is_connected()) from_.clear();
    }
    relay(const relay&) = delete;
    relay& operator=(const relay&) = delete;

private:
    boost::asio::cancellation_slot from_;
};

}  // namespace deadline

// T is a result<...> or an error_code, so that errc::timed_out fits into it. The work is cancelled at the
// deadline and awaited; it must therefore answer to cancellation. What it throws is thrown on.
template <class T>
boost::asio::awaitable<T> within(clock& time, clock::duration limit, boost::asio::awaitable<T> work)
{
    namespace asio = boost::asio;
    const auto ex = co_await asio::this_coro::executor;
    const auto state = co_await asio::this_coro::cancellation_state;
    asio::cancellation_signal stop;
    bool is_over = false;
    bool is_late = false;
    const auto alarm = time.set_alarm(ex, time.now() + limit, [&] {
        if (is_over) return;  // done, but this coroutine does not know yet
        is_late = true;
        stop.emit(asio::cancellation_type::terminal);
    });
    const deadline::relay outer(state.slot(), stop);
    auto done = co_await asio::co_spawn(
        ex,
        deadline::settle(std::move(work), &is_over),
        asio::bind_cancellation_slot(stop.slot(), asio::use_awaitable)
    );
    if (is_late) co_return T(make_error_code(errc::timed_out));
    if (!done.value) std::rethrow_exception(done.thrown);
    co_return std::move(*done.value);
}

inline boost::asio::awaitable<boost::system::error_code> within(
    clock& time, clock::duration limit, boost::asio::awaitable<void> work
)
{
    return within(time, limit, deadline::as_success(std::move(work)));
}

}  // namespace bot
