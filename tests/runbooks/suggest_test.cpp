#include "runbooks/suggest.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace runbooks;

TEST_CASE("distance counts a swap of neighbours as one step and stops at the limit")
{
    CHECK(edit_distance("abc", "abc", 3) == 0);
    CHECK(edit_distance("abc", "acb", 3) == 1);
    CHECK(edit_distance("ação", "acao", 3) == 2);
    CHECK(edit_distance("kitten", "sitting", 3) == 3);
    CHECK(edit_distance("kitten", "sitting", 2) == 3);
    CHECK(edit_distance("", "abcdef", 2) == 3);
}

TEST_CASE("the nearest word is what was meant, or nothing")
{
    const std::vector<std::string> stages = {
        "initial_update", "progress_update", "resolution", "postmortem_summary"
    };
    const std::span<const std::string> all = stages;
    CHECK(nearest("RESOLUTOIN", all) == "resolution");
    CHECK(nearest("inital_update", all) == "initial_update");
    CHECK_FALSE(nearest("banana", all));
    CHECK_FALSE(nearest("", all));
    constexpr std::array<std::string_view, 2> shorts = {"set", "at"};
    CHECK(nearest("ste", std::span<const std::string_view>(shorts)) == "set");
    CHECK_FALSE(nearest("x", std::span<const std::string_view>(shorts)));
    CHECK(did_you_mean("resolutin", all) == "; did you mean \"resolution\"?");
    CHECK(did_you_mean("banana", all).empty());
    CHECK_FALSE(nearest(std::string(5000, 'a'), all));
}
