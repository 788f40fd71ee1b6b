// Runs a command without a shell and takes what it prints: a secret manager's client.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace bot {

struct command_result {
    std::string text;     // standard output
    std::string trouble;  // why there is none; empty on success
};

// Words are separated by blanks; there is no quoting. The first is looked up in PATH unless it holds a slash.
// Standard error is discarded: it may repeat the secret. Blocks up to `limit`, then kills the command.
command_result command_output(std::string_view line, std::chrono::milliseconds limit, std::size_t most_bytes);

}  // namespace bot
