// Activities at a bot's endpoint: the daemon's beside the in-process Teams, or the floor's.
#pragma once

#include "tests/bench/load/latencies.hpp"

#include <filesystem>
#include <string>

namespace bench {

struct activity_plan {
    load_plan open;             // the open loop
    double closed_for = 5;      // seconds of the closed loop
    std::size_t closed = 32;    // requests under way in it
    bool fresh_tokens = false;  // each activity with a token that was never seen; else one token for all
    int receiver_core = -1;     // pins the receiver to it, unless negative
};

struct activity_result {
    bool is_ready = false;
    summary ack;                 // of the open loop: from the instant when it was due to the 200
    double cpu_ms_an_event = 0;  // of the receiver, in the open loop
    double per_second = 0;       // of the closed loop
    std::string complaint;
};

// A typed question with a private answer, from one of many people in one of many channels; stored before its
// 200.
activity_result load_daemon_with_activities(
    const std::string& binary, activity_plan plan, const std::filesystem::path& directory
);

// The same requests at the floor, which verifies each token when they are fresh.
activity_result load_floor_with_activities(activity_plan plan, const std::filesystem::path& directory);

}  // namespace bench
