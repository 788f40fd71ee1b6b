// Keeps calls under the Connector's rates: so many in any second, in any two, in any half minute, in any
// hour.
#pragma once

#include "bot/clock.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <span>
#include <string>

namespace adapters::teams {

struct window {
    std::chrono::milliseconds length;
    std::size_t most = 1;
};

// teams.md 4.6: one bot in one conversation, all threads of a channel together.
inline constexpr window send_windows[] = {
    {std::chrono::seconds(1), 7},
    {std::chrono::seconds(2), 8},
    {std::chrono::seconds(30), 60},
    {std::chrono::hours(1), 1800},
};
inline constexpr window read_windows[] = {
    {std::chrono::seconds(1), 14},
    {std::chrono::seconds(2), 16},
    {std::chrono::seconds(30), 120},
    {std::chrono::hours(1), 3600},
};
// One app in one tenant, whatever it does; older texts of the service say 30.
inline constexpr window app_windows[] = {{std::chrono::seconds(1), 30}};

// Sliding windows for each of many names; names that are idle cost nothing for long.
class sliding_windows {
public:
    using time_point = bot::clock::time_point;

    // When the next call of `name` may leave; never before a hold of that name is over.
    time_point turn(const std::string& name, std::span<const window> allowed, time_point now) const
    {
        const auto found = lines_.find(name);
        if (found == lines_.end()) return now;
        const line& l = found->second;
        time_point at = std::max(now, l.held);
        if (!l.taken.empty()) at = std::max(at, l.taken.back());
        for (const window& w : allowed) {
            if (l.taken.size() < w.most) continue;
            at = std::max(at, l.taken[l.taken.size() - w.most] + w.length + slack);
        }
        return at;
    }

    void take(const std::string& name, std::span<const window> allowed, time_point at)
    {
        forget(at);
        line& l = lines_[name];
        std::size_t most = 0;
        for (const window& w : allowed) {
            most = std::max(most, w.most);
            l.keep_until = std::max(l.keep_until, at + w.length + slack);
        }
        l.taken.push_back(at);
        while (l.taken.size() > most) l.taken.pop_front();
    }

    void hold(const std::string& name, time_point until)
    {
        line& l = lines_[name];
        l.held = std::max(l.held, until);
        l.keep_until = std::max(l.keep_until, l.held);
    }

    std::size_t size() const noexcept { return lines_.size(); }

private:
    // Calls reach the service closer together than they left.
    static constexpr std::chrono::milliseconds slack{50};

    struct line {
        std::deque<time_point> taken;
        time_point held{};
        time_point keep_until{};
    };

    void forget(time_point now)
    {
        if (lines_.size() < 1000) return;
        std::erase_if(lines_, [&](const auto& l) { return l.second.keep_until <= now; });
    }

    std::map<std::string, line> lines_;
};

}  // namespace adapters::teams
