// Hours in which other approval rules hold: which window is open at a moment, and when that changes next.
#pragma once

#include "bot/config/settings.hpp"
#include "bot/time.hpp"

#include <optional>
#include <string_view>

namespace bot {

// By the local time of `zone`. A day of `holidays` is a holiday and no weekday. Hours over midnight belong to
// the day on which they begin.
bool is_open(
    const approval_window& window,
    const std::vector<std::string>& holidays,
    std::string_view zone,
    time_point at
);

// The next moment after `at`, within eight days, at which is_open() gives another answer.
std::optional<time_point> next_change(
    const approval_window& window,
    const std::vector<std::string>& holidays,
    std::string_view zone,
    time_point at
);

}  // namespace bot
