#include "bot/next_update.hpp"

#include <doctest/doctest.h>

#include <date/date.h>

#include <random>
#include <string>

using namespace std::chrono_literals;
using namespace date::literals;

namespace {

constexpr std::string_view paulo = "America/Sao_Paulo";
const bot::time_point now = date::sys_days(2026_y / 11 / 23) + 17h;  // 14:00 -03

std::optional<bot::time_point> read(std::string_view text)
{
    return bot::read_next_update(text, now, paulo);
}

bot::time_point local(date::year_month_day day, std::chrono::minutes time)
{
    return date::sys_days(day) + time + 3h;
}

}  // namespace

TEST_CASE("a span counts from now")
{
    for (const auto* text :
         {"30 min", "30min", "30m", "em 30 minutos", "in 30 minutes", "daqui a 30 min", "até 30 min"})
        CHECK_MESSAGE(read(text) == now + 30min, text);
    for (const auto* text :
         {"em 1h30", "1h30min", "1 hora e 30 minutos", "in 1 hour and 30 minutes", "1 h 30 min"})
        CHECK_MESSAGE(read(text) == now + 90min, text);
    CHECK(read("2 horas") == now + 2h);
    CHECK(read("em 2h") == now + 2h);
    CHECK(read("2 dias") == now + 48h);
}

TEST_CASE("a time of day is the nearest one")
{
    for (const auto* text :
         {"14:30", "14h30", "às 14:30", "14:30 -03", "at 2:30 pm", "2:30pm", "hoje, 14:30."})
        CHECK_MESSAGE(read(text) == local(2026_y / 11 / 23, 14h + 30min), text);
    CHECK(read("15h") == local(2026_y / 11 / 23, 15h));
    CHECK(read("13:30") == local(2026_y / 11 / 23, 13h + 30min));  // past
    CHECK(read("01:30") == local(2026_y / 11 / 24, 1h + 30min));   // twelve hours ago and more: ahead
    CHECK(read("12:00 am") == local(2026_y / 11 / 24, 0min));
    CHECK(read("18:00 UTC") == date::sys_days(2026_y / 11 / 23) + 18h);
}

TEST_CASE("days may be named")
{
    CHECK(read("2026-11-24 09:15") == local(2026_y / 11 / 24, 9h + 15min));
    CHECK(read("2026-11-24T09:15") == local(2026_y / 11 / 24, 9h + 15min));
    CHECK(read("24/11 às 9h15") == local(2026_y / 11 / 24, 9h + 15min));
    CHECK(read("24/11/2026 09:15") == local(2026_y / 11 / 24, 9h + 15min));
    CHECK(read("amanhã 9:15") == local(2026_y / 11 / 24, 9h + 15min));
    CHECK(read("tomorrow at 9:15 am") == local(2026_y / 11 / 24, 9h + 15min));
    CHECK(read("24/11") == local(2026_y / 11 / 24, 23h + 59min));
    CHECK(read("02/01 10:00") == local(2027_y / 1 / 2, 10h));
    CHECK(*read("22/11/2026 10:00") < now);
}

TEST_CASE("what names no time is told so")
{
    for (const auto* text :
         {"", "em breve", "soon", "assim que possível", "25:00", "31/02/2026 10:00", "13 pm", "845"})
        CHECK_MESSAGE(!read(text), text);
}

TEST_CASE("any bytes are read without harm")
{
    std::mt19937 dice(1);
    constexpr std::string_view letters = "0123456789:/-hmpad TZamanhã+\n";
    for (int i = 0; i < 5000; ++i) {
        std::string text;
        for (std::size_t n = dice() % 40; n > 0; --n) text += letters[dice() % letters.size()];
        (void)read(text);
    }
    (void)read(std::string(100'000, '9'));
}
