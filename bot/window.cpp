#include "bot/window.hpp"

#include <date/date.h>
#include <date/tz.h>

#include <algorithm>

namespace bot {
namespace {

using std::chrono::minutes;

constexpr std::size_t holiday = 7;
constexpr int days_ahead = 8;

const date::time_zone* find_zone(std::string_view name)
{
    try {
        return date::locate_zone(std::string(name));
    } catch (const std::runtime_error&) {
        return date::locate_zone("UTC");  // the configuration was checked: the system's zone data went away
    }
}

bool is_holiday(const std::vector<std::string>& holidays, date::local_days day)
{
    const std::string whole = date::format("%F", day);
    return std::any_of(holidays.begin(), holidays.end(), [&](const std::string& h) {
        return h == whole || (h.size() == 5 && whole.ends_with(h));
    });
}

bool has_day(const approval_window& window, const std::vector<std::string>& holidays, date::local_days day)
{
    if (is_holiday(holidays, day)) return window.days[holiday];
    return window.days[date::weekday(day).iso_encoding() - 1];
}

bool is_open_locally(
    const approval_window& window, const std::vector<std::string>& holidays, date::local_seconds local
)
{
    const auto day = date::floor<date::days>(local);
    const auto time = local - day;
    bool within = false;
    if (window.from < window.to) {
        within = time >= window.from && time < window.to && has_day(window, holidays, day);
    } else {
        within = (time >= window.from && has_day(window, holidays, day)) ||
                 (time < window.to && has_day(window, holidays, day - date::days(1)));
    }
    return within != window.outside;
}

}  // namespace

bool is_open(
    const approval_window& window,
    const std::vector<std::string>& holidays,
    std::string_view zone,
    time_point at
)
{
    const auto whole = date::floor<std::chrono::seconds>(at);
    return is_open_locally(window, holidays, find_zone(zone)->to_local(whole));
}

std::optional<time_point> next_change(
    const approval_window& window,
    const std::vector<std::string>& holidays,
    std::string_view zone,
    time_point at
)
{
    const date::time_zone* known = find_zone(zone);
    const bool open = is_open(window, holidays, zone, at);
    const auto today = date::floor<date::days>(known->to_local(date::floor<std::chrono::seconds>(at)));

    // Every moment at which the answer may turn: the edges of each day, and the clock's own jumps.
    std::vector<time_point> moments;
    for (int n = -1; n <= days_ahead; ++n) {
        for (const minutes edge : {minutes(0), window.from, window.to}) {
            const date::local_seconds local = today + date::days(n) + edge;
            const auto info = known->get_info(local);
            if (info.result == date::local_info::nonexistent) {
                moments.emplace_back(info.first.end);
                continue;
            }
            moments.emplace_back(local.time_since_epoch() - info.first.offset);
            if (info.result == date::local_info::ambiguous)
                moments.emplace_back(local.time_since_epoch() - info.second.offset);
        }
    }
    moments.emplace_back(known->get_info(date::floor<std::chrono::seconds>(at)).end);
    std::sort(moments.begin(), moments.end());
    for (const time_point moment : moments) {
        if (moment > at && is_open(window, holidays, zone, moment) != open) return moment;
    }
    return std::nullopt;
}

}  // namespace bot
