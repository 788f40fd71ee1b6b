#include "runbooks/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace runbooks {

std::string to_string(const place& where)
{
    return fmt::format("{}:{}:{}", where.file, where.line, where.column);
}

std::string to_string(const diagnostic& what)
{
    const auto* severity = what.severity == level::error ? "error" : "warning";
    return fmt::format("{}:{}:{}: {}: {}", what.file, what.line, what.column, severity, what.message);
}

bool has_errors(const std::vector<diagnostic>& all) noexcept
{
    return std::any_of(all.begin(), all.end(), [](const auto& d) { return d.severity == level::error; });
}

}  // namespace runbooks
