// Runs another program for the one line that it prints: no shell, bounded in time and output.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct command_end {
    std::string output;
    std::string trouble;  // why the output is not to be used; empty when the program ended with 0
};

// Words at spaces; quotes (' and ") hold a word together, nothing else is special.
std::vector<std::string> split_command(std::string_view line);

// Ends commands from another thread, now and for ever: the process is about to end. Thread-safe.
class command_stop {
public:
    command_stop();
    ~command_stop();
    command_stop(const command_stop&) = delete;
    command_stop& operator=(const command_stop&) = delete;

    void request() noexcept;
    int descriptor() const noexcept { return fd_; }  // readable once it was requested
    bool requested() const noexcept;

private:
    int fd_;
};

// Blocking. Standard input and error are /dev/null: what a program says there may hold the secret. A program
// that takes longer, or that runs when `stop` is requested, is killed with its children.
command_end run_command(
    const std::vector<std::string>& words,
    std::chrono::milliseconds patience,
    std::size_t most_output,
    const command_stop* stop = nullptr
);

}  // namespace bot
