// A deadline around any awaitable: whichever of the work and the sleep ends first ends the other.
#pragma once

#include "bot/clock.hpp"
#include "bot/error.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

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

// `a || b` waits on when a branch throws, so what the work throws travels as a value.
template <class T>
boost::asio::awaitable<settled<T>> settle(boost::asio::awaitable<T> work)
{
    settled<T> s;
    try {
        s.value.emplace(co_await std::move(work));
    } catch (...) {
        s.thrown = std::current_exception();
    }
    co_return s;
}

inline boost::asio::awaitable<boost::system::error_code> as_success(boost::asio::awaitable<void> work)
{
    co_await std::move(work);
    co_return boost::system::error_code{};
}

}  // namespace deadline

// T is a result<...> or an error_code, so that errc::timed_out fits into it. The work is cancelled at the
// deadline and awaited; it must therefore answer to cancellation. What it throws is thrown on.
template <class T>
boost::asio::awaitable<T> within(clock& time, clock::duration limit, boost::asio::awaitable<T> work)
{
    using namespace boost::asio::experimental::awaitable_operators;
    auto first = co_await (deadline::settle(std::move(work)) || time.sleep_for(limit));
    if (first.index() == 1) co_return T(make_error_code(errc::timed_out));
    auto& done = std::get<0>(first);
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
