// Why requests were turned away, in the log: every one while they are few, a count while they are many.
#pragma once

#include "bot/clock.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace adapters::teams {

struct activity;

// What a stranger wrote, fit for one line of the log.
std::string shown_in_log(std::string_view text);

// channelId, serviceUrl's origin, recipient and tenants: where an activity claims to come from and to go to.
std::string describe_origin(const activity& a);

class refusal_log {
public:
    refusal_log(bot::clock& time, std::string name) : time_(time), name_(std::move(name)) {}

    // `detail` holds issuer, audience and key id; never a token.
    void note(std::string_view why, const std::string& peer, const std::string& detail);

private:
    bot::clock& time_;
    std::string name_;
    bot::clock::time_point minute_{};
    int lines_ = 0;
    std::uint64_t silent_ = 0;
};

}  // namespace adapters::teams
