// The daemon speaking of itself: a line in the channel that [ops] names.
#pragma once

#include "bot/context.hpp"
#include "bot/world.hpp"

#include <string>

namespace bot {

// Nothing happens where no ops destination is configured, or where it is a webhook: those take final posts
// only.
void tell_ops(change_set& changes, const context& ctx, std::string text);
void tell_ops(change_set& changes, const context& ctx, notice words);

}  // namespace bot
