#include "tests/e2e/stand.hpp"

#include <doctest/doctest.h>
#include <algorithm>

using namespace tests;

namespace {

const std::string billing = "C0BILLING";
const std::string status = "C0STATUS";

json::object open_incident(const stand& s)
{
    const auto said = s.slash("U0ANA", billing, "/incident open Parado mitigation_actions=Desvio");
    return accepted(said) ? s.message(billing, "incidentd_preview") : json::object{};
}

std::size_t lines_with(const std::string& text, std::string_view words)
{
    std::size_t n = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        n += std::string_view(text).substr(at, end - at).find(words) != std::string_view::npos ? 1 : 0;
        at = end + 1;
    }
    return n;
}

}  // namespace

TEST_CASE("SIGTERM ends it within ten seconds, with a goodbye on every link")
{
    stand s;
    REQUIRE(s.start());
    REQUIRE(accepted(s.slack("wait", {{"for", "link"}, {"count", 2}, {"timeout_ms", 20'000}})));
    CHECK(s.stop() == 0);
    CHECK(accepted(s.slack("wait", {{"for", "log"}, {"kind", "link"}, {"subject", "closed"}, {"count", 2}})));
    CHECK(s.slack("links", {}).at("links").as_array().empty());
    CHECK(file_text(s.directory() / "daemon.out").empty());
}

TEST_CASE("a refused token ends it with 78 and one line with the reference and Slack's answer")
{
    stand s({.bot_token = "xoxb-somebody-elses"});
    s.launch();
    CHECK(s.daemon().wait(std::chrono::seconds(30)) == 78);
    const auto log = s.log();
    CHECK(lines_with(log, "critical") == 1);
    CHECK(lines_with(log, "env:SLACK_BOT_TOKEN") == 1);
    CHECK(log.find("invalid_auth") != std::string::npos);
    CHECK(log.find("xoxb-somebody-elses") == std::string::npos);
}

TEST_CASE("a platform without its secret is said and does without, another one is served all the same")
{
    stand s({.with_teams = true});
    SUBCASE("Teams lacks it")
    {
        s.replace_in_config("env:TEAMS_PASSWORD", "env:NOT_SET");
        s.launch();
        CHECK(eventually([&] {
            const auto ready = s.get("/readyz");
            return ready.status == 503 && ready.body.find("acme-teams") != std::string::npos &&
                   ready.body.find("slack acme") == std::string::npos;
        }));
        REQUIRE(!open_incident(s).empty());
        CHECK(s.log().find("teams acme-teams: secret env:NOT_SET") != std::string::npos);
        CHECK(s.stop() == 0);
    }
    SUBCASE("both lack it")
    {
        s.replace_in_config("env:TEAMS_PASSWORD", "env:NOT_SET");
        s.replace_in_config("env:SLACK_BOT_TOKEN", "env:NOT_SET");
        s.launch();
        CHECK(s.daemon().wait(std::chrono::seconds(30)) == 78);
    }
    SUBCASE("Teams lacks it and Slack refuses")
    {
        s.replace_in_config("env:TEAMS_PASSWORD", "env:NOT_SET");
        s.replace_in_config("env:SLACK_BOT_TOKEN", "env:TEAMS_PASSWORD");
        s.launch();
        CHECK(s.daemon().wait(std::chrono::seconds(30)) == 78);
    }
}

TEST_CASE("reactions given while it was down are counted after the restart")
{
    stand s({.slack_words = {"--no-rate-limits", "--retries", "3600000"}});
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    REQUIRE(eventually([&] {
        const auto world = s.read_store()->load_world();
        return std::all_of(world.deliveries().begin(), world.deliveries().end(), [](const auto& d) {
            return d.second.is_settled();
        });
    }));
    CHECK(s.stop() == 0);
    CHECK(accepted(s.slack(
        "react",
        {{"as", "U0IGOR"}, {"channel", billing}, {"ts", text_of(preview, "ts")}, {"name", "white_check_mark"}}
    )));
    REQUIRE(s.start());
    CHECK(!s.message(status, "incidentd_post").empty());
    CHECK(s.stop() == 0);
    CHECK(s.messages(status, "incidentd_post").size() == 1);
    CHECK(s.messages(billing, "incidentd_preview").size() == 1);
}

TEST_CASE("a pending draft outlives the daemon, and its buttons still work")
{
    stand s;
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    s.kill_now();
    CHECK(s.slash("U0ANA", billing, "/incident list").at("error").as_string() == "dispatch_failed");
    REQUIRE(s.start());
    CHECK(accepted(s.press("U0RENATA", billing, preview, "draft.approve")));
    CHECK(!s.message(status, "incidentd_post").empty());
    CHECK(s.stop() == 0);
    CHECK(s.messages(billing, "incidentd_preview").size() == 1);
}

TEST_CASE("interactions nobody handles are acknowledged and change nothing")
{
    stand s;
    REQUIRE(s.start());
    CHECK(accepted(s.slack("global_shortcut", {{"as", "U0ANA"}, {"callback_id", "whatever"}})));
    CHECK(accepted(s.slack("home", {{"as", "U0ANA"}})));
    const auto said = s.slack("say", {{"as", "U0ANA"}, {"channel", billing}, {"text", "bom dia"}});
    CHECK(accepted(s.slack(
        "message_shortcut",
        {{"as", "U0ANA"}, {"channel", billing}, {"ts", text_of(said, "ts")}, {"callback_id", "whatever"}}
    )));
    CHECK(accepted(s.slash("U0ANA", billing, "/incident opne Parado")));
    CHECK(s.told("U0ANA", "open"));
    CHECK(accepted(s.slack("wait", {{"for", "no_events"}, {"timeout_ms", 20'000}})));
    CHECK(s.get("/healthz").status == 200);
    CHECK(s.stop() == 0);
}

TEST_CASE("malformed and unknown frames are acknowledged where they have an id, and never fatal")
{
    stand s;
    REQUIRE(s.start());
    const std::string deep(20'000, '[');
    const std::vector<std::string> without_id{
        "null",
        "[]",
        "7",
        "\"text\"",
        "{",
        "",
        "not JSON",
        deep,
        R"({"envelope_id":5,"type":"slash_commands"})",
        R"({"type":"disconnect","reason":17})",
        R"({"type":[]})",
    };
    const std::vector<std::string> with_id{
        R"({"envelope_id":"bad-1","type":"slash_commands","payload":17})",
        R"({"envelope_id":"bad-2","type":"slash_commands","payload":{"command":{},"text":[1]}})",
        R"({"envelope_id":"bad-3","type":"interactive","payload":{"type":"block_actions","actions":"no"}})",
        R"({"envelope_id":"bad-4","type":"events_api","payload":{"event":null}})",
        R"({"envelope_id":"bad-5","type":"tomorrows_envelope","payload":{}})",
        R"({"envelope_id":"bad-6"})",
        R"({"envelope_id":"bad-7","type":"slash_commands","payload":{"deep":)" + deep + "}}",
    };
    for (const auto& frame : without_id) {
        if (!frame.empty()) CHECK(accepted(s.slack("frame", {{"text", frame}})));
    }
    for (const auto& frame : with_id) CHECK(accepted(s.slack("frame", {{"text", frame}})));
    for (std::size_t i = 1; i <= with_id.size(); ++i) {
        const auto id = "bad-" + std::to_string(i);
        INFO(id);
        CHECK(eventually([&] { return has(s.slack("log", {{"kind", "ack"}, {"most", 2000}}), id); }));
    }
    // No UTF-8: {"envelope_id":"bad-utf8","type":"slash_commands","payload":{"text":"<FF>"}}
    CHECK(accepted(s.slack(
        "frame",
        {{"hex",
          "7b22656e76656c6f70655f6964223a226261642d75746638222c2274797065223a22736c6173685f636f6d6d616e647322"
          "2c"
          "227061796c6f6164223a7b2274657874223a22ff227d7d"}}
    )));
    CHECK(eventually([&] { return has(s.slack("log", {{"kind", "ack"}, {"most", 2000}}), "bad-utf8"); }));
    CHECK(lines_with(s.log(), "link ended") == 0);
    CHECK(s.get("/healthz").status == 200);
    CHECK(!open_incident(s).empty());
    CHECK(s.log().find("not JSON") == std::string::npos);
    CHECK(s.stop() == 0);
}

TEST_CASE("a link that is cut, told to leave or falls silent is replaced, and commands go on")
{
    stand s({.liveness = "3s"});
    REQUIRE(s.start());
    REQUIRE(accepted(s.slack("wait", {{"for", "link"}, {"count", 2}, {"timeout_ms", 20'000}})));
    const auto opened = [&] { return s.slack("counters", {}).at("links_opened").to_number<int>(); };
    for (const auto* deed : {"cut", "disconnect", "freeze"}) {
        INFO(deed);
        const int before = opened();
        CHECK(accepted(s.slack(deed, {{"link", 0}})));
        CHECK(eventually([&] { return opened() >= before + 2; }, std::chrono::seconds(60)));
    }
    // Slack may still hold the silent links for live ones and send there: then people type again.
    CHECK(eventually([&] { return accepted(s.slash("U0ANA", billing, "/incident list")); }));
    CHECK(s.get("/readyz").status == 200);
    CHECK(s.stop() == 0);
}

TEST_CASE("a runbook that breaks on disk keeps its last good version until it is mended")
{
    stand s;
    REQUIRE(s.start());
    CHECK(s.get("/readyz").status == 200);
    auto broken = good_runbook;
    broken.replace(broken.find("{impact_summary}"), 16, "{impact_summary!r}");
    s.write_runbook(broken);
    CHECK(eventually([&] { return s.get("/readyz").body.find("communication.md") != std::string::npos; }));
    CHECK(s.get("/readyz").status == 200);
    // With the place, for those who have no log at hand.
    CHECK(s.get("/readyz").body.find("cannot stand in a placeholder") != std::string::npos);
    REQUIRE(!open_incident(s).empty());
    CHECK(!s.messages(billing, "incidentd_preview", "Impacto: Parado").empty());

    auto mended = good_runbook;
    mended.replace(mended.find("Impacto: "), 9, "O que houve: ");
    s.write_runbook(mended);
    CHECK(eventually([&] { return s.get("/readyz").body.find("communication.md") == std::string::npos; }));
    CHECK(accepted(s.slash("U0ANA", billing, "/incident update 1 initial_update")));
    CHECK(!s.message(billing, "incidentd_preview", "O que houve: Parado").empty());
    CHECK(s.stop() == 0);
}

TEST_CASE("a post whose answer was lost is found in the channel, not sent again")
{
    stand s;
    REQUIRE(s.start());
    s.slack("settings", {{"honour_client_msg_id", false}});
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    s.slack("fault", {{"kind", "lost_reply"}, {"filter", "chat.postMessage"}, {"times", 2}});
    CHECK(accepted(s.press("U0RENATA", billing, preview, "draft.approve")));
    CHECK(eventually([&] { return lines_with(s.log(), "it had arrived") >= 2; }));
    CHECK(!s.message(billing, "incidentd_preview", "Publicado").empty());
    CHECK(s.stop() == 0);
    CHECK(s.messages(status, "incidentd_post").size() == 1);
    CHECK(s.messages(billing, "incidentd_message", "aprovado por").size() == 1);
}

TEST_CASE("the command line reads the store beside the running daemon")
{
    stand s;
    REQUIRE(s.start());
    REQUIRE(!open_incident(s).empty());
    std::string out;
    REQUIRE(s.run({"incident", "list", "--format", "json"}, out) == 0);
    const auto incidents = json::parse(out).as_array();
    REQUIRE(incidents.size() == 1);
    CHECK(text_of(incidents[0].as_object(), "id") == "SUP-INC-1");
    CHECK(text_of(incidents[0].as_object(), "state") == "open");
    CHECK(eventually([&] {
        if (s.run({"delivery", "list", "--format", "json"}, out) != 0) return false;
        const auto rows = json::parse(out).as_array();
        return std::any_of(rows.begin(), rows.end(), [](const json::value& v) {
            return text_of(v.as_object(), "kind") == "preview" && text_of(v.as_object(), "state") == "sent";
        });
    }));
    CHECK(s.run({"audit", "verify"}, out) == 0);
    CHECK(s.stop() == 0);
    CHECK(s.run({"audit", "verify"}, out) == 0);
}
