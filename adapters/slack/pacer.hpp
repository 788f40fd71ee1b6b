// Keeps calls under Slack's rates: so many at once, then one an interval.
#pragma once

#include "bot/clock.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace adapters::slack {

struct rate {
    std::chrono::milliseconds interval;
    int burst = 1;
};

// One rate for each of many names (methods, channels); names that are idle cost nothing for long.
class pacer {
public:
    using time_point = bot::clock::time_point;

    // Reserves the next turn for `name` and says when it is; never before a hold of that name is over.
    time_point reserve(const std::string& name, rate allowed, time_point now)
    {
        if (lines_.size() >= 1000)
            std::erase_if(lines_, [&](const auto& l) {
                return l.second.full_at <= now && l.second.held <= now;
            });
        auto& line = lines_[name];
        line.full_at = std::max(line.full_at, now);
        const auto turn = std::max({now, line.full_at - allowed.interval * (allowed.burst - 1), line.held});
        line.full_at += allowed.interval;
        return turn;
    }

    void hold(const std::string& name, time_point until)
    {
        auto& line = lines_[name];
        line.held = std::max(line.held, until);
    }

    time_point held_until(const std::string& name) const
    {
        const auto at = lines_.find(name);
        return at == lines_.end() ? time_point{} : at->second.held;
    }

private:
    struct line {
        time_point full_at{};  // when the whole burst is there again
        time_point held{};
    };
    std::map<std::string, line> lines_;
};

// What Slack's tiers allow a minute, per method and workspace.
rate rate_of_method(std::string_view method) noexcept;

// Posts into one channel, all kinds together.
constexpr rate channel_rate{std::chrono::milliseconds(1000), 5};

}  // namespace adapters::slack
