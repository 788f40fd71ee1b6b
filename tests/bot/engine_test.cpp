#include "bot/engine.hpp"
#include "bot/row_limit.hpp"

#include "tests/support/engine_stand.hpp"

#include <doctest/doctest.h>

using namespace tests;
using namespace std::chrono_literals;

namespace {

// The stranger may vote only because the group says so.
void let_a_group_approve(engine_stand& s)
{
    s.begin_with.config.approval.approvers = {"role:Approval Lead", "slack_group:S1"};
    s.begin_with.edit([&](bot::draft& d) { d.approver_rules = s.begin_with.config.approval.approvers; });
}

// Reloads while the look-up is under way: from now on the group may not approve any more.
void take_the_group_out_meanwhile(engine_stand& s)
{
    s.platform->on_members = [&s](const bot::membership_query&) {
        s.begin_with.config.approval.approvers = {"role:Approval Lead"};
        s.engine->reload(s.snapshot());
        return std::optional(std::set<std::string>{"U0X"});
    };
}

}  // namespace

TEST_CASE("a vote that waited for a membership look-up is judged by the policy in force after it")
{
    engine_stand s(2);
    let_a_group_approve(s);
    s.start();
    SUBCASE("unchanged: it counts")
    {
        s.platform->on_members = [](const bot::membership_query&) {
            return std::optional(std::set<std::string>{"U0X"});
        };
        s.engine->start();
        CHECK(s.press(s.begin_with.stranger, "draft.approve", "D1.1"));
        CHECK(s.engine->state().find_draft("D1")->votes.size() == 1);
    }
    SUBCASE("the group was taken out meanwhile: it is refused, privately")
    {
        take_the_group_out_meanwhile(s);
        s.engine->start();
        CHECK(s.press(s.begin_with.stranger, "draft.approve", "D1.1"));
        CHECK(s.engine->state().find_draft("D1")->votes.empty());
        CHECK(s.platform->told.size() == 1);
        CHECK(s.disk.audited("vote.refused") == 1);
    }
}

TEST_CASE("an event that waited for a look-up is answered by its own way back, else by the platform's")
{
    engine_stand s(2);
    let_a_group_approve(s);
    bot::inbound event;
    event.keys = {"waits"};
    event.from = as(s.begin_with.stranger);
    event.at.channel = s.begin_with.room;
    event.what = bot::press{"draft.approve", "D1.1"};
    std::vector<std::string> answered;
    bool is_acknowledged = false;
    bot::reply_path reply;
    reply.done = [&](const bot::receipt& r) {
        is_acknowledged = true;
        CHECK_FALSE(r.answer);
    };
    SUBCASE("taken by this process")
    {
        reply.later = [&](const bot::notice& words) {
            CHECK(is_acknowledged);
            answered.push_back(words.text);
        };
        s.start();
        s.engine->start();
        s.engine->submit(event, reply);
    }
    SUBCASE("without such a way")
    {
        s.start();
        s.engine->start();
        s.engine->submit(event, reply);
    }
    SUBCASE("found in the store: that way ended with the process before")
    {
        s.parked.push_back({.id = 1, .event = event, .at = {}});
        s.start();
        s.engine->start();
    }
    s.time.settle();
    CHECK(s.engine->state().find_draft("D1")->votes.empty());
    CHECK(answered.size() == (reply.later ? 1 : 0));
    CHECK(s.platform->told.size() == (reply.later ? 0 : 1));
}

TEST_CASE("words that wait for a membership look-up wait on the disk without their credentials")
{
    engine_stand s(2);
    let_a_group_approve(s);
    s.start();
    s.platform->on_members = [](const bot::membership_query&) {
        return std::optional(std::set<std::string>{"U0X"});
    };
    s.engine->start();
    const std::string token = std::string("gh") + "p_" + std::string(30, 'a') + "1B2";
    bot::inbound event;
    event.keys = {"form-1"};
    event.from = as(s.begin_with.stranger);
    event.at.channel = s.begin_with.room;
    event.what = bot::form_submission{"draft.reject", "D1.1", {{"reason", "it holds " + token}}};
    s.engine->submit(std::move(event), {});
    s.time.settle();
    REQUIRE(s.disk.parked.size() == 1);
    CHECK(s.disk.parked[0].find(token) == std::string::npos);
    CHECK(
        s.engine->state().find_draft("D1")->decision_reason ==
        "it holds [credential-removed/github_token/ghp_…]"
    );
    for (const auto& body : s.disk.audit) CHECK(body.find(token) == std::string::npos);
    REQUIRE(s.platform->told.size() == 1);
    CHECK(s.platform->told[0].find("reason: it holds") != std::string::npos);
}

TEST_CASE("reactions read at start are judged by the policy in force after their look-up")
{
    engine_stand s(2);
    let_a_group_approve(s);
    s.start();
    s.platform->found = {{"approve", s.begin_with.stranger}};
    std::size_t votes = 0;
    SUBCASE("unchanged: it counts")
    {
        s.platform->on_members = [](const bot::membership_query&) {
            return std::optional(std::set<std::string>{"U0X"});
        };
        votes = 1;
    }
    SUBCASE("the group was taken out meanwhile")
    {
        take_the_group_out_meanwhile(s);
    }
    s.engine->start();
    s.time.settle();
    CHECK(s.engine->state().find_draft("D1")->votes.size() == votes);
}

TEST_CASE(
    "a vote by reaction stands at start where the platform cannot tell the reactions, and goes where it is "
    "gone"
)
{
    engine_stand s(2);
    s.begin_with.approve(s.begin_with.renata, bot::vote_means::reaction);
    REQUIRE(s.begin_with.draft().votes.size() == 1);
    s.start();
    std::size_t votes = 1;
    SUBCASE("it cannot tell")
    {
        s.platform->found.reset();
    }
    SUBCASE("it tells that there is none")
    {
        votes = 0;
    }
    s.engine->start();
    s.time.settle();
    CHECK(s.engine->state().find_draft("D1")->votes.size() == votes);
}

TEST_CASE("reading the reactions at start goes on with the next preview when one of them throws")
{
    engine_stand s(2);
    auto changes = s.begin_with.begin();
    bot::delivery copy = *s.begin_with.state.find_delivery(s.begin_with.draft().previews[0].delivery_id);
    bot::delivery& row = changes.enqueue(copy);
    row.state = bot::delivery_state::sent;
    row.platform_id = "1.2";
    changes.edit_draft("D1").previews.push_back({row.id, 1});
    s.begin_with.keep(changes);
    s.start();
    s.platform->found = {{"approve", s.begin_with.renata}};
    std::vector<std::string> read;
    s.platform->on_reactions = [&](const std::string& message_id) {
        read.push_back(message_id);
        if (message_id == "1.1") throw std::logic_error("a broken platform");
    };
    s.engine->start();
    s.time.settle();
    CHECK(read == std::vector<std::string>{"1.1", "1.2"});
    CHECK(s.engine->state().find_draft("D1")->votes.size() == 1);
}

namespace {

bot::inbound reacting(const engine_stand& s, bot::account who, bool added, std::string order)
{
    bot::inbound event;
    event.keys = {"reaction-" + order};
    event.from = as(std::move(who));
    event.at.channel = s.begin_with.room;
    event.what = bot::reaction{"approve", added, "1.1", std::move(order)};
    return event;
}

}  // namespace

TEST_CASE("what people do while the list of reactions is asked for outdoes the list")
{
    engine_stand s(2);
    s.start();
    std::size_t votes = 0;
    SUBCASE("nothing: the list holds")
    {
        s.platform->found = {{"approve", s.begin_with.renata}};
        votes = 1;
    }
    SUBCASE("a reaction is given that the list does not have yet: the vote stays")
    {
        s.platform->on_reactions = [&s](const std::string&) {
            s.engine->submit(reacting(s, s.begin_with.renata, true, "2.1"), {});
        };
        votes = 1;
    }
    SUBCASE("a reaction that the list still has is taken away: it is not counted")
    {
        s.platform->found = {{"approve", s.begin_with.renata}};
        s.platform->on_reactions = [&s](const std::string&) {
            s.engine->submit(reacting(s, s.begin_with.renata, false, "2.1"), {});
        };
    }
    SUBCASE("it is taken away during the look-up of memberships")
    {
        s.begin_with.config.approval.approvers = {"role:Approval Lead", "slack_group:S1"};
        s.engine->reload(s.snapshot());
        s.platform->found = {{"approve", s.begin_with.renata}};
        s.platform->on_members = [&s](const bot::membership_query&) {
            s.engine->submit(reacting(s, s.begin_with.renata, false, "2.1"), {});
            return std::optional(std::set<std::string>{});
        };
    }
    SUBCASE("somebody else acts: the list holds for the others")
    {
        s.platform->found = {{"approve", s.begin_with.renata}};
        s.platform->on_reactions = [&s](const std::string&) {
            s.engine->submit(reacting(s, s.begin_with.joao, false, "2.1"), {});
        };
        votes = 1;
    }
    s.engine->start();
    s.time.settle();
    CHECK(s.engine->state().find_draft("D1")->votes.size() == votes);
}

TEST_CASE("a form that cannot be opened takes nothing along: the event is decided, and answered in words")
{
    engine_stand s;
    s.start();
    s.engine->start();
    bot::inbound event;
    event.keys = {"edit-1"};
    event.from = as(s.begin_with.commander);
    event.at.channel = s.begin_with.room;
    event.may_open_form = true;
    event.what = bot::press{"draft.edit", "D1.1"};
    std::string told;
    bot::reply_path reply;
    reply.open_form = [](const bot::form&) { throw std::logic_error("a form without fields"); };
    reply.done = [&told](const bot::receipt& r) { told = r.answer ? r.answer->text : "nothing"; };
    CHECK_NOTHROW(s.engine->submit(std::move(event), std::move(reply)));
    s.time.settle();
    CHECK(told.find("could not be opened") != std::string::npos);
}

TEST_CASE("an event whose commit never began is no duplicate when it is delivered again")
{
    engine_stand s;
    s.start();
    s.engine->start();
    s.time.settle();
    s.disk.commits_that_throw = 1;
    const auto acked = std::make_shared<int>(0);
    const auto submit = [&] {
        bot::inbound event;
        event.keys = {"again-1"};
        event.from = as(s.begin_with.renata);
        event.at.channel = s.begin_with.room;
        event.what = bot::press{"draft.approve", "D1.1"};
        bot::reply_path reply;
        reply.done = [acked](const bot::receipt&) { ++*acked; };
        s.engine->submit(std::move(event), std::move(reply));
    };
    CHECK_THROWS(submit());
    submit();
    s.time.settle();
    CHECK(*acked == 1);
    CHECK(s.engine->counters().duplicates == 0);
    submit();
    s.time.settle();
    CHECK(s.engine->counters().duplicates == 1);
}

TEST_CASE("a person's event cannot make a row grow without end; what is short still goes")
{
    engine_stand s;
    s.begin_with.edit([](bot::draft& d) {
        d.revisions.back().left_open = {std::string(bot::largest_row, 'x')};
    });
    s.start();
    s.engine->start();
    std::string told;
    const auto edit = [&](std::string key, std::size_t size) {
        bot::inbound event;
        event.keys = {std::move(key)};
        event.from = as(s.begin_with.commander);
        event.at.channel = s.begin_with.room;
        event.what = bot::form_submission{"draft.edit", "D1.1", {{"impact_summary", std::string(size, 'x')}}};
        bot::reply_path reply;
        reply.done = [&told](const bot::receipt& r) { told = r.answer ? r.answer->text : ""; };
        s.engine->submit(std::move(event), std::move(reply));
        s.time.settle();
    };
    edit("edit-1", 2000);
    CHECK(told.find("16 MiB") != std::string::npos);
    CHECK(s.engine->state().find_draft("D1")->revisions.size() == 1);
    CHECK(s.press(s.begin_with.renata, "draft.approve", "D1.1"));
    CHECK_FALSE(s.engine->state().find_draft("D1")->is_pending());
}

TEST_CASE("a membership look-up that throws denies, and the event is decided all the same")
{
    engine_stand s(2);
    let_a_group_approve(s);
    s.start();
    s.platform->on_members = [](const bot::membership_query&) -> std::optional<std::set<std::string>> {
        throw std::logic_error("a broken platform");
    };
    s.engine->start();
    CHECK(s.press(s.begin_with.stranger, "draft.approve", "D1.1"));
    CHECK(s.engine->state().find_draft("D1")->votes.empty());
    CHECK(s.engine->counters().unanswered_look_ups > 0);
}

TEST_CASE("a platform whose run throws is started again")
{
    engine_stand s;
    s.start();
    s.platform->on_run = [&s] {
        if (s.platform->runs < 3) throw std::logic_error("a broken platform");
    };
    s.engine->start();
    s.time.settle();
    CHECK(s.platform->runs == 1);
    s.time.advance(20s);
    CHECK(s.platform->runs == 3);
    CHECK(s.running("platform acme") == 1);
    CHECK(s.engine->refused().empty());
}

TEST_CASE("a throw while time passes ends neither the watch over time nor a draft's life")
{
    for (const int reads : {1, 2, 3}) {
        CAPTURE(reads);
        engine_stand s;
        s.start();
        s.engine->start();
        s.time.advance(28min + 59s);
        CHECK(s.engine->state().find_draft("D1")->is_pending());
        // In turn: the question whether a deadline has passed, the rule, and what stands in for the rule.
        s.time.wall_reads_that_throw = reads;
        s.time.advance(20s);
        CHECK(s.time.wall_reads_that_throw == 0);
        CHECK(s.engine->state().find_draft("D1")->state == bot::draft_state::expired);
        CHECK(s.running("deadlines") == 1);
    }
}

TEST_CASE("a reload that the rules cannot take in leaves everything as it was, and the next one is taken")
{
    engine_stand s;
    s.start();
    s.engine->start();
    s.time.settle();
    const auto before = s.engine->current();
    s.begin_with.config.destinations.front().channel.id = "C7";
    s.time.wall_reads_that_throw = 1;
    CHECK_FALSE(s.engine->reload(s.snapshot()));
    CHECK(s.engine->current() == before);
    CHECK(s.engine->state().find_draft("D1")->is_pending());
    CHECK(s.engine->reload(s.snapshot()));
    s.time.settle();
    CHECK(s.engine->state().find_draft("D1")->state == bot::draft_state::superseded);
}

TEST_CASE("an edit form's over-long value is told in the form although its sender's rights need a look-up")
{
    engine_stand s(2);
    let_a_group_approve(s);
    s.start();
    s.engine->start();
    bot::inbound event;
    event.keys = {"form-1"};
    event.from = as(s.begin_with.stranger);
    event.at.channel = s.begin_with.room;
    event.what = bot::form_submission{"draft.edit", "D1.1", {{"impact_summary", std::string(2001, 'x')}}};
    std::map<std::string, std::string> errors;
    bot::reply_path reply;
    reply.done = [&errors](const bot::receipt& r) { errors = r.field_errors; };
    s.engine->submit(std::move(event), std::move(reply));
    s.time.settle();
    CHECK(errors.contains("impact_summary"));
    CHECK(s.engine->counters().parked == 0);
}
