#include "tests/e2e/teams_stand.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

using namespace tests;
using namespace std::chrono_literals;

namespace {

const std::string preview_type = "incidentd_preview";
const std::string post_type = "incidentd_post";

// Final posts in the Teams channel where they go.
std::vector<json::object> teams_posts(const stand& s)
{
    std::vector<json::object> out;
    for (auto& m : s.teams().messages(teams_status, "SUP-INC-"))
        if (text_of(m, "text").starts_with("🚨")) out.push_back(std::move(m));
    return out;
}

}  // namespace

TEST_CASE(
    "typed in a Teams channel and approved on the card by another person, it is posted once, word for word"
)
{
    stand s(in_teams());
    REQUIRE(s.start());
    REQUIRE(accepted(s.teams().say("@ana.suporte", teams_billing, open_line)));
    const auto preview = teams_preview(s);
    REQUIRE(!preview.empty());
    CHECK(has(preview, "draft.approve"));
    CHECK(preview.at("root") == preview.at("id"));  // a thread of its own

    const auto own = s.teams().press("@ana.suporte", teams_billing, preview, "draft.approve");
    CHECK(has(own, "outra pessoa precisa aprovar"));
    const auto stranger = s.teams().press("@visitante", teams_billing, preview, "draft.approve");
    CHECK(accepted(stranger));
    CHECK(teams_posts(s).empty());

    CHECK(accepted(s.teams().press("@renata.quality", teams_billing, preview, "draft.approve")));
    const auto post = s.teams().message(teams_status, "SUP-INC-1");
    REQUIRE(!post.empty());
    CHECK(
        text_of(post, "text") ==
        "🚨 **SUP-INC-1** (S2)  \nImpacto: Checkout fora do ar &amp; lento  \nAgora: Desvio\\_1"
    );
    CHECK(text_of(post, "text_format") == "markdown");
    CHECK(post.at("root") == post.at("id"));
    CHECK(teams_meta(post, "incident_id") == "SUP-INC-1");
    CHECK(teams_meta(post, "content_sha256").size() == 64);
    CHECK(loses_its_buttons(s, teams_billing, preview));
    const auto late = s.teams().press("@igor.audit", teams_billing, preview, "draft.approve");
    CHECK(text_of(late, "error") == "no_such_action");
    CHECK(s.stop() == 0);
    CHECK(s.log().find("starting it again") == std::string::npos);
    CHECK(teams_posts(s).size() == 1);
}

TEST_CASE("a draft typed in Slack is approved in Teams: every copy of the preview changes, one post goes out")
{
    auto o = in_teams("slack-public");
    o.approval = "mirror = [\"teams-billing\"]\n";
    stand s(o);
    REQUIRE(s.start());
    REQUIRE(accepted(s.teams().control("install", {{"as", "@ana.suporte"}, {"team", "Operações"}})));
    REQUIRE(accepted(s.slash("U0ANA", slack_billing, open_line)));
    const auto in_slack = s.message(slack_billing, preview_type);
    REQUIRE(!in_slack.empty());
    const auto there = teams_preview(s);
    REQUIRE(!there.empty());
    // Four eyes hold across platforms: Ana is the same person in both.
    CHECK(has(
        s.teams().press("@ana.suporte", teams_billing, there, "draft.approve"), "outra pessoa precisa aprovar"
    ));
    CHECK(accepted(s.teams().press("@renata.quality", teams_billing, there, "draft.approve")));
    REQUIRE(!s.message(slack_status, post_type).empty());
    CHECK(loses_its_buttons(s, teams_billing, there));
    CHECK(eventually([&] {
        const auto all = s.messages(slack_billing, preview_type);
        return all.size() == 1 && !has(all[0], "draft.approve");
    }));
    CHECK(s.stop() == 0);
    CHECK(s.messages(slack_status, post_type).size() == 1);
}

TEST_CASE("a draft typed in Teams is approved in Slack, and the later vote on the other side changes nothing")
{
    auto o = in_teams();
    o.approval = "mirror = [\"slack-billing\"]\n";
    stand s(o);
    REQUIRE(s.start());
    REQUIRE(accepted(s.teams().say("@ana.suporte", teams_billing, open_line)));
    const auto there = teams_preview(s);
    REQUIRE(!there.empty());
    const auto here = s.message(slack_billing, preview_type);
    REQUIRE(!here.empty());
    CHECK(accepted(s.press("U0RENATA", slack_billing, here, "draft.approve")));
    REQUIRE(!s.teams().message(teams_status, "SUP-INC-1").empty());
    CHECK(loses_its_buttons(s, teams_billing, there));
    (void)s.teams().control(
        "press",
        {{"as", "@igor.audit"},
         {"conversation", teams_billing},
         {"id", there.at("id")},
         {"action", "draft.approve"},
         {"stale", true}}
    );
    CHECK(s.stop() == 0);
    CHECK(teams_posts(s).size() == 1);
}

TEST_CASE("a final post whose outcome is unknown in Teams is asked about in the channel, never sent blindly")
{
    for (const bool arrived : {true, false}) {
        CAPTURE(arrived);
        stand s(in_teams());
        REQUIRE(s.start());
        REQUIRE(accepted(s.teams().say("@ana.suporte", teams_billing, open_line)));
        const auto preview = teams_preview(s);
        REQUIRE(!preview.empty());
        const json::object fault{
            {"kind", arrived ? "lost_reply" : "server_error"},
            {"filter", "create"},
            {"times", 1},
            {"status", 503}
        };
        s.teams().control("fault", fault);
        CHECK(accepted(s.teams().press("@renata.quality", teams_billing, preview, "draft.approve")));
        const auto question = s.teams().message(teams_billing, "SUP-INC-1");
        REQUIRE(!question.empty());
        json::object asked;
        REQUIRE(eventually([&] {
            for (auto& m : s.teams().messages(teams_billing))
                if (has(m, "delivery.arrived")) asked = std::move(m);
            return !asked.empty();
        }));
        CHECK(has(asked, "delivery.resend"));
        CHECK(teams_posts(s).size() == (arrived ? 1U : 0U));
        s.kill_now();
        REQUIRE(s.start());
        CHECK(teams_posts(s).size() == (arrived ? 1U : 0U));  // a new start sends nothing again either
        CHECK(accepted(s.teams().press(
            "@renata.quality", teams_billing, asked, arrived ? "delivery.arrived" : "delivery.resend"
        )));
        const bool posted = eventually([&] {
            const auto w = s.read_store()->load_world();
            const auto* d = w.find_draft("D1");
            return d != nullptr && d->state == bot::draft_state::posted;
        });
        CHECK(posted);
        CHECK(s.stop() == 0);
        CHECK(teams_posts(s).size() == 1);
    }
}

TEST_CASE("activities that come twice, late or again under a new id act once")
{
    stand s(in_teams());
    REQUIRE(s.start());
    for (const char* kind : {"envelope_twice", "ack_lost", "link_cut"})
        s.teams().control("fault", {{"kind", kind}, {"filter", "message"}, {"times", 1}});
    REQUIRE(accepted(s.teams().say("@ana.suporte", teams_billing, open_line)));
    const auto preview = teams_preview(s);
    REQUIRE(!preview.empty());
    for (const char* kind : {"envelope_twice", "envelope_repeated"})
        s.teams().control("fault", {{"kind", kind}, {"filter", "invoke"}});
    CHECK(accepted(s.teams().press("@renata.quality", teams_billing, preview, "draft.approve")));
    REQUIRE(!s.teams().message(teams_status, "SUP-INC-1").empty());
    CHECK(accepted(s.teams().control("wait", {{"for", "no_activities"}, {"timeout_ms", 20'000}})));
    CHECK(s.stop() == 0);
    CHECK(teams_posts(s).size() == 1);
    const auto w = s.read_store()->load_world();
    CHECK(w.incidents().size() == 1);
    CHECK(w.drafts().size() == 1);
}

TEST_CASE("Edit opens a dialog whose submission makes a new revision; the old card is superseded")
{
    stand s(in_teams());
    REQUIRE(s.start());
    REQUIRE(accepted(s.teams().say("@ana.suporte", teams_billing, open_line)));
    const auto preview = teams_preview(s);
    REQUIRE(!preview.empty());
    const auto opened = s.teams().press("@ana.suporte", teams_billing, preview, "draft.edit");
    REQUIRE(text_of(opened, "shown") == "dialog");
    CHECK(has(opened, "var.mitigation_actions"));
    CHECK(has(opened, "Desvio_1"));
    const auto saved = s.teams().control(
        "submit", {{"as", "@ana.suporte"}, {"values", {{"var.mitigation_actions", "Reinício"}}}}
    );
    CHECK(accepted(saved));
    const auto second = s.teams().message(teams_billing, "Reinício");
    REQUIRE(!second.empty());
    CHECK(loses_its_buttons(s, teams_billing, preview));
    CHECK(accepted(s.teams().press("@renata.quality", teams_billing, second, "draft.approve")));
    CHECK(!s.teams().message(teams_status, "Reinício").empty());
    CHECK(s.stop() == 0);
}

TEST_CASE("Reject asks for a reason in a dialog and decides with it")
{
    stand s(in_teams());
    REQUIRE(s.start());
    REQUIRE(accepted(s.teams().say("@ana.suporte", teams_billing, open_line)));
    const auto preview = teams_preview(s);
    REQUIRE(!preview.empty());
    REQUIRE(
        text_of(s.teams().press("@renata.quality", teams_billing, preview, "draft.reject"), "shown") ==
        "dialog"
    );
    CHECK(accepted(s.teams().control(
        "submit", {{"as", "@renata.quality"}, {"values", {{"var.reason", "Impacto errado"}}}}
    )));
    CHECK(!s.teams().message(teams_billing, "Impacto errado").empty());
    CHECK(loses_its_buttons(s, teams_billing, preview));
    CHECK(s.stop() == 0);
    CHECK(teams_posts(s).empty());
}

TEST_CASE("private answers go to the personal chat, and a personal chat takes commands without a mention")
{
    stand s(in_teams());
    REQUIRE(s.start());
    REQUIRE(accepted(s.teams().say("@ana.suporte", teams_billing, "whoami")));
    CHECK(s.teams().told("@ana.suporte", "@ana.suporte"));
    REQUIRE(accepted(
        s.teams().control("say", {{"as", "@igor.audit"}, {"conversation", "personal"}, {"text", "whoami"}})
    ));
    CHECK(s.teams().told("@igor.audit", "@igor.audit"));
    CHECK(s.stop() == 0);
}

TEST_CASE("no forged activity is taken, and the metrics count the refusals")
{
    stand s(in_teams());
    REQUIRE(s.start());
    for (const std::string kind :
         {"wrong_key",
          "wrong_audience",
          "wrong_issuer",
          "expired",
          "not_yet",
          "alg_none",
          "hs256",
          "unknown_kid",
          "unendorsed",
          "other_service_url",
          "no_service_url",
          "no_exp",
          "no_kid",
          "crit",
          "no_token",
          "garbage",
          "two_tokens"}) {
        INFO("forged: ", kind);
        const auto status =
            s.teams().control("forge", {{"kind", kind}, {"text", "@Incident " + open_line}}).at("status");
        CHECK((status == 401 || status == 403));
    }
    CHECK(s.teams().control("forge", {{"kind", "good"}, {"text", "@Incident whoami"}}).at("status") == 200);
    CHECK(s.get("/metrics").body.find("incidentd_teams") != std::string::npos);
    CHECK(s.stop() == 0);
    CHECK(s.read_store()->load_world().incidents().empty());
}
