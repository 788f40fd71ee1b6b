// The one place where the world changes: applies a change set in memory, makes it durable, then tells who
// waits for it.
#pragma once

#include "bot/clock.hpp"
#include "bot/store/store.hpp"
#include "bot/world.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bot {

// Loop's thread only. The world in memory may be ahead of the disk; nothing may leave the process (acks,
// posts, records) before its change set is durable, which is what `durable` callbacks and the listeners are
// for.
class journal {
public:
    using listener = std::function<void(const change_set&)>;

    journal(boost::asio::any_io_executor ex, const clock& time, store& disk, world state);

    const world& state() const noexcept { return state_; }
    // The audit chain's head as far as it is on the disk: what may be told outside.
    const chain_head& durable_chain() const noexcept { return durable_chain_; }
    time_point now() const;
    change_set begin() const { return change_set{state_, now()}; }

    struct extras {
        std::vector<std::string> seen_keys;
        std::vector<address> addresses;
        std::optional<parked_event> park;
        std::optional<std::int64_t> unpark;
    };
    // Applies at once; `durable` runs later on the loop, in the order of the calls. After a failed commit
    // neither it nor any later one runs: `on_broken` does, once.
    void commit(change_set changes, extras with, std::function<void(const change_set&)> durable);
    // The same, resuming when durable. A cancelled caller leaves the commit under way.
    boost::asio::awaitable<void> commit(change_set changes, extras with = {});

    // Called after each durable commit, before its own callback.
    void listen(listener l) { listeners_.push_back(std::move(l)); }
    void on_broken(std::function<void(const std::string&)> f) { on_broken_ = std::move(f); }

    std::size_t pending() const noexcept { return pending_; }  // commits under way
    bool broken() const noexcept { return broken_; }

private:
    boost::asio::any_io_executor executor_;
    const clock& clock_;
    store& store_;
    world state_;
    chain_head durable_chain_;
    std::vector<listener> listeners_;
    std::function<void(const std::string&)> on_broken_;
    std::size_t pending_ = 0;
    bool broken_ = false;
};

}  // namespace bot
