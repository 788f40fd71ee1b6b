// Times and durations as people read them, in the configured zone, and as files hold them, in UTC.
#pragma once

#include "bot/language.hpp"
#include "bot/time.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace bot {

std::string format_local(time_point t, std::string_view zone);       // "2026-11-23 14:05 -03"
std::string format_local_date(time_point t, std::string_view zone);  // "2026-11-23"
std::string format_rfc3339(time_point t);  // "2026-11-23T17:05:00Z" (fraction only when not zero)
std::string format_duration(std::chrono::milliseconds d);                   // "1 h 05 min", "12 min", "0 min"
std::optional<std::chrono::seconds> parse_duration(std::string_view text);  // "90s", "15m", "1h30m", "2d"
bool zone_exists(std::string_view zone);

}  // namespace bot
