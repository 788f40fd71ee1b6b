// When the next update is promised for, as people write it.
#pragma once

#include "bot/time.hpp"

#include <optional>
#include <string_view>

namespace bot {

// "30 min", "em 1h30", "14:30", "14h30", "amanhã 9:00", "23/11 14:30", "2026-11-23 14:30", also inside other
// words and in English. A time of day is the nearest one: up to twelve hours ago, else ahead. By the local
// time of `zone` unless "UTC" or "Z" follows. Nothing when no time can be made out.
std::optional<time_point> read_next_update(std::string_view text, time_point now, std::string_view zone);

}  // namespace bot
