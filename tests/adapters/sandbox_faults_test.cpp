#include "adapters/sandbox/web/fault_switches.hpp"

#include <doctest/doctest.h>

using namespace adapters::sandbox;
using namespace adapters::sandbox::web;

namespace {

struct two_platforms {
    fault_plan slack, teams;
    int cuts = 0;
    fault_switches switches{{
        {"slack",
         {.plan = slack,
          .posts = "chat.*",
          .makes = "chat.postMessage",
          .clicks = "interactive",
          .drop_links = [this] { ++cuts; }}},
        {"teams", {.plan = teams, .posts = "send|update", .makes = "send", .clicks = "invoke"}},
    }};

    const json::object& row(std::string_view name)
    {
        told = switches.to_json();
        for (const auto& r : told)
            if (text_at(r.as_object(), "name") == name) return r.as_object();
        FAIL("no such switch");
        return told.at(0).as_object();
    }
    json::array told;
};

}  // namespace

TEST_CASE("a switch that counts strikes as often as it says and then is off by itself")
{
    two_platforms p;
    CHECK(p.switches.set("429", true, 2, "slack").empty());
    CHECK(p.switches.settle());
    CHECK_FALSE(p.switches.settle());
    CHECK(p.row("429").at("on").as_bool());
    CHECK(p.row("429").at("left").to_number<int>() == 2);
    CHECK_FALSE(p.slack.strike({fault_kind::rate_limited}, "conversations.history"));
    CHECK(p.slack.strike({fault_kind::rate_limited}, "chat.update"));
    CHECK(p.switches.settle());
    CHECK(p.row("429").at("left").to_number<int>() == 1);
    CHECK(p.slack.strike({fault_kind::rate_limited}, "chat.postMessage"));
    CHECK(p.switches.settle());
    CHECK_FALSE(p.row("429").at("on").as_bool());
    CHECK(p.row("429").at("strikes").to_number<int>() == 2);
    CHECK_FALSE(p.slack.strike({fault_kind::rate_limited}, "chat.postMessage"));
    CHECK(p.slack.all().empty());
    CHECK(p.teams.all().empty());
}

TEST_CASE("a lasting switch holds on every platform until it is switched off")
{
    two_platforms p;
    CHECK(p.switches.set("slow-api", true).empty());
    for (int i = 0; i < 5; ++i) {
        CHECK(p.slack.strike({fault_kind::slow}, "views.open"));
        CHECK(p.teams.strike({fault_kind::slow}, "send"));
    }
    CHECK(p.switches.set("slow-api", true).empty());  // again: not twice
    CHECK(p.slack.all().size() == 1);
    CHECK(p.switches.set("slow-api", false).empty());
    CHECK_FALSE(p.slack.strike({fault_kind::slow}, "views.open"));
    CHECK_FALSE(p.teams.strike({fault_kind::slow}, "send"));
}

TEST_CASE("every name of a fault sets something, and all of them end together")
{
    two_platforms p;
    for (const auto name : fault_switches::names()) {
        CAPTURE(std::string(name));
        const auto before = p.slack.all().size();
        CHECK(p.switches.set(name, true).empty());
        CHECK(p.slack.all().size() > before);
    }
    CHECK(p.cuts == 1);
    CHECK(p.teams.strike({fault_kind::envelope_late}, "invoke"));
    CHECK(p.slack.strike({fault_kind::envelope_late}, "interactive"));
    CHECK(p.teams.strike({fault_kind::lost_reply}, "send"));
    CHECK_FALSE(p.teams.strike({fault_kind::rate_limited}, "token"));
    CHECK(p.teams.strike({fault_kind::rate_limited}, "update"));
    CHECK(p.switches.set("all", false).empty());
    CHECK(p.slack.all().empty());
    CHECK(p.teams.all().empty());
}

TEST_CASE("a switch that does not exist, a platform that is not there and odd counts are refused")
{
    two_platforms p;
    CHECK(p.switches.set("gremlins", true) == "unknown_fault");
    CHECK(p.switches.set("all", true) == "only_off");
    CHECK(p.switches.set("429", true, 0) == "times_out_of_range");
    CHECK(p.switches.set("429", true, 100'000) == "times_out_of_range");
    CHECK(p.switches.set("429", true, std::nullopt, "irc") == "unknown_platform");
    CHECK(p.slack.all().empty());
}
