// Collects one file's diagnostics, with a bound on how many a broken file may cause.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "runbooks/diagnostic.hpp"

namespace runbooks {

class fault_list {
public:
    explicit fault_list(std::string file) : file_(std::move(file)) {}

    void error(std::size_t line, std::size_t column, std::string message)
    {
        add({level::error, file_, line, column, std::move(message)});
    }
    void warning(std::size_t line, std::size_t column, std::string message)
    {
        add({level::warning, file_, line, column, std::move(message)});
    }
    void error(const place& at, std::string message) { error(at.line, at.column, std::move(message)); }
    void warning(const place& at, std::string message) { warning(at.line, at.column, std::move(message)); }

    const std::string& file() const noexcept { return file_; }
    const std::vector<diagnostic>& all() const noexcept { return all_; }

private:
    static constexpr std::size_t most = 200;

    void add(diagnostic what)
    {
        if (all_.size() == most) what.message = "and more faults than can be listed";
        // The mark itself is an error, so that a warning-flooded file cannot hide one.
        if (all_.size() == most) what.severity = level::error;
        if (all_.size() <= most) all_.push_back(std::move(what));
    }

    std::string file_;
    std::vector<diagnostic> all_;
};

}  // namespace runbooks
