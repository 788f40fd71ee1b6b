#include "adapters/teams/pacing.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace adapters::teams;
using namespace std::chrono_literals;

namespace {

using time_point = bot::clock::time_point;

std::vector<time_point> take_all(
    sliding_windows& pace, const std::string& name, std::size_t count, time_point now
)
{
    std::vector<time_point> turns;
    for (std::size_t i = 0; i < count; ++i) {
        now = pace.turn(name, send_windows, now);
        pace.take(name, send_windows, now);
        turns.push_back(now);
    }
    return turns;
}

std::size_t most_within(const std::vector<time_point>& turns, std::chrono::milliseconds length)
{
    std::size_t most = 0;
    for (std::size_t i = 0; i < turns.size(); ++i) {
        std::size_t n = 0;
        while (i + n < turns.size() && turns[i + n] < turns[i] + length) ++n;
        most = std::max(most, n);
    }
    return most;
}

}  // namespace

TEST_CASE("no window of any length ever has more sends than Teams allows")
{
    sliding_windows pace;
    const auto turns = take_all(pace, "19:C", 4000, time_point(1000h));
    CHECK(most_within(turns, 1s) == 7);
    CHECK(most_within(turns, 2s) == 8);
    CHECK(most_within(turns, 30s) == 60);
    CHECK(most_within(turns, 1h) == 1800);
}

TEST_CASE("a burst that the windows allow waits for nothing, the next one does")
{
    sliding_windows pace;
    const time_point start(1000h);
    const auto turns = take_all(pace, "19:C", 9, start);
    CHECK(turns[6] == start);
    CHECK(turns[7] == start + 1050ms);
    CHECK(turns[8] == start + 2050ms);
}

TEST_CASE("conversations do not wait for each other, and a hold keeps only its own back")
{
    sliding_windows pace;
    const time_point start(1000h);
    take_all(pace, "19:C", 8, start);
    CHECK(pace.turn("19:D", send_windows, start) == start);
    pace.hold("19:D", start + 7s);
    CHECK(pace.turn("19:D", send_windows, start) == start + 7s);
    CHECK(pace.turn("19:E", send_windows, start) == start);
}

TEST_CASE("conversations that have been idle for an hour cost nothing")
{
    sliding_windows pace;
    time_point now(1000h);
    for (int i = 0; i < 3000; ++i) {
        pace.take("19:" + std::to_string(i), send_windows, now);
        now += 10s;
    }
    CHECK(pace.size() <= 1000);
}
