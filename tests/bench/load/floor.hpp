// The least that any client of such a socket must do: echo each frame after one grouped SQLite commit.
#pragma once

#include "tests/bench/load/latencies.hpp"

#include <cstdint>
#include <filesystem>

namespace bench {

struct floor_result {
    summary ack;
    double cpu_ms_an_event = 0;
};

// The other process: connects, stores each frame (WAL, synchronous FULL), then sends its beginning back. Ends
// with the connection.
int floor_client(std::uint16_t port, const std::filesystem::path& database);

// Starts this program again as that client and loads it with frames of a slash command's size.
floor_result load_floor(load_plan plan, const std::filesystem::path& directory);

}  // namespace bench
