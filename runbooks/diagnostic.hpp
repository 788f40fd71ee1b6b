// What is wrong with a runbook and where: the one shape in which every fault of this folder is told.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace runbooks {

enum class level { warning, error };

// A spot in a file. Lines and columns start at 1; a column counts code points, as editors do.
struct place {
    std::string file;
    std::size_t line = 1;
    std::size_t column = 1;

    bool operator==(const place&) const = default;
};

std::string to_string(const place& where);  // "file:line:column"

struct diagnostic {
    level severity = level::error;
    std::string file;
    std::size_t line = 1;
    std::size_t column = 1;
    std::string message;

    bool operator==(const diagnostic&) const = default;
};

std::string to_string(const diagnostic& what);  // "file:line:column: error: message"

bool has_errors(const std::vector<diagnostic>& all) noexcept;

// An expected failure that is nothing but its sentence.
struct fault {
    std::string message;
};

// Boost.Result calls this when somebody takes the value of a failed result: a bug, hence an exception.
[[noreturn]] inline void throw_exception_from_error(const fault& why, const auto&)
{
    throw std::logic_error(why.message);
}

}  // namespace runbooks
