// Reminders before a draft expires: first those who may approve, then their deputies, then whoever commands,
// then the ops channel.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/world.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>

namespace bot {

inline constexpr int nudge_steps = 4;

// When each step is due, counted from the revision; nothing for a step that is switched off.
std::array<std::optional<std::chrono::milliseconds>, nudge_steps> nudge_times(const context& ctx);

// The next step's moment for a pending draft; nothing after the last one.
std::optional<time_point> next_nudge(const context& ctx, const draft& about);

// One reminder for all steps that are due, and the note that they are done, in the same change set: a restart
// repeats none, and a long stop makes no burst of them.
void nudge_if_due(change_set& changes, const context& ctx, const std::string& draft_id);

}  // namespace bot
