#include "bot/format_time.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

namespace {
const bot::time_point five_past_two{std::chrono::milliseconds(1'795'453'500'000)};  // 2026-11-23 17:05Z
}

TEST_CASE("people read the time of the configured zone, with its offset")
{
    CHECK(bot::format_local(five_past_two, "America/Sao_Paulo") == "2026-11-23 14:05 -03");
    CHECK(bot::format_local(five_past_two, "UTC") == "2026-11-23 17:05 UTC");
    CHECK(bot::format_local(five_past_two + 59s + 999ms, "America/Sao_Paulo") == "2026-11-23 14:05 -03");
}

TEST_CASE("the date is that of the zone, not of UTC")
{
    CHECK(bot::format_local_date(five_past_two + 8h, "UTC") == "2026-11-24");
    CHECK(bot::format_local_date(five_past_two + 8h, "America/Sao_Paulo") == "2026-11-23");
}

TEST_CASE("a zone that went away is read as UTC; its absence can be asked for")
{
    CHECK(bot::format_local(five_past_two, "Mars/Olympus") == "2026-11-23 17:05 UTC");
    CHECK(bot::zone_exists("America/Sao_Paulo"));
    CHECK_FALSE(bot::zone_exists("Mars/Olympus"));
    CHECK_FALSE(bot::zone_exists(""));
}

TEST_CASE("files hold UTC, with a fraction only when there is one")
{
    CHECK(bot::format_rfc3339(five_past_two) == "2026-11-23T17:05:00Z");
    CHECK(bot::format_rfc3339(five_past_two + 7ms) == "2026-11-23T17:05:00.007Z");
}

TEST_CASE("durations are hours and whole minutes")
{
    CHECK(bot::format_duration(0ms) == "0 min");
    CHECK(bot::format_duration(59s) == "0 min");
    CHECK(bot::format_duration(12min + 59s) == "12 min");
    CHECK(bot::format_duration(65min) == "1 h 05 min");
    CHECK(bot::format_duration(49h) == "49 h 00 min");
    CHECK(bot::format_duration(-5min) == "0 min");
}

TEST_CASE("durations are typed as numbers with units, the larger one first")
{
    CHECK(bot::parse_duration("90s") == 90s);
    CHECK(bot::parse_duration("15m") == 15min);
    CHECK(bot::parse_duration("1h30m") == 90min);
    CHECK(bot::parse_duration("2d") == 48h);
    CHECK(bot::parse_duration("0s") == 0s);
    for (const auto* bad :
         {"", "m", "15", "15x", "1m1h", "1m1m", "-1m", "1.5h", " 1m", "1m ", "99999999999999999999d", "1h30"
         }) {
        CAPTURE(bad);
        CHECK_FALSE(bot::parse_duration(bad));
    }
}
