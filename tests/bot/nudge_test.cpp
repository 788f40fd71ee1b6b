#include "bot/nudge.hpp"

#include "bot/json_rows.hpp"
#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace std::chrono_literals;
using bot::delivery_kind;
using tests::pending_draft;

namespace {

// 30 minutes until expiry: steps at 10, 15, 20 and 25.
struct ladder : pending_draft {
    ladder() { config.ops_destination = "support-billing"; }

    void at(std::chrono::milliseconds after)
    {
        now = start + after;
        apply([&](bot::change_set& c) { bot::decide_time(c, ctx()); });
    }
    std::vector<bot::delivery> replies() const
    {
        auto all = deliveries(delivery_kind::reply);
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
        return all;
    }
    // As a restart does: rows to the disk and back.
    void restart()
    {
        apply([&](bot::change_set& c) {
            c.edit_draft("D1") = bot::draft_from_json(bot::to_json_text(draft()));
        });
    }
};

}  // namespace

TEST_CASE("the holder is reminded, then the deputies, then the commander, then ops, each once")
{
    ladder t;
    t.at(10min - 1ms);
    CHECK(t.replies().empty());
    t.at(10min);
    REQUIRE(t.replies().size() == 1);
    CHECK(t.replies()[0].words->mention == std::vector<bot::account>{t.renata});
    CHECK(t.replies()[0].words->text.find("20 min") != std::string::npos);
    t.at(10min + 1s);
    t.restart();
    t.at(10min + 2s);
    CHECK(t.replies().size() == 1);
    t.at(15min);
    REQUIRE(t.replies().size() == 2);
    CHECK(t.replies()[1].words->mention == std::vector<bot::account>{t.igor});
    t.apply([&](bot::change_set& c) {
        c.edit_incident("SUP-INC-845").role_accounts["Support Commander"] = t.joao;
    });
    t.at(20min);
    REQUIRE(t.replies().size() == 3);
    CHECK(t.replies()[2].words->mention == std::vector<bot::account>{t.joao});
    CHECK(t.deliveries(delivery_kind::line).empty());
    t.at(25min);
    CHECK(t.replies().size() == 3);
    REQUIRE(t.deliveries(delivery_kind::line).size() == 1);
    CHECK(t.deliveries(delivery_kind::line)[0].words->text.find("SUP-INC-845") != std::string::npos);
    t.at(29min);
    CHECK(t.replies().size() == 3);
    CHECK(t.audited("draft.nudged") == 4);
}

TEST_CASE("a draft that lives for less than five minutes reminds only where the configuration says when")
{
    ladder t;
    t.config.approval.expires = 299s;
    t.apply([&](bot::change_set& c) { c.edit_draft("D1").revisions.back().expires_at = t.start + 299s; });
    t.at(298s);
    CHECK(t.replies().empty());
    CHECK(t.deliveries(delivery_kind::line).empty());
    CHECK(!bot::next_nudge(t.ctx(), t.draft()));
    t.config.approval.nudge.approver = 260s;
    t.at(260s);
    REQUIRE(t.replies().size() == 1);
    CHECK(t.replies()[0].words->text.find("39 s") != std::string::npos);
}

TEST_CASE("after a long stop all that is due comes as one reminder")
{
    ladder t;
    t.at(26min);
    REQUIRE(t.replies().size() == 1);
    CHECK(t.replies()[0].words->mention == std::vector<bot::account>{t.renata, t.igor, t.commander});
    CHECK(t.deliveries(delivery_kind::line).size() == 1);
    CHECK(t.draft().nudged == bot::nudge_steps);
}

TEST_CASE("nobody is called whose vote would fill no place")
{
    ladder t;
    SUBCASE("has voted")
    {
        t.edit([](bot::draft& d) { d.required = 2; });
        t.approve(t.renata);
        t.at(10min);
        REQUIRE(t.replies().size() == 1);
        CHECK(t.replies()[0].words->mention.empty());
        CHECK(t.replies()[0].words->text.find("1 of 2") != std::string::npos);
    }
    SUBCASE("wrote it")
    {
        t.edit([&](bot::draft& d) { d.revisions.back().authors.push_back(t.renata); });
        t.at(15min);
        REQUIRE(t.replies().size() == 1);
        CHECK(t.replies()[0].words->mention == std::vector<bot::account>{t.igor});
    }
}

TEST_CASE("of a text that cannot be approved its authors are reminded")
{
    ladder t;
    t.edit([](bot::draft& d) { d.revisions.back().unfilled = {"next_update"}; });
    t.at(10min);
    REQUIRE(t.replies().size() == 1);
    CHECK(t.replies()[0].words->mention == std::vector<bot::account>{t.commander});
    CHECK(t.replies()[0].words->text.find("Edit") != std::string::npos);
}

TEST_CASE("a decision ends the ladder, whichever it is")
{
    ladder t;
    SUBCASE("approval")
    {
        t.approve(t.renata);
    }
    SUBCASE("rejection")
    {
        t.reject(t.renata);
    }
    SUBCASE("withdrawal")
    {
        t.reject(t.commander);
    }
    SUBCASE("supersession")
    {
        t.edit([](bot::draft& d) { d.state = bot::draft_state::superseded; });
    }
    const auto before = t.replies().size();
    t.at(29min);
    CHECK(t.replies().size() == before);
    CHECK(t.audited("draft.nudged") == 0);
    CHECK_FALSE(bot::next_nudge(t.ctx(), t.draft()));
}

TEST_CASE("steps can be moved and switched off, and one at or behind the end never comes")
{
    ladder t;
    t.config.approval.nudge = {2min, 0s, 0s, 30min};
    CHECK(bot::next_deadline(t.state, t.ctx(), t.now) == pending_draft::start + 2min);
    t.at(2min);
    CHECK(t.replies().size() == 1);
    t.at(29min);
    CHECK(t.replies().size() == 1);
    CHECK(t.deliveries(delivery_kind::line).empty());
    CHECK(bot::next_deadline(t.state, t.ctx(), t.now) == pending_draft::start + 30min);
}

TEST_CASE("each copy of a preview notifies those of its own platform")
{
    ladder t;
    t.apply([&](bot::change_set& c) {
        bot::delivery mirror = *c.find_delivery("d1");
        mirror.channel = {"teams", "acme-teams", "19:x"};
        auto& row = c.enqueue(mirror);
        row.state = bot::delivery_state::sent;
        row.platform_id = "2.2";
        c.edit_draft("D1").previews.push_back({row.id, 1});
    });
    t.at(10min);
    REQUIRE(t.replies().size() == 2);
    CHECK(t.replies()[0].words->mention == std::vector<bot::account>{t.renata});
    CHECK(t.replies()[1].words->mention == std::vector<bot::account>{tests::teams("T0RENATA")});
}
