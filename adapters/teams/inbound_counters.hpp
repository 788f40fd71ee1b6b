// What the metrics page shows of one bot's inbound half: plain integers, loop's thread only.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace adapters::teams {

struct inbound_counters {
    std::map<std::string, std::uint64_t> activities;  // accepted, by a bounded set of types
    std::map<std::string, std::uint64_t> rejected;    // by reason, a bounded set: "expired", "audience", …
    std::uint64_t malformed = 0;                      // authenticated, but no activity
    std::uint64_t not_durable = 0;                    // 503: the store did not confirm in time
    std::uint64_t late_answers = 0;                   // invokes whose answer came after the deadline
    std::uint64_t repeated_invokes = 0;               // answered with the first one's body
    std::uint64_t cached_tokens = 0;                  // verified before
    std::uint64_t verified_tokens = 0;                // signatures checked
    std::uint64_t key_fetches = 0;
    std::uint64_t failed_key_fetches = 0;
};

}  // namespace adapters::teams
