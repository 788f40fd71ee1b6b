// Corrections, retractions and emergencies of people who live in Teams.
#include "tests/e2e/teams_stand.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace tests;

namespace {

namespace fs = std::filesystem;

const std::string outside = "19:GERAL@thread.tacv2";

// Posts go to a Teams channel and through a workflow's webhook into another one.
struct posted_in_teams {
    stand s{options()};
    json::object post;

    static stand_options options()
    {
        auto o = in_teams("teams-public\", \"stakeholders");
        o.approval = "[approval.break_glass]\nroles = [\"Support Commander\"]\n";
        o.runbook = both_runbook +
                    "\n| Papel | Titular | Suplente |\n| --- | --- | --- |\n| Support Commander | "
                    "@ana.suporte | |\n";
        return o;
    }

    posted_in_teams()
    {
        s.teams().control("channel", {{"id", outside}, {"name", "geral"}});
        // The webhook's URL is a secret, so it comes out of a file.
        const auto url = text_of(s.teams().control("webhook", {{"conversation", outside}}), "url");
        REQUIRE(!url.empty());
        const auto file = s.directory() / "workflow.url";
        std::ofstream(file) << url;
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
        s.append_to_config(
            "[[destination]]\nname = \"stakeholders\"\nwebhook = { kind = \"teams_workflow\", url = \"file:" +
            file.string() + "\" }\n"
        );
        REQUIRE(s.start());
    }

    void open()
    {
        REQUIRE(accepted(type("@ana.suporte", open_line)));
        REQUIRE(!teams_preview(s).empty());
    }
    void open_and_post()
    {
        open();
        approve("D1.1");
        post = s.teams().message(teams_status, "SUP-INC-1");
        REQUIRE(!post.empty());
        REQUIRE(!through_webhook("SUP-INC-1").empty());
    }

    json::object type(const std::string& who, const std::string& text) const
    {
        return s.teams().say(who, teams_billing, text);
    }
    void approve(const std::string& name) const
    {
        const auto preview = s.teams().message(teams_billing, name);
        REQUIRE(!preview.empty());
        REQUIRE(accepted(type("@renata.quality", "approve " + name)));
    }
    json::object now() const
    {
        for (auto& m : s.teams().messages(teams_status))
            if (m.at("id") == post.at("id")) return m;
        return {};
    }
    bool becomes(const std::string& part) const
    {
        return eventually([&] { return text_of(now(), "text").find(part) != std::string::npos; });
    }
    // What the workflow posted, by its words.
    std::vector<json::object> all_through_webhook(const std::string& words) const
    {
        const auto seen = s.teams().control("messages", {{"conversation", outside}, {"contains", words}});
        std::vector<json::object> out;
        for (const auto& m : seen.at("messages").as_array()) out.push_back(m.as_object());
        return out;
    }
    json::object through_webhook(const std::string& words) const
    {
        json::object found;
        (void)eventually([&] {
            auto all = all_through_webhook(words);
            if (!all.empty()) found = std::move(all.back());
            return !found.empty();
        });
        return found;
    }
    bool is_posted(const std::string& draft) const
    {
        return eventually([&] {
            const auto w = s.read_store()->load_world();
            const auto* d = w.find_draft(draft);
            return d != nullptr && d->state == bot::draft_state::posted;
        });
    }
};

}  // namespace

TEST_CASE("an approved correction edits the post in its Teams channel and is a new one behind a workflow")
{
    posted_in_teams t;
    t.open_and_post();
    REQUIRE(accepted(t.type("@ana.suporte", "correct impact_summary=\"Pix & cartão\"")));
    const auto preview = t.s.teams().message(teams_billing, "D2.1");
    REQUIRE(!preview.empty());
    CHECK(has(preview, "Pix"));
    CHECK(text_of(t.now(), "text") == text_of(t.post, "text"));  // not before it is approved
    t.approve("D2.1");
    CHECK(t.becomes("Impacto: Pix &amp; cartão"));
    const auto edited = t.now();
    CHECK(text_of(edited, "text").starts_with("✏️ Correção da mensagem publicada em "));
    CHECK(teams_meta(edited, "event_type") == "incidentd_post");
    CHECK(!t.through_webhook("Pix").empty());
    CHECK(t.all_through_webhook("SUP-INC-1").size() == 2);
    CHECK(t.is_posted("D2"));

    REQUIRE(accepted(t.type("@ana.suporte", "retratar texto errado")));
    t.approve("D3.1");
    CHECK(t.becomes("foi retirada."));
    CHECK(t.becomes("texto errado"));
    CHECK(!t.through_webhook("foi retirada.").empty());
    CHECK(t.is_posted("D3"));
    CHECK(t.s.teams().messages(teams_status, "SUP-INC-1").size() == 1);
    CHECK(t.s.stop() == 0);
    std::string out;
    CHECK(t.s.run({"audit", "verify"}, out) == 0);
}

TEST_CASE("an edit that Teams refuses for good goes out as a new post, once")
{
    posted_in_teams t;
    t.open_and_post();
    t.s.teams().control(
        "fault",
        {{"kind", "api_error"},
         {"filter", "update"},
         {"status", 404},
         {"code", "ActivityNotFoundInConversation"}}
    );
    REQUIRE(accepted(t.type("@ana.suporte", "correct impact_summary=Pix")));
    t.approve("D2.1");
    CHECK(!t.s.teams().message(teams_status, "Pix").empty());
    t.s.teams().control("unfault", {});
    CHECK(t.is_posted("D2"));
    CHECK(t.s.teams().messages(teams_status, "SUP-INC-1").size() == 2);
    CHECK(text_of(t.now(), "text") == text_of(t.post, "text"));
    CHECK(t.s.stop() == 0);
}

TEST_CASE("a correction whose outcome is unknown is made again, not asked about")
{
    posted_in_teams t;
    t.open_and_post();
    REQUIRE(accepted(t.type("@ana.suporte", "correct impact_summary=Pix")));
    REQUIRE(!t.s.teams().message(teams_billing, "D2.1").empty());
    t.s.teams().control("fault", {{"kind", "server_error"}, {"filter", "update"}, {"times", 3}});
    t.approve("D2.1");
    CHECK(t.becomes("Pix"));
    CHECK(t.is_posted("D2"));
    CHECK(t.s.teams().messages(teams_status, "SUP-INC-1").size() == 1);
    for (const auto& m : t.s.teams().messages(teams_billing)) CHECK_FALSE(has(m, "delivery.arrived"));
    CHECK(t.s.stop() == 0);
}

TEST_CASE(
    "an emergency post goes out alone and marked; the button on the card takes the second person's sign-off"
)
{
    posted_in_teams t;
    t.open();
    REQUIRE(accepted(t.type("@renata.quality", "approve D1.1 emergency=yes reason=\"pressa\"")));
    CHECK(t.s.teams().told("@renata.quality", "só pode publicar em emergência"));
    CHECK(t.s.teams().messages(teams_status, "SUP-INC-1").empty());

    REQUIRE(accepted(t.type("@ana.suporte", "approve D1.1 emergency=yes reason=\"ninguém responde\"")));
    const auto post = t.s.teams().message(teams_status, "SUP-INC-1");
    REQUIRE(!post.empty());
    CHECK(text_of(post, "text").starts_with("⚡"));
    CHECK(teams_meta(post, "revision") == "2");
    json::object flagged;
    REQUIRE(eventually([&] {
        for (auto& m : t.s.teams().messages(teams_billing))
            if (has(m, "draft.signoff") && has(m, "ninguém responde")) flagged = std::move(m);
        return !flagged.empty();
    }));
    CHECK(
        has(t.s.teams().press("@ana.suporte", teams_billing, flagged, "draft.signoff"),
            "outra pessoa precisa ratificar")
    );
    CHECK(has(t.s.teams().press("@renata.quality", teams_billing, flagged, "draft.signoff"), "ratificado"));
    const bool is_signed = eventually([&] {
        const auto w = t.s.read_store()->load_world();
        const auto* d = w.find_draft("D1");
        return d != nullptr && d->emergency && d->emergency->signed_at.has_value();
    });
    CHECK(is_signed);
    CHECK(t.s.stop() == 0);
    CHECK(t.s.teams().messages(teams_status, "SUP-INC-1").size() == 1);
    std::string out;
    CHECK(t.s.run({"audit", "verify"}, out) == 0);
}
