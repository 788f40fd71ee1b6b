// The decisions about links that need no socket: when to dial, when to replace, how long to pause.
#pragma once

#include "adapters/slack/settings.hpp"
#include "bot/clock.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace adapters::slack {

enum class link_end {
    none,           // it is up
    refresh,        // Slack recycles it
    too_many,       // more links than Slack allows
    link_disabled,  // Socket Mode is switched off
    lost,           // closed, cut or silent
    not_opened,     // the dial failed
    rate_limited,   // apps.connections.open answered 429
    fatal,          // the app token was refused
    stopped,        // by us
};

// What a disconnect frame means; unknown reasons are a refresh.
link_end end_of(std::string_view disconnect_reason) noexcept;

// Grows with each failure, jittered over its whole length, forgotten after a link that proved itself.
class backoff {
public:
    backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest, std::uint64_t seed);
    std::chrono::milliseconds next();
    void reset() noexcept { failures_ = 0; }

private:
    std::chrono::milliseconds first_;
    std::chrono::milliseconds longest_;
    std::mt19937_64 random_;
    unsigned failures_ = 0;
};

// How long a slot waits before it dials again.
std::chrono::milliseconds pause_after(
    link_end why,
    std::optional<std::chrono::seconds> retry_after,
    backoff& pause,
    const timings& limits,
    std::mt19937_64& random
);

// One for all links of an app: keeps two dials apart, and their number a minute bounded.
class dial_pacer {
public:
    dial_pacer(std::chrono::milliseconds gap, int a_minute, std::uint64_t seed);
    // Reserves the next turn and says when it is.
    bot::clock::time_point reserve(bot::clock::time_point now);
    // Nobody dials before `until`.
    void hold(bot::clock::time_point until);

private:
    std::chrono::milliseconds gap_;
    std::size_t a_minute_;
    std::mt19937_64 random_;
    std::deque<bot::clock::time_point> turns_;  // of the last minute and to come
    bot::clock::time_point held_until_{};
};

// When a link is replaced although nothing asked for it: 80 to 90 % of what Slack expects it to live.
std::optional<std::chrono::milliseconds> planned_life(
    std::chrono::seconds approximate_lifetime, std::mt19937_64& random
);

// Pings come often enough that at least two are missed before silence is a verdict.
std::chrono::milliseconds ping_interval(std::chrono::milliseconds liveness, const timings& limits) noexcept;

}  // namespace adapters::slack
