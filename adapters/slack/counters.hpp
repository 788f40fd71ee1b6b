// What the metrics page shows of one workspace: plain integers, written and read on the loop's thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace adapters::slack {

struct counters {
    std::uint64_t frames = 0;
    std::uint64_t malformed_frames = 0;
    std::uint64_t acks = 0;
    std::uint64_t late_acks = 0;     // above two seconds after the frame came
    std::uint64_t dropped_acks = 0;  // their link was gone
    std::uint64_t dials = 0;
    std::uint64_t failed_dials = 0;
    std::uint64_t reconnects = 0;  // links that came up after the first ones
    std::uint64_t ghosts_seen = 0;
    std::uint64_t silences = 0;                        // links dropped because nothing was heard
    std::map<std::string, std::uint64_t> disconnects;  // by reason, of a bounded set
    std::uint64_t api_calls = 0;
    std::uint64_t api_errors = 0;
    std::uint64_t rate_limited = 0;
    int links_up = 0;
    int num_connections = 0;  // as the last hello told
};

}  // namespace adapters::slack
