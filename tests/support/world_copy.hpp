// A second world with the same rows: the daemon has only one, which is moved and never copied.
#pragma once

#include "bot/world.hpp"

namespace tests {

inline bot::world copy_of(const bot::world& other)
{
    bot::world made;
    for (const auto& [id, row] : other.incidents()) made.put(row);
    for (const auto& [id, row] : other.drafts()) made.put(row);
    for (const auto& [id, row] : other.deliveries()) made.put(row);
    made.set(other.numbers(), other.chain());
    return made;
}

}  // namespace tests
