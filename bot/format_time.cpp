#include "bot/format_time.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <stdexcept>
#include <utility>

namespace bot {
namespace {

const date::time_zone* find_zone(std::string_view name)
{
    try {
        return date::locate_zone(std::string(name));
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

struct local_time {
    std::tm civil{};
    std::string zone;
};

// The configuration is checked before it is used, so an unknown zone means that the system's zone data went
// away meanwhile: UTC is then still true.
local_time in_zone(time_point t, std::string_view zone)
{
    auto whole = std::chrono::floor<std::chrono::seconds>(t);
    std::string name = "UTC";
    if (const auto* known = find_zone(zone)) {
        const date::sys_info now = known->get_info(whole);
        whole += now.offset;
        name = now.abbrev;
    }
    return {fmt::gmtime(std::chrono::system_clock::to_time_t(whole)), std::move(name)};
}

}  // namespace

std::string format_local(time_point t, std::string_view zone)
{
    const local_time at = in_zone(t, zone);
    return fmt::format("{:%F %R} {}", at.civil, at.zone);
}

std::string format_local_date(time_point t, std::string_view zone)
{
    return fmt::format("{:%F}", in_zone(t, zone).civil);
}

std::string format_rfc3339(time_point t)
{
    const auto whole = std::chrono::floor<std::chrono::seconds>(t);
    const std::tm civil = fmt::gmtime(std::chrono::system_clock::to_time_t(whole));
    return t == whole ? fmt::format("{:%FT%TZ}", civil)
                      : fmt::format("{:%FT%T}.{:03}Z", civil, (t - whole).count());
}

std::string format_duration(std::chrono::milliseconds d)
{
    const auto minutes = std::max<std::int64_t>(0, std::chrono::floor<std::chrono::minutes>(d).count());
    if (minutes < 60) return fmt::format("{} min", minutes);
    return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text)
{
    constexpr std::int64_t longest = std::int64_t{10} * 366 * 86400;
    std::int64_t total = 0;
    std::int64_t last_unit = longest;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::int64_t number = 0;
        std::size_t digits = 0;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
            number = number * 10 + (text[digits] - '0');
            if (number > longest) return std::nullopt;
            ++digits;
        }
        if (digits == 0 || digits == text.size()) return std::nullopt;
        std::int64_t unit = 0;
        switch (text[digits]) {
            case 'd':
                unit = 86400;
                break;
            case 'h':
                unit = 3600;
                break;
            case 'm':
                unit = 60;
                break;
            case 's':
                unit = 1;
                break;
            default:
                return std::nullopt;
        }
        if (unit >= last_unit) return std::nullopt;  // "1m2h", "1m1m"
        last_unit = unit;
        if (number > longest / unit) return std::nullopt;
        total += number * unit;
        if (total > longest) return std::nullopt;
        text.remove_prefix(digits + 1);
    }
    return std::chrono::seconds(total);
}

bool zone_exists(std::string_view zone)
{
    return find_zone(zone) != nullptr;
}

}  // namespace bot
