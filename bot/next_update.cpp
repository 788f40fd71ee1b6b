#include "bot/next_update.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <re2/re2.h>

#include <chrono>
#include <string>

namespace bot {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t longest = 300;  // bytes worth reading

RE2::Options options()
{
    RE2::Options o;
    o.set_log_errors(false);
    o.set_case_sensitive(false);
    return o;
}

const date::time_zone* find_zone(std::string_view name)
{
    try {
        return date::locate_zone(std::string(name));
    } catch (const std::runtime_error&) {
        return date::locate_zone("UTC");
    }
}

struct clock_time {
    int hour = 0;
    int minute = 0;
    bool good() const noexcept { return hour >= 0 && hour < 24 && minute >= 0 && minute < 60; }
    minutes of_day() const noexcept { return hours(hour) + minutes(minute); }
};

// "14:30", "14h30", "14h", "2:30 pm"
std::optional<clock_time> read_clock(const re2::StringPiece& text)
{
    static const RE2 with_minutes(
        R"((?:^|[^0-9:])([0-9]{1,2})(?::|h)([0-9]{2})(?:\s*([ap])\.?m\b|[^0-9]|$))", options()
    );
    static const RE2 whole_hour(R"((?:^|[^0-9])([0-9]{1,2})\s*(?:h|([ap])\.?m)\b)", options());
    clock_time t;
    std::string half;
    if (!RE2::PartialMatch(text, with_minutes, &t.hour, &t.minute, &half)) {
        t.minute = 0;
        if (!RE2::PartialMatch(text, whole_hour, &t.hour, &half)) return std::nullopt;
    }
    if (!half.empty()) {
        if (t.hour < 1 || t.hour > 12) return std::nullopt;
        const bool afternoon = half[0] == 'p' || half[0] == 'P';
        t.hour = t.hour % 12 + (afternoon ? 12 : 0);
    }
    if (!t.good()) return std::nullopt;
    return t;
}

// "30 min", "1h30", "1 hora e 30 minutos", "2 dias"; in: only behind a word like "em", because "1h30" alone
// is a time of day.
std::optional<minutes> read_duration(const re2::StringPiece& text)
{
    static const RE2 days(R"(\b([0-9]{1,3})\s*(?:d|dias?|days?)\b)", options());
    static const RE2 hours_and(
        R"((?:\b(?:em|in|daqui a|within|dentro de)|\+)\s*([0-9]{1,3})\s*h(?:oras?|ours?)?\s*(?:(?:e|and)\s*)?(?:([0-9]{1,2})\s*(?:m|min|minutos?|minutes?)?)?\b)",
        options()
    );
    static const RE2 hour_words(
        R"(\b([0-9]{1,3})\s*(?:horas?|hours?)\s*(?:(?:e|and)\s*)?(?:([0-9]{1,2})\s*(?:m|min|minutos?|minutes?))?\b)",
        options()
    );
    static const RE2 hour_minutes(
        R"(\b([0-9]{1,3})\s*h\s*([0-9]{1,2})\s*(?:m|min|minutos?|minutes?)\b)", options()
    );
    static const RE2 only_minutes(R"(\b([0-9]{1,4})\s*(?:m|min|mins|minutos?|minutes?)\b)", options());
    int whole = 0;
    std::string more;
    for (const RE2* pattern : {&hour_minutes, &hours_and, &hour_words}) {
        if (RE2::PartialMatch(text, *pattern, &whole, &more))
            return hours(whole) + minutes(more.empty() ? 0 : std::stoi(more));
    }
    if (RE2::PartialMatch(text, only_minutes, &whole)) return minutes(whole);
    if (RE2::PartialMatch(text, days, &whole)) return minutes(hours(24 * whole));
    return std::nullopt;
}

}  // namespace

std::optional<time_point> read_next_update(std::string_view text, time_point now, std::string_view zone)
{
    static const RE2 iso_date(R"(\b([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]|,|\s)+(.*))", options());
    static const RE2 day_month(R"(\b([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}))?\b(.*))", options());
    static const RE2 tomorrow(R"((?:\bamanh|\btomorrow\b))", options());
    static const RE2 utc(R"([0-9 ](?:utc|z|gmt)\b)", options());

    const re2::StringPiece whole(text.data(), std::min(text.size(), longest));
    const date::time_zone* local = find_zone(RE2::PartialMatch(whole, utc) ? "UTC" : zone);
    const auto local_now = local->to_local(date::floor<std::chrono::seconds>(now));
    const auto today = date::floor<date::days>(local_now);
    const auto at = [&](date::local_days day, const clock_time& t) -> time_point {
        return local->to_sys(day + t.of_day(), date::choose::latest);
    };

    int year = 0;
    int month = 0;
    int day = 0;
    std::string rest;
    std::string year_text;
    const bool iso = RE2::PartialMatch(whole, iso_date, &year, &month, &day, &rest);
    if (!iso && RE2::PartialMatch(whole, day_month, &day, &month, &year_text, &rest))
        year = year_text.empty() ? int(date::year_month_day(today).year()) : std::stoi(year_text);
    if (year > 0) {
        const date::year_month_day ymd{
            date::year(year), date::month(static_cast<unsigned>(month)), date::day(static_cast<unsigned>(day))
        };
        if (!ymd.ok()) return std::nullopt;
        // A day without a time is not over before its end.
        const auto t = read_clock(rest);
        if (!t) return at(date::local_days(ymd), {23, 59});
        const time_point when = at(date::local_days(ymd), *t);
        const bool next_year = year_text.empty() && !iso && when < now - date::days(180);
        return next_year ? at(date::local_days(ymd + date::years(1)), *t) : when;
    }
    const auto t = read_clock(whole);
    if (RE2::PartialMatch(whole, tomorrow)) return at(today + date::days(1), t.value_or(clock_time{23, 59}));
    if (const auto after = read_duration(whole)) return now + *after;
    if (!t) return std::nullopt;
    const time_point when = at(today, *t);
    if (when < now - hours(12)) return at(today + date::days(1), *t);
    return when;
}

}  // namespace bot
