#include "bot/break_glass.hpp"

#include "bot/content_hash.hpp"
#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace std::chrono_literals;
using bot::delivery_kind;
using bot::draft_state;
using bot::vote_kind;
using bot::vote_means;
using tests::pending_draft;

namespace {

struct glass : pending_draft {
    glass() : pending_draft(2)
    {
        config.approval.break_glass.roles = {"Support Commander"};
        config.ops_destination = "support-billing";
    }

    std::string break_it(const bot::account& who, std::string reason = "nobody answers")
    {
        auto b = ballot(who, vote_kind::approve, vote_means::command);
        b.emergency = true;
        b.reason = std::move(reason);
        return cast(b);
    }
    std::string sign(const bot::account& who, const std::string& note = {})
    {
        return apply([&](bot::change_set& c) { bot::sign_off(c, ctx(), "D1", note, tests::as(who)); });
    }
    void pass(std::chrono::milliseconds d)
    {
        now += d;
        apply([&](bot::change_set& c) { bot::decide_time(c, ctx()); });
    }
};

}  // namespace

TEST_CASE("in an emergency the commander posts alone, marked, and the hash covers the mark")
{
    glass t;
    const std::string before = t.draft().current().texts[0].text;
    t.break_it(t.commander);
    REQUIRE(t.draft().state == draft_state::posting);
    const auto posts = t.deliveries(delivery_kind::post);
    REQUIRE(posts.size() == 1);
    CHECK(posts[0].final_text.ends_with(before));
    CHECK(posts[0].final_text.starts_with("⚡"));
    CHECK(posts[0].revision == 2);
    CHECK(posts[0].content_sha256 == bot::content_hash(t.draft().current().texts));
    CHECK(posts[0].content_sha256 != t.draft().revisions[0].content_sha256);
    REQUIRE(t.draft().votes.size() == 1);
    CHECK(t.draft().votes[0].as_role == "break_glass:Support Commander");
    CHECK(t.draft().votes[0].reason == "nobody answers");
    CHECK(t.draft().record_due == 1);
    CHECK(t.audited("draft.approved") == 1);
    // Told in the ops channel and beside the preview, which is a new one.
    CHECK(t.deliveries(delivery_kind::line).size() == 1);
    CHECK(t.deliveries(delivery_kind::line)[0].words->text.find("nobody answers") != std::string::npos);
    CHECK(t.deliveries(delivery_kind::preview).size() == 2);
    CHECK(t.deliveries(delivery_kind::preview)[1].preview->buttons.empty());
    CHECK(t.chain_holds());
}

TEST_CASE("the glass is for those who may, with a reason, and for nothing that could not be approved")
{
    glass t;
    SUBCASE("an approver without the role")
    {
        CHECK(t.break_it(t.renata).find("Support Commander") != std::string::npos);
    }
    SUBCASE("a stranger")
    {
        t.break_it(t.stranger);
    }
    SUBCASE("without a reason")
    {
        CHECK(t.break_it(t.commander, "  ").find("reason") != std::string::npos);
    }
    SUBCASE("a reason as long as a book")
    {
        t.break_it(t.commander, std::string(2001, 'x'));
    }
    SUBCASE("where none is configured")
    {
        t.config.approval.break_glass.roles.clear();
        CHECK(t.break_it(t.commander).find("[approval.break_glass]") != std::string::npos);
    }
    SUBCASE("an unfilled text")
    {
        t.edit([](bot::draft& d) { d.revisions.back().unfilled = {"next_update"}; });
        CHECK(t.break_it(t.commander).find("next_update") != std::string::npos);
    }
    SUBCASE("a text that the policy stops")
    {
        t.edit([](bot::draft& d) {
            d.revisions.back().findings = {{bot::finding_level::error, "leak.jwt", "x", "holds a credential"}
            };
        });
        CHECK(t.break_it(t.commander).find("holds a credential") != std::string::npos);
    }
    SUBCASE("a text that has no room for the mark")
    {
        t.limits["slack"].final_text_units = 40;
        t.edit([](bot::draft& d) {
            d.revisions.back().texts[0].text = std::string(40, 'x');
            d.revisions.back().content_sha256 = bot::content_hash(d.revisions.back().texts);
        });
        CHECK(t.break_it(t.commander).find("no longer fits") != std::string::npos);
    }
    CHECK(t.draft().is_pending());
    CHECK(t.draft().revisions.size() == 1);
    CHECK(t.deliveries(delivery_kind::post).empty());
    CHECK(t.audited("vote.refused") == 1);
}

TEST_CASE("a command that names no revision may break no glass over a text that only just appeared")
{
    glass t;
    auto b = t.ballot(t.commander, vote_kind::approve, vote_means::command);
    b.emergency = true;
    b.reason = "nobody answers";
    b.revision.reset();
    t.now = pending_draft::start + 1s;
    t.cast(b);
    CHECK(t.draft().is_pending());
}

TEST_CASE(
    "once it is signed off nothing asks for it any more: the words stay, with the answer, without the button"
)
{
    glass t;
    t.break_it(t.commander);
    const auto asking = [&] {
        std::vector<bot::delivery> all;
        for (const auto kind : {delivery_kind::reply, delivery_kind::line})
            for (const auto& row : t.deliveries(kind))
                if (row.words && !row.words->buttons.empty()) all.push_back(row);
        return all;
    }();
    REQUIRE(asking.size() >= 2);  // beside the preview, and in the ops channel
    t.sign(t.renata, "seen");
    for (const auto& row : asking) {
        const auto updates = t.deliveries(delivery_kind::update);
        const auto closed = std::find_if(updates.begin(), updates.end(), [&](const bot::delivery& u) {
            return u.target == row.id && u.words;
        });
        REQUIRE(closed != updates.end());
        CHECK(closed->words->buttons.empty());
        CHECK(closed->words->text.starts_with(row.words->text));
        CHECK(closed->words->text.find("signed off by @renata.quality: seen") != std::string::npos);
    }
}

TEST_CASE("a second person signs it off, once, and the record is due again")
{
    glass t;
    t.break_it(t.commander);
    CHECK(bot::awaits_sign_off(t.draft()));
    CHECK(t.sign(t.commander).find("somebody else") != std::string::npos);
    CHECK(t.sign(tests::teams("T0ANA")).find("somebody else") != std::string::npos);
    CHECK(t.sign(t.joao).find("not among those") != std::string::npos);
    CHECK(t.sign(t.stranger).find("not among those") != std::string::npos);
    CHECK(bot::awaits_sign_off(t.draft()));
    CHECK(t.audited("signoff.refused") == 4);
    CHECK(t.sign(tests::teams("T0RENATA"), "seen with the customer") == "D1.2 signed off.");
    CHECK_FALSE(bot::awaits_sign_off(t.draft()));
    CHECK(t.draft().emergency->signed_by_name == "@renata.quality");
    CHECK(t.draft().emergency->signed_note == "seen with the customer");
    CHECK(t.draft().record_due == 2);
    CHECK(t.audited("draft.signed_off") == 1);
    CHECK(t.sign(t.igor).find("already signed off by @renata.quality") != std::string::npos);
    CHECK(t.audited("draft.signed_off") == 1);
    CHECK(t.chain_holds());
}

TEST_CASE("whoever edited the text is no second person, even if the commander broke the glass")
{
    glass t;
    t.edit([&](bot::draft& d) { d.revisions.back().authors.push_back(t.renata); });
    t.break_it(t.commander);
    t.sign(t.renata);
    CHECK(bot::awaits_sign_off(t.draft()));
    t.sign(t.igor);
    CHECK_FALSE(bot::awaits_sign_off(t.draft()));
}

TEST_CASE("reminders come at their pace until it is signed off, each once")
{
    glass t;
    t.config.approval.break_glass.remind = 1h;
    t.break_it(t.commander);
    const auto lines = [&] { return t.deliveries(delivery_kind::line).size(); };
    const auto broken_at = t.now;
    CHECK(bot::next_deadline(t.state, t.ctx(), t.now) == broken_at + 1h);
    t.pass(59min);
    CHECK(lines() == 1);
    t.pass(1min);
    CHECK(lines() == 2);
    t.pass(0min);
    CHECK(lines() == 2);
    t.pass(10h);  // the daemon was down: one reminder, not ten
    CHECK(lines() == 3);
    CHECK(t.draft().emergency->reminders == 2);
    t.sign(t.renata);
    t.pass(48h);
    CHECK(lines() == 4);  // the sign-off itself
    CHECK_FALSE(bot::next_deadline(t.state, t.ctx(), t.now));
}

TEST_CASE("the button signs off as the command does; where nothing waits, nothing happens")
{
    glass t;
    CHECK(t.act(t.renata, bot::press{"draft.signoff", "D1"}).find("awaits no sign-off") != std::string::npos);
    t.break_it(t.commander);
    t.act(t.renata, bot::press{"draft.signoff", "D1"});
    CHECK_FALSE(bot::awaits_sign_off(t.draft()));
}
