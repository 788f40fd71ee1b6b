// Drafts that nobody decided in time.
#pragma once

#include "bot/context.hpp"
#include "bot/world.hpp"

#include <string>

namespace bot {

// Expires a pending draft whose current revision's time is over; true when it did.
bool expire_if_due(change_set& changes, const context& ctx, const std::string& draft_id);

}  // namespace bot
