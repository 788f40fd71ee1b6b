// One call of the program: where it writes, what it was asked for, and which command was chosen.
#pragma once

#include <functional>
#include <ostream>
#include <string>

namespace bot::cli {

// What main hands to every command. The add_… functions put the chosen command's work into `chosen`; main
// runs it once the whole command line is known and exits with its value: 0, 1 failure, 2 usage.
struct invocation {
    std::string config_path;
    std::ostream& out;
    std::ostream& err;
    bool colour = false;  // standard output is a terminal
    std::function<int()> chosen = {};
};

}  // namespace bot::cli
