// A request that waits for what the rules make of it, and the memory of answers for redeliveries.
#pragma once

#include "adapters/http/server.hpp"
#include "bot/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace adapters::teams {

// Filled once, waited for by any number. Loop's thread only.
class reply_slot {
public:
    explicit reply_slot(const boost::asio::any_io_executor& ex)
        : bell_(ex, boost::asio::steady_timer::time_point::max())
    {
    }

    bool fill(http::server_response answer)  // false: it was filled before
    {
        if (answer_) return false;
        answer_ = std::move(answer);
        bell_.cancel();
        return true;
    }
    const std::optional<http::server_response>& answer() const noexcept { return answer_; }

    boost::asio::awaitable<void> filled()
    {
        while (!answer_) co_await bell_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }

    bool is_left = false;  // the request ended without it: what comes now is told privately

private:
    std::optional<http::server_response> answer_;
    boost::asio::steady_timer bell_;
};

// Slots by the keys of their events, for a while.
class reply_memory {
public:
    reply_memory(bot::clock& time, bot::clock::duration keep) : time_(time), keep_(keep) {}

    std::shared_ptr<reply_slot> find(const std::vector<std::string>& keys)
    {
        forget();
        for (const std::string& key : keys)
            if (const auto found = slots_.find(key); found != slots_.end()) return found->second;
        return nullptr;
    }

    void remember(const std::vector<std::string>& keys, const std::shared_ptr<reply_slot>& slot)
    {
        for (const std::string& key : keys) {
            slots_[key] = slot;
            order_.emplace_back(time_.now() + keep_, key);
        }
        forget();
    }

private:
    void forget()
    {
        while (!order_.empty() && (order_.front().first <= time_.now() || order_.size() > most_)) {
            slots_.erase(order_.front().second);
            order_.pop_front();
        }
    }

    static constexpr std::size_t most_ = 4000;
    bot::clock& time_;
    bot::clock::duration keep_;
    std::map<std::string, std::shared_ptr<reply_slot>, std::less<>> slots_;
    std::deque<std::pair<bot::clock::time_point, std::string>> order_;
};

}  // namespace adapters::teams
