#include "bot/matching.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

namespace {

using table = std::vector<std::vector<bool>>;  // [slot][candidate]

std::size_t filled(const std::vector<std::optional<std::size_t>>& slots)
{
    return static_cast<std::size_t>(std::count_if(slots.begin(), slots.end(), [](const auto& s) {
        return s.has_value();
    }));
}

// Every assignment, one after the other.
std::size_t best_by_force(const table& fits, std::size_t slot, std::set<std::size_t> used)
{
    if (slot == fits.size()) return 0;
    std::size_t best = best_by_force(fits, slot + 1, used);
    for (std::size_t c = 0; c < fits[slot].size(); ++c) {
        if (!fits[slot][c] || used.contains(c)) continue;
        auto with = used;
        with.insert(c);
        best = std::max(best, 1 + best_by_force(fits, slot + 1, with));
    }
    return best;
}

}  // namespace

TEST_CASE("whoever fits two places is given to the one that nobody else can fill")
{
    // The first candidate is lead and engineer, the second only lead: greedy in order would waste the first.
    const table fits = {{true, true}, {true, false}};
    const auto slots = bot::fill_slots(2, 2, [&](std::size_t s, std::size_t c) { return fits[s][c]; });
    CHECK(slots[0] == 1);
    CHECK(slots[1] == 0);
}

TEST_CASE("nobody fills two places")
{
    const auto slots = bot::fill_slots(3, 1, [](std::size_t, std::size_t) { return true; });
    CHECK(filled(slots) == 1);
    CHECK(bot::fill_slots(0, 3, [](std::size_t, std::size_t) { return true; }).empty());
    CHECK(filled(bot::fill_slots(3, 0, [](std::size_t, std::size_t) { return true; })) == 0);
}

TEST_CASE("no assignment by force fills more places")
{
    std::mt19937 dice(7);
    for (int round = 0; round < 300; ++round) {
        CAPTURE(round);
        const std::size_t slots = 1 + dice() % 5;
        const std::size_t candidates = 1 + dice() % 5;
        table fits(slots, std::vector<bool>(candidates));
        for (auto& row : fits) {
            for (std::size_t c = 0; c < candidates; ++c) row[c] = dice() % 5 < 2;
        }
        const auto found =
            bot::fill_slots(slots, candidates, [&](std::size_t s, std::size_t c) { return fits[s][c]; });
        std::set<std::size_t> used;
        for (std::size_t s = 0; s < slots; ++s) {
            if (!found[s]) continue;
            CHECK(fits[s][*found[s]]);
            CHECK(used.insert(*found[s]).second);
        }
        CHECK(filled(found) == best_by_force(fits, 0, {}));
    }
}
