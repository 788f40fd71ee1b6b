// What the metrics page shows of one bot's outbound side: plain integers, on the loop's thread.
#pragma once

#include <cstdint>

namespace adapters::teams {

struct counters {
    std::uint64_t calls = 0;         // of the Connector
    std::uint64_t call_errors = 0;   // not answered with success
    std::uint64_t throttled = 0;     // 429 and 412
    std::uint64_t refused_urls = 0;  // service URLs that no token was sent to
    std::uint64_t tokens = 0;
    std::uint64_t token_errors = 0;
};

}  // namespace adapters::teams
