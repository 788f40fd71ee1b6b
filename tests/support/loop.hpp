// Runs coroutines of a test on a loop of its own; a watchdog turns a hang into a failure.
#pragma once

#include "bot/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>

namespace tests {

struct loop {
    boost::asio::io_context io{1};
    bot::real_clock time;

    auto executor() { return io.get_executor(); }

    // Runs until `work` is done, together with whatever else lives on the loop.
    template <class T>
    T run(boost::asio::awaitable<T> work, std::chrono::seconds watchdog = std::chrono::seconds(30))
    {
        std::optional<T> value;
        boost::asio::co_spawn(io, keep(std::move(work), value), note());
        wait(watchdog);
        return std::move(*value);
    }

    void run(boost::asio::awaitable<void> work, std::chrono::seconds watchdog = std::chrono::seconds(30))
    {
        boost::asio::co_spawn(io, std::move(work), note());
        wait(watchdog);
    }

    // Whether the loop has nothing left to do: every task ended, every socket closed.
    bool settles(std::chrono::seconds watchdog = std::chrono::seconds(10))
    {
        io.restart();
        io.run_for(watchdog);
        return io.stopped();
    }

private:
    template <class T>
    static boost::asio::awaitable<void> keep(boost::asio::awaitable<T> work, std::optional<T>& value)
    {
        value.emplace(co_await std::move(work));
    }

    std::function<void(std::exception_ptr)> note()
    {
        done_ = false;
        thrown_ = nullptr;
        return [this](std::exception_ptr e) {
            thrown_ = e;
            done_ = true;
        };
    }

    void wait(std::chrono::seconds watchdog)
    {
        const auto limit = std::chrono::steady_clock::now() + watchdog;
        io.restart();
        while (!done_ && io.run_one_until(limit) != 0) {
        }
        if (!done_) throw std::runtime_error("the coroutine hangs");
        if (thrown_) std::rethrow_exception(thrown_);
    }

    bool done_ = false;
    std::exception_ptr thrown_;
};

}  // namespace tests
