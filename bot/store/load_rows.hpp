// Reading the stored rows back into a world: what the daemon does at start and the command line at each call.
#pragma once

#include "bot/world.hpp"

namespace soci {
class session;
}

namespace bot {

// Both throw on rows that cannot be read.
world load_rows(soci::session& sql);
void load_numbers(soci::session& sql, counters& numbers, chain_head& chain);

}  // namespace bot
