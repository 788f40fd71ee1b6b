// The approval policy through the whole daemon: emergencies, people who must be among the approvers, the leak
// gate, reminders.
#include "tests/e2e/stand.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

using namespace tests;

namespace {

const std::string billing = "C0BILLING";
const std::string status = "C0STATUS";
const std::string preview_type = "incidentd_preview";
const std::string post_type = "incidentd_post";

json::object open_incident(const stand& s, const std::string& summary = "Checkout fora")
{
    const auto said =
        s.slash("U0ANA", billing, "/incident open \"" + summary + "\" mitigation_actions=Desvio");
    if (!said.contains("ok")) return {};
    return s.message(billing, preview_type);
}

std::string records(const stand& s)
{
    std::string all;
    const auto folder = s.documents() / "docs" / "support" / "approvals";
    if (!std::filesystem::exists(folder)) return all;
    for (const auto& f : std::filesystem::directory_iterator(folder)) all += file_text(f.path());
    return all;
}

}  // namespace

TEST_CASE("an emergency post goes out alone and marked, and is flagged until a second person signs it off")
{
    stand_options o;
    o.approval = "[approval.break_glass]\nroles = [\"Support Commander\"]\n";
    o.extra_runbook_text =
        "\n| Papel | Titular | Suplente |\n| --- | --- | --- |\n| Support Commander | @ana.suporte | |\n";
    stand s(o);
    REQUIRE(s.start());
    REQUIRE(!open_incident(s).empty());

    s.slash("U0RENATA", billing, "/incident approve D1.1 emergency=yes reason=\"pressa\"");
    CHECK(s.told("U0RENATA", "só pode publicar em emergência"));
    s.slash("U0ANA", billing, "/incident approve D1.1 emergencia=sim");
    CHECK(s.told("U0ANA", "Diga o motivo"));
    CHECK(s.messages(status, post_type).empty());

    s.slash("U0ANA", billing, "/incident aprovar D1.1 emergencia=sim motivo=\"ninguém responde\"");
    const auto post = s.message(status, post_type);
    REQUIRE(!post.empty());
    CHECK(text_of(post, "text").starts_with("⚡"));
    CHECK(meta(post, "revision") == "2");
    // The first preview names D1.2 too, as what superseded it.
    const bool same_hash = eventually([&] {
        for (const auto& preview : s.messages(billing, preview_type, "D1.2")) {
            if (meta(preview, "revision") == "2")
                return meta(preview, "content_sha256") == meta(post, "content_sha256");
        }
        return false;
    });
    CHECK(same_hash);
    CHECK(!s.message(billing, "incidentd_message", "ninguém responde").empty());

    s.slash("U0ANA", billing, "/incident ratificar D1");
    CHECK(s.told("U0ANA", "outra pessoa precisa ratificar"));
    s.slash("U0RENATA", billing, "/incident signoff D1 conferido com o cliente");
    CHECK(s.told("U0RENATA", "D1.2 ratificado"));
    CHECK(!s.message(billing, "incidentd_message", "conferido com o cliente").empty());
    CHECK(eventually([&] { return records(s).find("ninguém responde") != std::string::npos; }));
    std::string out;
    CHECK(s.run({"audit", "verify"}, out) == 0);
    CHECK(s.messages(status, post_type).size() == 1);
}

TEST_CASE("who must be among the approvers is told to those who approved in vain")
{
    stand_options o;
    o.approval =
        "[[approval.requires]]\napprovers = [\"person:@renata.quality\"]\n"
        "[[approval.requires]]\napprovers = [\"person:@igor.audit\"]\n";
    stand s(o);
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    CHECK(s.press("U0RENATA", billing, preview, "draft.approve").contains("ok"));
    CHECK(s.told("U0RENATA", "Ainda falta: 1 de @igor.audit"));
    CHECK(s.messages(status, post_type).empty());
    CHECK(s.press("U0IGOR", billing, preview, "draft.approve").contains("ok"));
    CHECK(!s.message(status, post_type).empty());
}

TEST_CASE("a credential reaches neither the preview nor the post, and the refusal says what to do")
{
    stand s;
    REQUIRE(s.start());
    const std::string secret = std::string("gh") + "p_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    const auto preview = open_incident(s, "use " + secret);
    REQUIRE(!preview.empty());
    CHECK(s.messages(billing, preview_type, secret).empty());
    CHECK(!s.messages(billing, preview_type, "github_token").empty());
    CHECK(s.press("U0RENATA", billing, preview, "draft.approve").contains("ok"));
    CHECK(s.told("U0RENATA", "credencial"));
    CHECK(s.messages(status, post_type).empty());
}

TEST_CASE("a credential that somebody types is in no file of the daemon's, and in no message of the channel")
{
    stand s;
    REQUIRE(s.start());
    const std::string core = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    const std::string secret = std::string("gh") + "p_" + core;
    REQUIRE(!open_incident(s, "use " + secret).empty());
    s.slash("U0ANA", billing, "/incident set root_cause=\"veio com " + secret + "\"");
    CHECK(s.told("U0ANA", "github_token"));
    CHECK(s.told("U0ANA", "Revogue-a"));
    s.slash("U0ANA", billing, "/incident note vazou " + secret);
    s.slash("U0ANA", billing, "/incident severity S2 por causa de " + secret);
    s.slash("U0RENATA", billing, "/incident reject D1.1 tem " + secret);
    // Markdown in a record is escaped.
    CHECK(eventually([&] { return records(s).find("credencial-removida/github") != std::string::npos; }));
    CHECK(s.messages(billing, {}, core).empty());
    for (const char* format : {"json", "markdown", "table"}) {
        std::string out;
        CHECK(s.run({"incident", "export", "1", "--format", format}, out) == 0);
        CHECK(out.find("credencial-removida") != std::string::npos);
        CHECK(out.find(core) == std::string::npos);
    }
    CHECK(s.stop() == 0);
    const std::string slacks_own = "slack.";  // the workspace beside it knows what people typed
    for (const auto& f : std::filesystem::recursive_directory_iterator(s.directory())) {
        if (!f.is_regular_file() || f.path().filename().string().starts_with(slacks_own)) continue;
        CAPTURE(f.path().string());
        CHECK(file_text(f.path()).find(core) == std::string::npos);
    }
}

TEST_CASE("reminders come into the preview's thread before the draft expires, also over a kill, none twice")
{
    stand_options o;
    o.expires = "20s";
    o.approval = "[approval.nudge]\napprover = \"2s\"\ndeputy = \"4s\"\ncommander = \"off\"\nops = \"off\"\n";
    stand s(o);
    REQUIRE(s.start());
    REQUIRE(!open_incident(s).empty());
    const auto first = s.message(billing, "incidentd_message", "⏰ D1.1");
    REQUIRE(!first.empty());
    CHECK(first.contains("thread_ts"));
    s.kill_now();
    REQUIRE(s.start());
    CHECK(!s.message(billing, "incidentd_message", "⌛ D1.1", std::chrono::seconds(60)).empty());
    CHECK(s.messages(billing, "incidentd_message", "⏰ D1.1").size() == 2);
}

TEST_CASE("after an edit the preview shows word by word what changed")
{
    stand s;
    REQUIRE(s.start());
    REQUIRE(!open_incident(s, "login está lento").empty());
    s.slash("U0ANA", billing, "/incident set impact_summary=\"login está fora\"");
    s.slash("U0ANA", billing, "/incident update initial_update");
    const auto preview = s.message(billing, preview_type, "D2.1");
    REQUIRE(!preview.empty());
    CHECK(s.press("U0RENATA", billing, preview, "draft.approve").contains("ok"));
    REQUIRE(!s.message(status, post_type).empty());
    s.slash("U0ANA", billing, "/incident update initial_update impact_summary=\"login está de volta\"");
    const auto next = s.message(billing, preview_type, "D3.1");
    REQUIRE(!next.empty());
    const auto blocks = boost::json::serialize(next.at("blocks"));
    CHECK(blocks.find("Mudou desde a última publicação") != std::string::npos);
    CHECK(blocks.find("\"strike\":true") != std::string::npos);
    CHECK(blocks.find("de volta") != std::string::npos);
}
