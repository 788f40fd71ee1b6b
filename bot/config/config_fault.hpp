// What is wrong with a configuration file, and where.
#pragma once

#include <boost/assert/source_location.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace bot {

// The message never repeats a value that may be a secret. Line and column start at 1; 0 means the whole file.
struct config_fault {
    std::string file;
    std::size_t line = 0;
    std::size_t column = 0;
    std::string message;

    friend bool operator==(const config_fault&, const config_fault&) = default;
};

std::string to_string(const config_fault& what);  // "file:line:column: message"

// Never empty, sorted by place.
using config_faults = std::vector<config_fault>;

// Boost.Result calls this when somebody takes the value of a failed result: a bug, hence an exception.
[[noreturn]] inline void throw_exception_from_error(const config_faults& all, const boost::source_location&)
{
    throw std::logic_error(all.empty() ? "configuration" : to_string(all.front()));
}

}  // namespace bot
