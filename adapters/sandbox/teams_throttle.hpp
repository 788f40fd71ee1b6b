// The Connector's limits: so many calls in a sliding window, for each conversation and over all.
#pragma once

#include "bot/clock.hpp"

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace adapters::sandbox {

class teams_throttle {
public:
    enum class call { send, create, get };

    bool enabled = true;

    // The pause to ask for when this call is one too many; an admitted call counts. `thread` is the
    // conversation without its ";messageid=…": all threads of a channel share their limit.
    std::optional<std::chrono::seconds> refuse(
        bot::clock::time_point now, call what, const std::string& thread
    );

private:
    std::map<std::string, std::deque<bot::clock::time_point>> windows_;
    std::deque<bot::clock::time_point> all_;
};

}  // namespace adapters::sandbox
