#include "bot/decide.hpp"

#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

using bot::draft_state;
using bot::press;
using bot::reaction;
using tests::pending_draft;

TEST_CASE("commands and their buttons and forms go to the interpreter")
{
    pending_draft t;
    CHECK(t.act(t.joao, bot::typed_command{"status", {}}) == "typed: status");
    CHECK(t.act(t.joao, press{"command.update", "update SUP-INC-845"}) == "typed: update SUP-INC-845");
    CHECK(t.act(t.joao, bot::form_submission{"command.open", "", {}}) == "submitted: command.open");
}

TEST_CASE("a button of an unknown kind and a form without its draft are answered, not ignored")
{
    pending_draft t;
    CHECK_FALSE(t.act(t.joao, press{"dance", "x"}).empty());
    CHECK_FALSE(t.act(t.joao, press{"draft.approve", "nonsense"}).empty());
    CHECK_FALSE(t.act(t.joao, press{"draft.reject", "D99.1"}).empty());
    CHECK_FALSE(t.act(t.joao, bot::form_submission{"draft.reject", "", {}}).empty());
    CHECK_FALSE(t.act(t.joao, press{"delivery.arrived", "d99"}).empty());
    CHECK(t.draft().is_pending());
}

TEST_CASE("Approve decides; the same press again changes nothing")
{
    pending_draft t;
    t.act(t.renata, press{"draft.approve", "D1.1"});
    CHECK(t.draft().state == draft_state::posting);
    CHECK(t.act(t.renata, press{"draft.approve", "D1.1"}).find("already") != std::string::npos);
    CHECK(t.deliveries(bot::delivery_kind::post).size() == 1);
}

TEST_CASE("Reject opens a form and decides on its submission")
{
    pending_draft t;
    auto changes = t.begin();
    bot::inbound event;
    event.from = tests::as(t.renata);
    event.at.channel = t.room;
    event.may_open_form = true;
    event.what = press{"draft.reject", "D1.1"};
    bot::decide(changes, t.ctx(), t.commands, event);
    REQUIRE(changes.form_to_open());
    const auto form = *changes.form_to_open();
    CHECK(form.callback == "draft.reject");
    CHECK(form.fields.at(0).name == "reason");
    CHECK_FALSE(changes.changes_anything());
    t.act(t.renata, bot::form_submission{form.callback, form.context, {{"reason", "typo"}}});
    CHECK(t.draft().state == draft_state::rejected);
    CHECK(t.draft().decision_reason == "typo");
}

TEST_CASE("who may not reject is told before typing a reason")
{
    pending_draft t;
    CHECK(t.act(t.joao, press{"draft.reject", "D1.1"}).find("Approval Lead") != std::string::npos);
    CHECK(t.draft().is_pending());
    CHECK_FALSE(t.act(t.joao, press{"draft.edit", "D1.1"}).empty());
}

TEST_CASE("without a trigger Edit and Reject say how to go on")
{
    pending_draft t;
    CHECK_FALSE(t.act(t.renata, press{"draft.edit", "D1.1"}, false).empty());
    CHECK(t.act(t.renata, press{"draft.reject", "D1.1"}, false).find("reject D1.1") != std::string::npos);
    CHECK(t.draft().is_pending());
}

TEST_CASE("a form over the limits stays open and changes nothing")
{
    pending_draft t;
    auto changes = t.begin();
    bot::inbound event;
    event.from = tests::as(t.renata);
    event.what = bot::form_submission{"draft.reject", "D1.1", {{"reason", std::string(2001, 'x')}}};
    bot::decide(changes, t.ctx(), t.commands, event);
    CHECK(changes.field_errors().contains("reason"));
    CHECK_FALSE(changes.changes_anything());
    // 2,000 code points fit, whatever their bytes.
    std::string accents;
    for (int i = 0; i < 2000; ++i) accents += "é";
    t.act(t.renata, bot::form_submission{"draft.reject", "D1.1", {{"reason", accents}}});
    CHECK(t.draft().state == draft_state::rejected);
}

TEST_CASE("reactions vote only on the current preview")
{
    pending_draft t;
    t.act(t.renata, reaction{"approve", true, "7.7", "1"});
    CHECK(t.draft().is_pending());
    CHECK(t.log.size() == 0);
    SUBCASE("on it")
    {
        t.act(t.renata, reaction{"approve", true, "1.1", "1"});
        CHECK(t.draft().state == draft_state::posting);
    }
    SUBCASE("a cross rejects")
    {
        t.act(t.renata, reaction{"reject", true, "1.1", "1"});
        CHECK(t.draft().state == draft_state::rejected);
    }
    SUBCASE("on an older copy")
    {
        t.edit([](bot::draft& d) {
            d.revisions.push_back(d.revisions.back());
            d.revisions.back().number = 2;
        });
        CHECK(t.act(t.renata, reaction{"approve", true, "1.1", "1"}).find("D1.2") != std::string::npos);
        CHECK(t.draft().is_pending());
    }
}

TEST_CASE("of one person's reactions the latest event wins, in whatever order they arrive")
{
    pending_draft t(2);
    SUBCASE("an older removal after a newer add")
    {
        t.act(t.renata, reaction{"approve", true, "1.1", "30.5"});
        t.act(t.renata, reaction{"approve", false, "1.1", "20.1"});
        CHECK(t.draft().votes.size() == 1);
    }
    SUBCASE("an older add after a newer removal")
    {
        t.act(t.renata, reaction{"approve", false, "1.1", "30.5"});
        t.act(t.renata, reaction{"approve", true, "1.1", "20.1"});
        CHECK(t.draft().votes.empty());
    }
    SUBCASE("in order")
    {
        t.act(t.renata, reaction{"approve", true, "1.1", "20.1"});
        t.act(t.renata, reaction{"approve", false, "1.1", "30.5"});
        CHECK(t.draft().votes.empty());
        t.act(t.renata, reaction{"approve", true, "1.1", "30.6"});
        CHECK(t.draft().votes.size() == 1);
    }
}

TEST_CASE("reaction marks stay bounded")
{
    pending_draft t(2);
    for (int i = 0; i < 300; ++i)
        t.act(tests::slack("S" + std::to_string(i)), reaction{"approve", true, "1.1", "1"});
    CHECK(t.draft().reactions.size() == 200);
}

TEST_CASE("memberships are asked for exactly when the event judges a pending draft")
{
    pending_draft t;
    const auto asked = [&](bot::deed what) {
        bot::inbound event;
        event.from = tests::as(t.renata);
        event.at.channel = t.room;
        event.what = std::move(what);
        return bot::needed_memberships(t.state, t.ctx(), t.commands, event).size();
    };
    CHECK(asked(press{"draft.approve", "D1.1"}) == 0);  // roles need no look-up
    t.edit([](bot::draft& d) { d.approver_rules = {"role:Approval Lead", "channel", "slack_group:S1"}; });
    CHECK(asked(press{"draft.approve", "D1.1"}) == 2);
    CHECK(asked(bot::form_submission{"draft.reject", "D1.1", {}}) == 2);
    CHECK(asked(reaction{"approve", true, "1.1", "1"}) == 2);
    CHECK(asked(reaction{"approve", true, "7.7", "1"}) == 0);
    CHECK(asked(bot::typed_command{"status", {}}) == 0);
    CHECK(asked(press{"draft.approve", "D9.1"}) == 0);
    t.edit([](bot::draft& d) { d.state = draft_state::expired; });
    CHECK(asked(press{"draft.approve", "D1.1"}) == 0);
}

TEST_CASE("reactions given while the daemon was down are counted, those taken away no longer are")
{
    pending_draft t(2);
    const auto found = [&](std::vector<bot::found_reaction> list) {
        t.apply([&](bot::change_set& c) {
            bot::decide_found_reactions(c, t.ctx(), "d1", {list, t.draft().reactions});
        });
    };
    found({{"approve", t.renata}, {"approve", t.joao}, {"approve", t.commander}});
    CHECK(t.draft().votes.size() == 1);
    CHECK(t.audited("vote.refused") == 0);  // not at each start again
    const auto events = t.log.size();
    found({{"approve", t.renata}});
    CHECK(t.log.size() == events);
    SUBCASE("gone")
    {
        found({});
        CHECK(t.draft().votes.empty());
    }
    SUBCASE("a second one decides")
    {
        found({{"approve", t.renata}, {"approve", t.igor}});
        CHECK(t.draft().state == draft_state::posting);
    }
    SUBCASE("a rejection goes before approvals")
    {
        found({{"approve", t.renata}, {"approve", t.igor}, {"reject", t.igor}});
        CHECK(t.draft().state == draft_state::rejected);
        CHECK(t.deliveries(bot::delivery_kind::post).empty());
    }
    SUBCASE("a vote by button stays")
    {
        t.approve(t.renata);
        found({});
        CHECK(t.draft().votes.size() == 1);
    }
}

TEST_CASE("a destination that points elsewhere after a reload supersedes the drafts that name it")
{
    pending_draft t;
    const auto before = t.config;
    SUBCASE("another channel")
    {
        t.config.destinations[0].channel.id = "C77";
    }
    SUBCASE("gone")
    {
        t.config.destinations.erase(t.config.destinations.begin());
    }
    SUBCASE("a webhook now")
    {
        t.config.destinations[0].webhook = bot::webhook_settings{"slack_incoming", {"env:X"}};
    }
    t.apply([&](bot::change_set& c) { bot::decide_reload(c, before, t.ctx()); });
    CHECK(t.draft().state == draft_state::superseded);
    t.approve(t.renata);
    CHECK(t.deliveries(bot::delivery_kind::post).empty());
}

TEST_CASE("a reload that leaves the draft's destinations alone leaves the draft, under the policy in force")
{
    pending_draft t;
    const auto before = t.config;
    t.config.destinations[1].webhook->url.text = "env:OTHER";
    t.config.approval.required_default = 2;
    t.config.approval.approvers = {"role:Support Commander", "role:Approval Lead"};
    t.apply([&](bot::change_set& c) { bot::decide_reload(c, before, t.ctx()); });
    CHECK(t.draft().is_pending());
    CHECK(t.draft().required == 2);
    CHECK(t.draft().approver_rules == t.config.approval.approvers);
    t.config.approval.required_default = 1;
    t.config.approval.approvers = {"role:Approval Lead"};
    t.apply([&](bot::change_set& c) { bot::decide_reload(c, before, t.ctx()); });
    CHECK(t.draft().required == 2);  // never shrinks
}

TEST_CASE("Edit opens the form; its submission makes a revision that voids the votes on the one before")
{
    pending_draft t(2);
    t.approve(t.igor);
    auto changes = t.begin();
    bot::inbound event;
    event.from = tests::as(t.renata);
    event.at.channel = t.room;
    event.may_open_form = true;
    event.what = press{"draft.edit", "D1.1"};
    bot::decide(changes, t.ctx(), t.commands, event);
    REQUIRE(changes.form_to_open());
    const auto form = *changes.form_to_open();
    CHECK(form.callback == "draft.edit");
    t.act(
        t.renata, bot::form_submission{form.callback, form.context, {{"impact_summary", "checkout is back"}}}
    );
    CHECK(t.draft().current().number == 2);
    CHECK(t.draft().votes.empty());
    CHECK(t.draft().current().texts[0].text == "SUP-INC-845: checkout is back");
    CHECK(t.draft().current().content_sha256 == bot::content_hash(t.draft().current().texts));
    t.approve(t.renata);  // an author now
    CHECK(t.draft().votes.empty());
    SUBCASE("a form that was open on the older revision changes nothing")
    {
        t.act(t.commander, bot::form_submission{form.callback, form.context, {{"impact_summary", "other"}}});
        CHECK(t.draft().current().number == 2);
    }
}

TEST_CASE("an edit form with a value over the limit stays open")
{
    pending_draft t;
    auto changes = t.begin();
    bot::inbound event;
    event.from = tests::as(t.renata);
    event.what = bot::form_submission{"draft.edit", "D1.1", {{"impact_summary", std::string(2001, 'x')}}};
    bot::decide(changes, t.ctx(), t.commands, event);
    CHECK(changes.field_errors().contains("impact_summary"));
    CHECK_FALSE(changes.changes_anything());
}

TEST_CASE("a form opens before its trigger expires, though only a look-up tells whether the person may use it"
)
{
    pending_draft t;
    t.edit([](bot::draft& d) { d.approver_rules = {"slack_group:S1"}; });
    for (const auto* action : {"draft.edit", "draft.reject"}) {
        CAPTURE(action);
        bot::inbound event;
        event.from = tests::as(t.stranger);
        event.at.channel = t.room;
        event.may_open_form = true;
        event.what = press{action, "D1.1"};
        CHECK(bot::needed_memberships(t.state, t.ctx(), t.commands, event).empty());
        auto changes = t.begin();
        bot::decide(changes, t.ctx(), t.commands, event);
        REQUIRE(changes.form_to_open());
        const auto form = *changes.form_to_open();
        event.what = bot::form_submission{form.callback, form.context, {}};
        CHECK(bot::needed_memberships(t.state, t.ctx(), t.commands, event).size() == 1);
    }
    t.act(t.stranger, bot::form_submission{"draft.reject", "D1.1", {}});
    t.act(t.stranger, bot::form_submission{"draft.edit", "D1.1", {{"impact_summary", "mine"}}});
    CHECK(t.draft().is_pending());
    CHECK(t.draft().current().number == 1);
}
