// The store's tables, step by step: each step brings the schema from its number to the next.
#pragma once

#include <span>
#include <string_view>

namespace bot {

// Statements of one step, run in one transaction. A released step never changes; a new one is added behind
// it.
struct schema_step {
    std::span<const std::string_view> statements;
};
std::span<const schema_step> schema_steps() noexcept;

}  // namespace bot
