#include "bot/way_given.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

TEST_CASE("deliveries have all the room there is while the loop keeps up")
{
    bot::way_given way;
    const auto whole = way.room();
    CHECK(whole > 100);
    way.note_lag(500us, 50);
    CHECK(way.room() == whole);
}

TEST_CASE("a loop that is late halves what was under way, down to a few, and comes back a place at a time")
{
    bot::way_given way;
    way.note_lag(3ms, 40);
    CHECK(way.room() == 20);
    way.note_lag(3ms, 40);
    CHECK(way.room() == 10);
    way.note_lag(1500us, 40);  // neither late nor soon enough
    CHECK(way.room() == 10);
    way.note_lag(1s, 10);
    way.note_lag(1s, 1);
    CHECK(way.room() == 4);
    way.note_lag(1ms, 4);
    way.note_lag(0ms, 4);
    CHECK(way.room() == 6);
}
