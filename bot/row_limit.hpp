// How large a row may become: each is written whole at every change, and read whole at the start.
#pragma once

#include "bot/language.hpp"
#include "bot/world.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace bot {

// Bytes of text in one incident (its timeline) or draft (its revisions). Far above what people write in an
// incident, far below what SQLite keeps in one value.
constexpr std::size_t largest_row = std::size_t{16} << 20;

// The words to refuse a person's event with, because it would let a row grow beyond that. A row at its limit
// still takes what is short, so that its incident can be closed and its draft be decided.
std::optional<std::string> growth_fault(const change_set& changes, language l);

}  // namespace bot
