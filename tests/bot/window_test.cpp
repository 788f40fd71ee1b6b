#include "bot/window.hpp"

#include <doctest/doctest.h>

#include <date/date.h>

using namespace std::chrono_literals;
using namespace date::literals;

namespace {

constexpr std::string_view paulo = "America/Sao_Paulo";  // -03 all year
constexpr std::string_view york =
    "America/New_York";  // springs forward on 2026-03-08, falls back on 2026-11-01

bot::time_point utc(date::sys_days day, std::chrono::minutes time)
{
    return day + time;
}

// Monday to Friday, 08:00 to 18:00, turned around.
bot::approval_window outside_hours()
{
    bot::approval_window w;
    w.name = "outside";
    w.days = {true, true, true, true, true, false, false, false};
    w.from = 8h;
    w.to = 18h;
    w.outside = true;
    return w;
}

}  // namespace

TEST_CASE("outside business hours is night, weekend and holiday, by local time")
{
    const auto w = outside_hours();
    const std::vector<std::string> holidays = {"2026-11-20", "12-25"};
    const auto open = [&](date::sys_days day, std::chrono::minutes time) {
        return bot::is_open(w, holidays, paulo, utc(day, time));
    };
    const auto monday = date::sys_days(2026_y / 11 / 23);
    CHECK(open(monday, 10h + 59min));                          // 07:59
    CHECK_FALSE(open(monday, 11h));                            // 08:00
    CHECK_FALSE(open(monday, 20h + 59min));                    // 17:59
    CHECK(open(monday, 21h));                                  // 18:00
    CHECK(open(date::sys_days(2026_y / 11 / 22), 15h));        // Sunday
    CHECK(open(date::sys_days(2026_y / 11 / 20), 15h));        // a Friday, but a holiday
    CHECK_FALSE(open(date::sys_days(2026_y / 11 / 19), 15h));  // the Thursday before
    CHECK(open(date::sys_days(2028_y / 12 / 25), 15h));        // a Monday, holiday of every year
}

TEST_CASE("hours over midnight belong to the day on which they begin")
{
    bot::approval_window w;
    w.days = {false, false, false, false, true, false, false, false};  // Friday
    w.from = 22h;
    w.to = 6h;
    const auto friday = date::sys_days(2026_y / 11 / 27);
    const auto open = [&](int day, std::chrono::minutes local) {
        return bot::is_open(w, {}, paulo, utc(friday + date::days(day), local + 3h));
    };
    CHECK_FALSE(open(0, 5h));  // of Thursday's night
    CHECK_FALSE(open(0, 21h + 59min));
    CHECK(open(0, 22h));
    CHECK(open(1, 5h + 59min));
    CHECK_FALSE(open(1, 6h));
    CHECK_FALSE(open(1, 23h));
}

TEST_CASE("a whole day is one, to the last minute")
{
    bot::approval_window w;
    w.days = {false, false, false, false, false, false, true, false};
    const auto sunday = date::sys_days(2026_y / 11 / 22);
    CHECK_FALSE(bot::is_open(w, {}, paulo, utc(sunday, 2h + 59min)));
    CHECK(bot::is_open(w, {}, paulo, utc(sunday, 3h)));
    CHECK(bot::is_open(w, {}, paulo, utc(sunday, 26h + 59min)));
    CHECK_FALSE(bot::is_open(w, {}, paulo, utc(sunday, 27h)));
    CHECK(bot::next_change(w, {}, paulo, utc(sunday, 3h)) == utc(sunday, 27h));
    CHECK(bot::next_change(w, {}, paulo, utc(sunday, 27h)) == utc(sunday + date::days(7), 3h));
}

TEST_CASE("a window that begins in the hour that a clock skips is open from the moment of the jump")
{
    bot::approval_window w;
    w.from = 2h + 30min;  // does not exist on that day
    w.to = 4h;
    const auto day = date::sys_days(2026_y / 3 / 8);
    CHECK_FALSE(bot::is_open(w, {}, york, utc(day, 6h + 59min)));  // 01:59 -05
    CHECK(bot::is_open(w, {}, york, utc(day, 7h)));                // 03:00 -04
    CHECK(bot::next_change(w, {}, york, utc(day, 6h + 59min)) == utc(day, 7h));
    CHECK(bot::next_change(w, {}, york, utc(day, 7h)) == utc(day, 8h));
}

TEST_CASE("a window in the hour that a clock repeats is open both times")
{
    bot::approval_window w;
    w.from = 1h;
    w.to = 1h + 30min;
    const auto day = date::sys_days(2026_y / 11 / 1);
    CHECK(bot::is_open(w, {}, york, utc(day, 5h + 15min)));        // 01:15 -04
    CHECK_FALSE(bot::is_open(w, {}, york, utc(day, 5h + 45min)));  // 01:45 -04
    CHECK(bot::is_open(w, {}, york, utc(day, 6h + 15min)));        // 01:15 -05
    CHECK(bot::next_change(w, {}, york, utc(day, 5h + 15min)) == utc(day, 5h + 30min));
    CHECK(bot::next_change(w, {}, york, utc(day, 5h + 30min)) == utc(day, 6h));
    CHECK(bot::next_change(w, {}, york, utc(day, 6h)) == utc(day, 6h + 30min));
}

TEST_CASE("the next change is where the answer turns, for every hour of two weeks around a clock change")
{
    const auto w = outside_hours();
    for (const auto& start : {date::sys_days(2026_y / 3 / 1), date::sys_days(2026_y / 10 / 25)}) {
        for (auto at = utc(start, 7min); at < utc(start + date::days(14), 0min); at += 1h) {
            const auto change = bot::next_change(w, {}, york, at);
            REQUIRE(change);
            REQUIRE(*change > at);
            const bool now = bot::is_open(w, {}, york, at);
            REQUIRE(bot::is_open(w, {}, york, *change) != now);
            for (auto between = at; between < *change; between += 15min)
                REQUIRE(bot::is_open(w, {}, york, between) == now);
        }
    }
}

TEST_CASE("a window that is always open never changes")
{
    bot::approval_window w;
    CHECK(bot::is_open(w, {}, paulo, utc(date::sys_days(2026_y / 11 / 23), 0min)));
    CHECK_FALSE(bot::next_change(w, {}, paulo, utc(date::sys_days(2026_y / 11 / 23), 0min)));
}
