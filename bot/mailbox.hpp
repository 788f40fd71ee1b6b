// A bounded queue between coroutines of one thread: waiting takes nothing and may be cancelled, taking never
// waits.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <deque>
#include <utility>

namespace bot {

// After `co_await ready()` take at once, before any other await: with several readers another may be faster.
template <class T>
class mailbox {
public:
    mailbox(const boost::asio::any_io_executor& ex, std::size_t room)
        : bell_(ex, boost::asio::steady_timer::time_point::max()), room_(room)
    {
    }

    bool push(T value)  // false: full, the caller decides whom to refuse
    {
        if (queue_.size() >= room_) return false;
        queue_.push_back(std::move(value));
        bell_.cancel();
        return true;
    }

    // Returns with at least one value inside; a cancelled caller unwinds with operation_aborted.
    boost::asio::awaitable<void> ready()
    {
        while (queue_.empty()) co_await bell_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }

    T& front() { return queue_.front(); }

    T take()
    {
        T value = std::move(queue_.front());
        queue_.pop_front();
        return value;
    }

    bool empty() const noexcept { return queue_.empty(); }
    std::size_t size() const noexcept { return queue_.size(); }
    std::size_t room() const noexcept { return room_; }

private:
    std::deque<T> queue_;
    boost::asio::steady_timer bell_;  // never expires; cancel() wakes the waiting readers
    std::size_t room_;
};

}  // namespace bot
