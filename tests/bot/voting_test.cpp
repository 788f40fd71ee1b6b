#include "bot/voting.hpp"

#include "runbooks/utf8.hpp"
#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using bot::delivery_kind;
using bot::draft_state;
using bot::vote_kind;
using bot::vote_means;
using tests::pending_draft;
using tests::teams;

TEST_CASE("an approval by the role posts the text under the hash, once per destination")
{
    pending_draft t;
    t.edit([](bot::draft& d) {
        auto& r = d.revisions.back();
        r.texts = {{"stakeholders", "hook text"}, {"support-billing", "channel text"}};
        r.content_sha256 = bot::content_hash(r.texts);
    });
    t.approve(t.renata);
    CHECK(t.draft().state == draft_state::posting);
    CHECK(t.draft().decided_by == "@renata.quality");
    CHECK(t.draft().decided_at == t.now);
    const auto posts = t.deliveries(delivery_kind::post);
    REQUIRE(posts.size() == 2);
    CHECK(t.draft().post_ids.size() == 2);
    for (const auto& post : posts) {
        CHECK(post.state == bot::delivery_state::queued);
        CHECK(post.content_sha256 == t.draft().current().content_sha256);
        CHECK(post.revision == 1);
        if (post.destination == "stakeholders") {
            CHECK(post.final_text == "hook text");
            CHECK(post.channel.empty());
        } else {
            CHECK(post.final_text == "channel text");
            CHECK(post.channel == bot::channel_ref{"slack", "acme", "C9"});
        }
    }
    CHECK(t.deliveries(delivery_kind::reply).size() == 1);
    CHECK(t.draft().record_due == 1);
    CHECK(t.draft().record_path == "docs/support/approvals/2026-11-23-sup-inc-845-progress_update.md");
    CHECK(t.audited("draft.approved") == 1);
    CHECK(t.chain_holds());
}

TEST_CASE("a destination without a configured name is the channel that its name spells")
{
    pending_draft t;
    t.edit([](bot::draft& d) {
        auto& r = d.revisions.back();
        r.texts = {{"teams:bot/19:abc@thread.tacv2", "x"}};
        r.content_sha256 = bot::content_hash(r.texts);
    });
    t.approve(t.renata);
    CHECK(
        t.deliveries(delivery_kind::post).at(0).channel ==
        bot::channel_ref{"teams", "bot", "19:abc@thread.tacv2"}
    );
}

TEST_CASE("two approvals need two people")
{
    pending_draft t(2);
    CHECK(t.approve(t.renata).find("1 of 2") != std::string::npos);
    CHECK(t.draft().is_pending());
    SUBCASE("the same person by another means is one")
    {
        t.approve(t.renata, vote_means::reaction);
    }
    SUBCASE("the same person on another platform is one")
    {
        t.people = bot::directory(t.config.people, t.books);
        t.approve(teams("T0RENATA"));
    }
    CHECK(t.draft().is_pending());
    CHECK(t.draft().votes.size() == 1);
    t.approve(t.igor);
    CHECK(t.draft().state == draft_state::posting);
    CHECK(t.deliveries(delivery_kind::post).size() == 1);
}

TEST_CASE("nobody approves what they asked for or edited, on whatever platform")
{
    pending_draft t;
    t.config.approval.approvers = {"role:Approval Lead", "role:Support Commander"};
    t.edit([&](bot::draft& d) {
        d.approver_rules = t.config.approval.approvers;
        d.revisions.back().authors.push_back(t.igor);
    });
    for (const auto& who : {t.commander, teams("T0ANA"), t.igor, teams("T0IGOR")}) {
        const auto answer = t.approve(who);
        CAPTURE(who.id);
        CHECK(t.draft().is_pending());
        CHECK(answer.find("Approval Lead") != std::string::npos);  // who may instead
    }
    CHECK(t.audited("vote.refused") == 4);
    CHECK(t.deliveries(delivery_kind::post).empty());
    SUBCASE("self-approval lifts that, not the other rules")
    {
        t.config.approval.self_approval = true;
        t.approve(t.joao);
        CHECK(t.draft().is_pending());
        t.approve(t.commander);
        CHECK(t.draft().state == draft_state::posting);
    }
}

TEST_CASE("who is admitted by no rule is refused with who may instead")
{
    pending_draft t;
    CHECK(t.approve(t.joao).find("@renata.quality") != std::string::npos);
    CHECK(t.approve(t.stranger).find("@renata.quality") != std::string::npos);
    CHECK(t.reject(t.joao).find("@renata.quality") != std::string::npos);
    CHECK(t.draft().is_pending());
    CHECK(t.draft().votes.empty());
    CHECK(t.audited("vote.refused") == 3);
}

TEST_CASE("with no approvers configured nobody may decide, and that is said")
{
    pending_draft t;
    t.edit([](bot::draft& d) { d.approver_rules.clear(); });
    CHECK(t.approve(t.renata).find("nobody") != std::string::npos);
    CHECK(t.draft().is_pending());
}

TEST_CASE("a vote must be admitted by every list")
{
    pending_draft t;
    t.edit([](bot::draft& d) { d.approver_rules = {"role:Approval Lead", "and", "person:@igor.audit"}; });
    t.approve(t.renata);
    CHECK(t.draft().is_pending());
    t.approve(t.igor);
    CHECK(t.draft().state == draft_state::posting);
    CHECK(t.draft().votes.at(0).as_role == "role:Approval Lead");
}

TEST_CASE("an unknown person votes only through a group or the channel, and only if the look-up says so")
{
    pending_draft t;
    std::string rule;
    bot::membership_query query;
    SUBCASE("group")
    {
        rule = "slack_group:S1";
        query = {"acme", "group", "S1"};
    }
    SUBCASE("channel")
    {
        rule = "channel";
        query = {"acme", "channel", "C1"};
    }
    t.edit([&](bot::draft& d) { d.approver_rules = {rule}; });
    CHECK(bot::memberships_for(t.state, t.ctx(), "D1") == std::vector{query});
    t.approve(t.stranger);
    CHECK(t.draft().is_pending());
    t.memberships[query] = std::nullopt;  // the look-up failed
    t.approve(t.stranger);
    CHECK(t.draft().is_pending());
    t.memberships[query] = std::set<std::string>{"U0OTHER"};
    t.approve(t.stranger);
    CHECK(t.draft().is_pending());
    t.memberships[query] = std::set<std::string>{t.stranger.id};
    t.approve(teams(t.stranger.id));  // the same id elsewhere is somebody else
    CHECK(t.draft().is_pending());
    CHECK_FALSE(bot::may_edit(t.begin(), t.ctx(), t.draft(), tests::as(teams(t.stranger.id))));
    CHECK(bot::may_edit(t.begin(), t.ctx(), t.draft(), tests::as(t.stranger)));
    t.approve(t.stranger);
    CHECK(t.draft().state == draft_state::posting);
}

TEST_CASE("across platforms a vote counts only between people of the configuration")
{
    pending_draft t;
    SUBCASE("all known")
    {
        t.approve(teams("T0RENATA"));
        CHECK(t.draft().state == draft_state::posting);
    }
    SUBCASE("an unknown editor")
    {
        t.edit([&](bot::draft& d) { d.revisions.back().authors.push_back(t.stranger); });
        t.approve(teams("T0RENATA"));
        CHECK(t.draft().is_pending());
        t.approve(t.renata);  // on the editors' own platform ids tell people apart
        CHECK(t.draft().state == draft_state::posting);
    }
    SUBCASE("an unknown requester cannot have it rejected from elsewhere either")
    {
        t.edit([&](bot::draft& d) { d.requester = t.stranger; });
        t.reject(teams("T0RENATA"));
        CHECK(t.draft().is_pending());
    }
}

TEST_CASE("what is unfilled or cannot be posted is not approved")
{
    pending_draft t;
    SUBCASE("unfilled")
    {
        t.edit([](bot::draft& d) { d.revisions.back().unfilled = {"next_update"}; });
        CHECK(t.approve(t.renata).find("next_update") != std::string::npos);
    }
    SUBCASE("problem")
    {
        t.edit([](bot::draft& d) { d.revisions.back().problems = {"too long"}; });
        CHECK(t.approve(t.renata).find("too long") != std::string::npos);
    }
    CHECK(t.draft().is_pending());
    CHECK(t.deliveries(delivery_kind::post).empty());
}

TEST_CASE("a click on an older revision is refused and names the current one")
{
    pending_draft t;
    auto old = t.ballot(t.renata, vote_kind::approve, vote_means::button);
    t.edit([](bot::draft& d) {
        d.revisions.push_back(d.revisions.back());
        d.revisions.back().number = 2;
    });
    CHECK(t.cast(old).find("D1.2") != std::string::npos);
    CHECK(t.draft().is_pending());
    old.kind = vote_kind::reject;
    t.cast(old);
    CHECK(t.draft().is_pending());
}

TEST_CASE("approve without a revision waits until a new text could be read")
{
    pending_draft t;
    auto b = t.ballot(t.renata, vote_kind::approve, vote_means::command);
    b.revision.reset();
    t.now = pending_draft::start + 9999ms;
    CHECK(t.cast(b).find("D1.1") != std::string::npos);
    CHECK(t.draft().is_pending());
    SUBCASE("naming it is enough")
    {
        b.revision = 1;
        t.cast(b);
        CHECK(t.draft().state == draft_state::posting);
    }
    SUBCASE("after ten seconds it counts")
    {
        t.now = pending_draft::start + 10s;
        t.cast(b);
        CHECK(t.draft().state == draft_state::posting);
    }
}

TEST_CASE("one rejection decides, with its reason, and the record is due")
{
    pending_draft t(2);
    t.approve(t.igor);
    auto b = t.ballot(t.renata, vote_kind::reject, vote_means::form);
    b.reason = "wrong numbers";
    t.cast(b);
    CHECK(t.draft().state == draft_state::rejected);
    CHECK(t.draft().decision_reason == "wrong numbers");
    CHECK(t.draft().record_due == 1);
    CHECK(t.deliveries(delivery_kind::post).empty());
    const auto replies = t.deliveries(delivery_kind::reply);
    REQUIRE(replies.size() == 1);
    CHECK(replies[0].words->text.find("wrong numbers") != std::string::npos);
}

TEST_CASE("an approver who rejects after having approved has rejected")
{
    pending_draft t(2);
    t.approve(t.renata);
    t.reject(t.renata);
    CHECK(t.draft().state == draft_state::rejected);
    REQUIRE(t.draft().votes.size() == 1);
    CHECK(t.draft().votes[0].kind == vote_kind::reject);
}

TEST_CASE("a rejection by an author is a withdrawal")
{
    pending_draft t;
    t.reject(t.commander);
    CHECK(t.draft().state == draft_state::withdrawn);
    CHECK(t.draft().record_due == 0);
}

TEST_CASE("after the decision nothing changes and the answer says so")
{
    pending_draft t;
    t.approve(t.renata);
    const auto posts = t.deliveries(delivery_kind::post).size();
    const auto state = t.draft().state;
    for (const auto& who : {t.igor, t.renata, t.commander, t.stranger}) {
        CHECK(t.approve(who).find("already decided") != std::string::npos);
        CHECK(t.reject(who).find("already decided") != std::string::npos);
    }
    CHECK(t.draft().state == state);
    CHECK(t.deliveries(delivery_kind::post).size() == posts);
    CHECK(t.draft().votes.size() == 1);
}

TEST_CASE("a vote at the very moment of expiry comes too late, timer or not")
{
    pending_draft t;
    t.now = t.draft().current().expires_at;
    t.approve(t.renata);
    CHECK(t.draft().state == draft_state::expired);
    CHECK(t.deliveries(delivery_kind::post).empty());
}

TEST_CASE("taking a reaction back takes back only a vote made by reaction")
{
    pending_draft t(2);
    auto b = t.ballot(t.renata, vote_kind::approve, vote_means::reaction);
    const auto take_back = [&] {
        return t.apply([&](bot::change_set& c) { bot::take_back_vote(c, t.ctx(), b); });
    };
    SUBCASE("by reaction")
    {
        t.cast(b);
        CHECK_FALSE(take_back().empty());
        CHECK(t.draft().votes.empty());
        CHECK(t.audited("vote.taken_back") == 1);
    }
    SUBCASE("by button")
    {
        t.approve(t.renata);
        t.cast(b);
        CHECK(take_back().empty());
        CHECK(t.draft().votes.size() == 1);
    }
    SUBCASE("by reaction, then confirmed by the button")
    {
        t.cast(b);
        t.approve(t.renata);
        take_back();
        CHECK(t.draft().votes.size() == 1);
    }
    SUBCASE("somebody else's")
    {
        t.approve(t.igor, vote_means::reaction);
        take_back();
        CHECK(t.draft().votes.size() == 1);
    }
    CHECK(t.draft().is_pending());
}

TEST_CASE("votes that stricter rules no longer admit do not count towards the decision")
{
    pending_draft t(2);
    t.approve(t.renata);
    t.edit([](bot::draft& d) { d.approver_rules = {"person:@igor.audit"}; });
    t.approve(t.igor);
    CHECK(t.draft().is_pending());
}

TEST_CASE("two votes that a reload shows to be one person's count once")
{
    pending_draft t(3);
    t.edit([&](bot::draft& d) {
        bot::vote v;
        for (const auto& by : {t.renata, teams("T0RENATA")}) {
            v.by = by;
            d.votes.push_back(v);
        }
    });
    t.approve(t.igor);
    CHECK(t.draft().is_pending());
}

TEST_CASE("a severity raised meanwhile raises the count")
{
    pending_draft t;
    t.config.approval.required = {{"S1", 2}};
    t.apply([&](bot::change_set& c) { c.edit_incident("SUP-INC-845").level = bot::severity::S1; });
    t.approve(t.renata);
    CHECK(t.draft().is_pending());
    t.approve(t.igor);
    CHECK(t.draft().state == draft_state::posting);
}

TEST_CASE("a text that is not the one under the hash is never posted")
{
    pending_draft t;
    t.edit([](bot::draft& d) { d.revisions.back().texts[0].text += "!"; });
    CHECK_THROWS_AS(t.approve(t.renata), std::logic_error);
    CHECK(t.deliveries(delivery_kind::post).empty());
}

TEST_CASE("editing is for authors, approvers and the commander")
{
    pending_draft t;
    const auto may = [&](const bot::account& who) {
        const auto c = t.begin();
        return bot::may_edit(c, t.ctx(), t.draft(), tests::as(who));
    };
    CHECK(may(t.commander));
    CHECK(may(t.renata));
    CHECK_FALSE(may(t.joao));
    t.apply([&](bot::change_set& c) {
        c.edit_incident("SUP-INC-845").role_accounts["Support Commander"] = t.joao;
    });
    CHECK(may(t.joao));
    CHECK_FALSE(may(t.stranger));
}

TEST_CASE("records of one day get names of their own")
{
    pending_draft t;
    t.apply([&](bot::change_set& c) {
        bot::draft other = t.draft();
        other.record_path = "docs/support/approvals/2026-11-23-sup-inc-845-progress_update.md";
        c.add_draft(other);
    });
    t.approve(t.renata);
    CHECK(t.draft().record_path == "docs/support/approvals/2026-11-23-sup-inc-845-progress_update-2.md");
}

TEST_CASE("a long stage name in another script is cut between its letters for the record's file name")
{
    pending_draft t;
    std::string name;
    for (int i = 0; i < 64; ++i) name += i == 0 ? "s" : "ç";
    t.edit([&](bot::draft& d) { d.stage = name; });
    t.approve(t.renata);
    REQUIRE(t.draft().state == bot::draft_state::posting);
    CHECK(t.draft().record_path.find("-s" + name.substr(1, 78) + ".md") != std::string::npos);
    CHECK(runbooks::invalid_utf8_at(t.draft().record_path) == std::string::npos);
}
