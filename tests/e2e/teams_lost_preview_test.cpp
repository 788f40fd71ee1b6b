// Previews in Teams whose id was never told: found again by the clicks on them, so that no live button stays
// behind; and cards that differ are told apart.
#include "tests/e2e/teams_stand.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tests;

namespace {

// The preview is in the channel, but the daemon never heard so.
struct lost_in_teams {
    stand s{in_teams()};
    json::object preview, question;

    lost_in_teams()
    {
        REQUIRE(s.start());
        // Her private chat is opened first: that is a create, too.
        REQUIRE(accepted(s.teams().say("@ana.suporte", teams_billing, "whoami")));
        REQUIRE(s.teams().told("@ana.suporte", "@ana.suporte"));
        s.teams().control("fault", {{"kind", "lost_reply"}, {"filter", "create"}, {"times", 1}});
        REQUIRE(accepted(s.teams().say("@ana.suporte", teams_billing, open_line)));
        preview = with_button("draft.approve");
        REQUIRE(!preview.empty());
        question = with_button("delivery.arrived");
        REQUIRE(!question.empty());
    }
    json::object with_button(const std::string& action) const
    {
        json::object found;
        (void)eventually([&] {
            for (auto& m : s.teams().messages(teams_billing))
                if (has(m, action)) found = std::move(m);
            return !found.empty();
        });
        return found;
    }
    bool loses(const json::object& message, const std::string& action) const
    {
        return eventually([&] {
            for (const auto& m : s.teams().messages(teams_billing))
                if (m.at("id") == message.at("id")) return !has(m, action);
            return false;
        });
    }
    bot::delivery shown() const
    {
        const auto w = s.read_store()->load_world();
        return *w.find_delivery(w.find_draft("D1")->previews.front().delivery_id);
    }
    bool is_posted_once() const
    {
        return !s.teams().message(teams_status, "SUP-INC-1").empty() &&
               s.teams().messages(teams_status, "SUP-INC-1").size() == 1;
    }
};

}  // namespace

TEST_CASE("an approver's click on a preview in doubt says that it arrived: it is decided and shown as such")
{
    lost_in_teams t;
    CHECK(t.shown().state == bot::delivery_state::in_doubt);
    CHECK(accepted(t.s.teams().press("@renata.quality", teams_billing, t.preview, "draft.approve")));
    CHECK(t.is_posted_once());
    CHECK(t.loses(t.preview, "draft.approve"));
    CHECK(t.loses(t.question, "delivery.arrived"));
    CHECK(t.shown().state == bot::delivery_state::sent);
    CHECK(t.shown().platform_id == text_of(t.preview, "id"));
    CHECK(t.s.stop() == 0);
    std::string out;
    CHECK(t.s.run({"audit", "verify"}, out) == 0);
}

TEST_CASE("a preview that people said arrived is updated for everybody once anybody clicks on it")
{
    lost_in_teams t;
    CHECK(accepted(t.s.teams().press("@renata.quality", teams_billing, t.question, "delivery.arrived")));
    REQUIRE(eventually([&] { return t.shown().state == bot::delivery_state::sent; }));
    REQUIRE(accepted(t.s.teams().say("@renata.quality", teams_billing, "approve D1.1")));
    CHECK(t.is_posted_once());
    CHECK(t.shown().platform_id.empty());
    // Its buttons are still there, since nobody could tell Teams which message to edit.
    const auto late = t.s.teams().press("@igor.audit", teams_billing, t.preview, "draft.approve");
    CHECK(has(late, "D1"));
    CHECK(t.loses(t.preview, "draft.approve"));
    CHECK(t.shown().platform_id == text_of(t.preview, "id"));
    CHECK(t.is_posted_once());
    CHECK(t.s.stop() == 0);
}

TEST_CASE("a preview that had arrived before it was sent again is removed once anybody looks at it")
{
    lost_in_teams t;
    CHECK(accepted(t.s.teams().press("@renata.quality", teams_billing, t.question, "delivery.resend")));
    json::object newer;
    REQUIRE(eventually([&] {
        for (auto& m : t.s.teams().messages(teams_billing))
            if (has(m, "draft.approve") && m.at("id") != t.preview.at("id")) newer = std::move(m);
        return !newer.empty();
    }));
    REQUIRE(eventually([&] { return t.shown().state == bot::delivery_state::sent; }));
    t.s.teams().control(
        "refresh",
        {{"as", "@igor.audit"}, {"conversation", teams_billing}, {"id", t.preview.at("id")}, {"manual", true}}
    );
    CHECK(eventually([&] {
        const auto all = t.s.teams().messages(teams_billing);
        return std::none_of(all.begin(), all.end(), [&](const auto& m) {
            return m.at("id") == t.preview.at("id");
        });
    }));
    CHECK(t.shown().platform_id == text_of(newer, "id"));
    CHECK(accepted(t.s.teams().press("@renata.quality", teams_billing, newer, "draft.approve")));
    CHECK(t.is_posted_once());
    CHECK(t.loses(newer, "draft.approve"));
    CHECK(t.s.stop() == 0);
}

TEST_CASE("a card that was refreshed names the state that it shows")
{
    auto o = in_teams();
    o.approval = "";
    stand s(o);
    s.replace_in_config("default = 1", "default = 2");
    REQUIRE(s.start());
    REQUIRE(accepted(s.teams().say("@ana.suporte", teams_billing, open_line)));
    const auto preview = teams_preview(s);
    REQUIRE(!preview.empty());
    const auto refreshed = [&] {
        const auto seen = s.teams().control(
            "refresh",
            {{"as", "@igor.audit"},
             {"conversation", teams_billing},
             {"id", preview.at("id")},
             {"manual", true}}
        );
        const auto* card = seen.if_contains("card");
        REQUIRE(card != nullptr);
        return json::serialize(*card);
    };
    const auto newest = [&] {
        const auto w = s.read_store()->load_world();
        const auto made = w.find_draft("D1")->previews.front().delivery_id;
        const bot::delivery* found = w.find_delivery(made);
        for (const auto& [id, row] : w.deliveries())
            if (row.target == made && row.preview && row.number > found->number) found = &row;
        return "\"shown\":\"" + found->id + "\"";
    };
    const auto first = newest();
    CHECK(refreshed().find(first) != std::string::npos);
    CHECK(accepted(s.teams().press("@renata.quality", teams_billing, preview, "draft.approve")));
    REQUIRE(eventually([&] { return newest() != first; }));
    CHECK(refreshed().find(newest()) != std::string::npos);
    // Igor's click on the card as he has it now is his own vote, the second one.
    CHECK(accepted(s.teams().press("@igor.audit", teams_billing, preview, "draft.approve")));
    CHECK(!s.teams().message(teams_status, "SUP-INC-1").empty());
    CHECK(s.stop() == 0);
}
