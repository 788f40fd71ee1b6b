// Approvals that must be by certain people, and the hours in which other rules hold.
#include "bot/expiry.hpp"
#include "bot/policy.hpp"
#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using bot::delivery_kind;
using bot::draft_state;
using tests::pending_draft;

namespace {

const bot::incident& incident_of(const pending_draft& t)
{
    return t.incident();
}

// Takes the configuration of now into the draft, as making it would have.
void settle(pending_draft& t)
{
    t.people = bot::directory(t.config.people, t.books);
    t.edit([&](bot::draft& d) { bot::apply_policy(t.ctx(), incident_of(t), t.books.find(d.stage), d); });
}

// One Approval Lead and one Engineer; Joao is an Engineer, Igor is both.
pending_draft lead_and_engineer()
{
    pending_draft t;
    for (bot::person& p : t.config.people) {
        if (p.handle == "@joao.ops") p.roles = {"Engineer"};
        if (p.handle == "@igor.audit") p.roles = {"Approval Lead", "Engineer"};
    }
    t.config.approval.requires_rows = {
        {.about = {}, .count = 1, .approvers = {"role:Approval Lead"}},
        {.about = {}, .count = 1, .approvers = {"role:Engineer"}},
    };
    settle(t);
    return t;
}

bot::approval_window night()
{
    bot::approval_window w;
    w.name = "night";
    w.from = 8h;
    w.to = 18h;
    w.outside = true;
    w.required = 1;
    w.approvers = {"role:Support Commander"};
    w.self_approval = true;
    return w;
}

}  // namespace

TEST_CASE("one lead and one engineer: two leads are not enough, and the answer says who is missing")
{
    auto t = lead_and_engineer();
    CHECK(t.draft().required == 2);
    CHECK(t.approve(t.renata).find("Engineer") != std::string::npos);
    CHECK(t.draft().is_pending());
    SUBCASE("the engineer decides")
    {
        t.approve(t.joao);
        REQUIRE(t.draft().state == draft_state::posting);
        CHECK(t.draft().votes[1].as_role == "role:Engineer");
    }
    SUBCASE("a lead who is an engineer too stands in as the engineer")
    {
        t.approve(t.igor);
        REQUIRE(t.draft().state == draft_state::posting);
        CHECK(t.draft().votes[0].as_role == "role:Approval Lead");
        CHECK(t.draft().votes[1].as_role == "role:Engineer");
    }
}

TEST_CASE("whoever could stand in for both does not take the place that another can fill")
{
    auto t = lead_and_engineer();
    t.approve(t.igor);  // first taken as the lead
    t.approve(t.renata);
    CHECK(t.draft().state == draft_state::posting);  // Igor became the engineer
}

TEST_CASE("one person with both roles is one approval")
{
    auto t = lead_and_engineer();
    t.approve(t.igor);
    t.approve(tests::teams("T0IGOR"));
    CHECK(t.draft().is_pending());
}

TEST_CASE("a requirement may be only for a severity, and lowering the severity does not lift it")
{
    pending_draft t;
    t.config.approval.requires_rows = {
        {.about = {.severities = {"S1"}, .stages = {}, .destinations = {}},
         .count = 1,
         .approvers = {"person:@igor.audit"}},
    };
    settle(t);
    CHECK(t.draft().requirements.empty());
    const auto set_level = [&](bot::severity level) {
        t.apply([&](bot::change_set& c) { c.edit_incident("SUP-INC-845").level = level; });
        settle(t);
    };
    set_level(bot::severity::S1);
    CHECK(t.draft().requirements.size() == 1);
    set_level(bot::severity::S4);
    CHECK(t.draft().requirements.size() == 1);
    t.approve(t.renata);
    CHECK(t.draft().is_pending());
    t.approve(t.igor);
    CHECK(t.draft().state == draft_state::posting);
}

TEST_CASE("public destinations have a count of their own")
{
    pending_draft t;
    t.config.approval.required = {{"public", 3}};
    settle(t);
    CHECK(t.draft().required == 1);
    t.config.destinations[0].is_public = true;
    settle(t);
    CHECK(t.draft().required == 3);
}

TEST_CASE("a destination's own approvers must admit those whom a requirement names as well")
{
    auto t = lead_and_engineer();
    t.config.destinations[0].approvers = {"person:@igor.audit", "person:@joao.ops"};
    settle(t);
    t.approve(t.renata);  // a lead, but not one of the destination's
    CHECK(t.draft().votes.empty());
    t.approve(t.igor);
    t.approve(t.joao);
    CHECK(t.draft().state == draft_state::posting);
}

TEST_CASE("at night the commander alone may, as of the moment of the vote")
{
    pending_draft t(2);
    t.config.approval.windows = {night()};
    t.config.timezone = "UTC";
    settle(t);
    const auto midnight = std::chrono::floor<std::chrono::days>(pending_draft::start);
    t.edit([&](bot::draft& d) {
        d.revisions.back().made_at = midnight + 17h + 30min;
        d.revisions.back().expires_at = midnight + 19h;
    });
    SUBCASE("before it opens the commander's word is none")
    {
        t.now = midnight + 17h + 59min;
        CHECK(t.approve(t.commander).find("somebody else") != std::string::npos);
        CHECK(t.draft().is_pending());
    }
    SUBCASE("once it is open it is enough, and the record can say why")
    {
        t.now = midnight + 18h;
        t.approve(t.commander);
        REQUIRE(t.draft().state == draft_state::posting);
        CHECK(t.draft().window == "night");
        CHECK(t.draft().required == 1);
    }
    SUBCASE("its passing by decides nothing: votes are not counted again by themselves")
    {
        t.now = midnight + 17h + 59min;
        t.approve(t.renata);
        t.now = midnight + 18h + 1min;
        t.apply([&](bot::change_set& c) { bot::decide_time(c, t.ctx()); });
        CHECK(t.draft().is_pending());
        CHECK(t.draft().window == "night");
        CHECK(t.deliveries(delivery_kind::update).size() == 2);  // the vote, and what holds now
    }
    SUBCASE("a lead is not asked at night, and is told who is")
    {
        t.now = midnight + 18h;
        CHECK(t.approve(t.renata).find("Support Commander") != std::string::npos);
        CHECK(t.draft().is_pending());
    }
    SUBCASE("a vote of the night counts no more when the day's rules are back")
    {
        t.config.approval.windows[0].required = 2;
        t.config.approval.windows[0].approvers.push_back("role:Approval Lead");
        t.now = midnight + 18h;
        t.approve(t.commander);
        t.config.approval.windows[0].outside = false;  // closed now
        t.approve(t.renata);
        CHECK(t.draft().is_pending());
    }
}

TEST_CASE("a window does not loosen what destinations and runbooks ask for")
{
    pending_draft t;
    t.config.approval.windows = {night()};
    t.config.approval.windows[0].outside = false;
    t.config.approval.windows[0].from = 0h;
    t.config.approval.windows[0].to = 24h;
    t.config.destinations[0].approvals = 2;
    settle(t);
    t.approve(t.commander);
    CHECK(t.draft().is_pending());
}

TEST_CASE("a window that is about some destinations opens only when all of the draft's are among them")
{
    pending_draft t;
    t.config.approval.windows = {night()};
    t.config.approval.windows[0].from = 0h;
    t.config.approval.windows[0].to = 24h;
    t.config.approval.windows[0].outside = false;
    t.config.approval.windows[0].about.destinations = {"stakeholders"};
    settle(t);
    CHECK(bot::window_over(t.ctx(), t.draft(), t.now) == nullptr);
    t.config.approval.windows[0].about.destinations = {"stakeholders", "support-billing"};
    CHECK(bot::window_over(t.ctx(), t.draft(), t.now) != nullptr);
}

TEST_CASE("the deadline is the window's edge when that comes before the nudges and the end")
{
    pending_draft t;
    t.config.timezone = "UTC";
    t.config.approval.nudge = {0s, 0s, 0s, 0s};
    t.config.approval.windows = {night()};
    settle(t);
    const auto edge = std::chrono::floor<std::chrono::days>(pending_draft::start) + 18h;
    t.now = edge - 10min;
    t.edit([&](bot::draft& d) { d.revisions.back().expires_at = edge + 10min; });
    CHECK(bot::next_deadline(t.state, t.ctx(), t.now) == edge);
    t.now = edge;
    CHECK(bot::next_deadline(t.state, t.ctx(), t.now) == edge);  // the draft does not know of it yet
    t.apply([&](bot::change_set& c) { bot::decide_time(c, t.ctx()); });
    CHECK(bot::next_deadline(t.state, t.ctx(), t.now) == edge + 10min);
}
