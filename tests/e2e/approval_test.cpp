#include "tests/e2e/stand.hpp"

#include <doctest/doctest.h>
#include <algorithm>

using namespace tests;
using namespace std::string_literals;

namespace {

const std::string billing = "C0BILLING";
const std::string status = "C0STATUS";
const std::string preview_type = "incidentd_preview";
const std::string post_type = "incidentd_post";

bool has_buttons(const json::object& message)
{
    return has(message, "draft.approve") || has(message, "draft.edit") || has(message, "draft.reject");
}

bool preview_says(const stand& s, const std::string& words)
{
    return !s.message(billing, preview_type, words, std::chrono::seconds(20)).empty();
}

bool loses_its_buttons(const stand& s, const json::object& preview)
{
    return eventually([&] {
        for (const auto& m : s.messages(billing, preview_type)) {
            if (text_of(m, "ts") == text_of(preview, "ts")) return !has_buttons(m);
        }
        return false;
    });
}

std::string only_record(const stand& s)
{
    const auto folder = s.documents() / "docs" / "support" / "approvals";
    (void)eventually([&] { return std::filesystem::exists(folder) && !std::filesystem::is_empty(folder); });
    std::string all;
    if (!std::filesystem::exists(folder)) return all;
    for (const auto& f : std::filesystem::directory_iterator(folder)) all += file_text(f.path());
    return all;
}

json::object open_incident(const stand& s, const std::string& more = "")
{
    const auto said = s.slash(
        "U0ANA",
        billing,
        "/incident open \"Checkout fora do ar & lento\" mitigation_actions=\"Desvio\" severity=S2 " + more
    );
    if (!accepted(said)) return {};
    return s.message(billing, preview_type);
}

}  // namespace

TEST_CASE("what was approved by another person is posted once, word for word")
{
    stand s;
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    CHECK(has_buttons(preview));
    CHECK(meta(preview, "revision") == "1");

    CHECK(accepted(s.press("U0ANA", billing, preview, "draft.approve")));
    CHECK(s.told("U0ANA", "outra pessoa precisa aprovar"));
    CHECK(accepted(s.press("U0STRANGER", billing, preview, "draft.approve")));
    CHECK(s.told("U0STRANGER", "não está entre quem pode decidir"));
    CHECK(s.messages(status, post_type).empty());

    CHECK(accepted(s.press("U0RENATA", billing, preview, "draft.approve")));
    const auto post = s.message(status, post_type);
    REQUIRE(!post.empty());
    CHECK(
        text_of(post, "text") ==
        "🚨 *SUP-INC-1* (S2)\nImpacto: Checkout fora do ar &amp; lento\nAgora: Desvio"
    );
    CHECK(!post.contains("blocks"));
    CHECK(meta(post, "incident_id") == "SUP-INC-1");
    CHECK(meta(post, "draft_id") == "D1");
    CHECK(meta(post, "stage") == "initial_update");
    CHECK(meta(post, "revision") == "1");
    CHECK(meta(post, "content_sha256").size() == 64);
    CHECK(meta(post, "content_sha256") == meta(preview, "content_sha256"));
    CHECK(loses_its_buttons(s, preview));
    CHECK(preview_says(s, "Publicado"));
    CHECK(!s.message(billing, "incidentd_message", "D1.1 aprovado por").empty());

    const bool has_link =
        eventually([&] { return only_record(s).find("/archives/C0STATUS/p") != std::string::npos; });
    CHECK(has_link);
    const auto record = only_record(s);
    CHECK(record.find(meta(post, "content_sha256")) != std::string::npos);
    CHECK(record.find("Renata Martins") != std::string::npos);

    CHECK(s.stop() == 0);
    CHECK(s.messages(status, post_type).size() == 1);
    CHECK(s.messages(billing, preview_type).size() == 1);
}

TEST_CASE("S1 needs two people, reactions count, and one taken back does not")
{
    stand s;
    REQUIRE(s.start());
    REQUIRE(
        accepted(s.slash("U0ANA", billing, "/incidente abrir Parado severity=s1 mitigation_actions=Desvio"))
    );
    const auto preview = s.message(billing, preview_type);
    REQUIRE(!preview.empty());
    const auto react = [&](const std::string& who, const std::string& deed, const std::string& name) {
        return accepted(
            s.slack(deed, {{"as", who}, {"channel", billing}, {"ts", text_of(preview, "ts")}, {"name", name}})
        );
    };
    CHECK(react("U0RENATA", "react", "white_check_mark"));
    CHECK(preview_says(s, "1 de 2"));
    CHECK(react("U0RENATA", "unreact", "white_check_mark"));
    CHECK(preview_says(s, "0 de 2"));
    CHECK(accepted(s.press("U0IGOR", billing, preview, "draft.approve")));
    CHECK(preview_says(s, "1 de 2"));
    CHECK(accepted(s.press("U0IGOR", billing, preview, "draft.approve")));
    CHECK(s.told("U0IGOR", "já está contada"));
    CHECK(s.messages(status, post_type).empty());
    CHECK(react("U0RENATA", "react", "heavy_check_mark"));
    CHECK(!s.message(status, post_type).empty());
    CHECK(s.stop() == 0);
    CHECK(s.messages(status, post_type).size() == 1);
}

TEST_CASE("a reaction given before the preview's id has come back counts")
{
    stand s;
    REQUIRE(s.start());
    const auto slow = [&](const std::string& method) {
        s.slack("fault", {{"kind", "late_reply"}, {"filter", method}, {"times", 1}, {"delay_ms", 1500}});
    };
    slow("chat.postMessage");
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    CHECK(accepted(s.slack(
        "react",
        {{"as", "U0IGOR"}, {"channel", billing}, {"ts", text_of(preview, "ts")}, {"name", "white_check_mark"}}
    )));
    CHECK(!s.message(status, post_type, "", std::chrono::seconds(15)).empty());
    CHECK(s.stop() == 0);
}

TEST_CASE("the form of Reject decides with its reason, and nothing is posted")
{
    stand s;
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    CHECK(accepted(s.press("U0RENATA", billing, preview, "draft.reject")));
    REQUIRE(accepted(s.slack("wait", {{"for", "modals"}, {"as", "U0RENATA"}})));
    CHECK(accepted(
        s.slack("submit", {{"as", "U0RENATA"}, {"values", {{"var.reason", "falta o número de clientes"}}}})
    ));
    CHECK(loses_its_buttons(s, preview));
    CHECK(!s.message(billing, "incidentd_message", "falta o número de clientes").empty());
    CHECK(eventually([&] { return only_record(s).find("falta o número de clientes") != std::string::npos; }));
    CHECK(s.stop() == 0);
    CHECK(s.messages(status, post_type).empty());
}

TEST_CASE("an edit makes a new revision; a click on the old one is refused")
{
    stand s;
    REQUIRE(s.start());
    const auto old = open_incident(s);
    REQUIRE(!old.empty());
    CHECK(accepted(s.press("U0RENATA", billing, old, "draft.edit")));
    REQUIRE(accepted(s.slack("wait", {{"for", "modals"}, {"as", "U0RENATA"}})));
    CHECK(accepted(
        s.slack("submit", {{"as", "U0RENATA"}, {"values", {{"var.mitigation_actions", "Segunda região"}}}})
    ));
    const auto fresh = s.message(billing, preview_type, "Segunda região");
    REQUIRE(!fresh.empty());
    CHECK(meta(fresh, "revision") == "2");
    CHECK(loses_its_buttons(s, old));
    CHECK(accepted(s.slack(
        "press",
        {{"as", "U0IGOR"},
         {"channel", billing},
         {"ts", text_of(old, "ts")},
         {"action_id", "draft.approve"},
         {"stale", true}}
    )));
    CHECK(s.told("U0IGOR", "a revisão atual é a D1.2"));
    CHECK(accepted(s.press("U0RENATA", billing, fresh, "draft.approve")));
    CHECK(s.told("U0RENATA", "outra pessoa precisa aprovar"));
    CHECK(s.messages(status, post_type).empty());
    CHECK(accepted(s.press("U0IGOR", billing, fresh, "draft.approve")));
    const auto post = s.message(status, post_type);
    CHECK(text_of(post, "text").ends_with("Agora: Segunda região"));
    CHECK(meta(post, "revision") == "2");
    CHECK(s.stop() == 0);
}

TEST_CASE("a draft nobody approves in time expires and says so")
{
    stand s({.expires = "1s"});
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    CHECK(loses_its_buttons(s, preview));
    CHECK(!s.message(billing, "incidentd_message", "expirou").empty());
    CHECK(s.stop() == 0);
    CHECK(s.messages(status, post_type).empty());
}

TEST_CASE("a destination the bot is not in: people are told how to invite it, then it is sent")
{
    stand s({.destination_channel = "C0SECRETO"});
    s.slack(
        "channel",
        {{"id", "C0SECRETO"}, {"name", "secreto"}, {"private", true}, {"members", json::array{"U0ANA"}}}
    );
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    CHECK(accepted(s.press("U0RENATA", billing, preview, "draft.approve")));
    const auto told = s.message(billing, "incidentd_message", "/invite @");
    REQUIRE(!told.empty());
    CHECK(has(told, "delivery.resend"));
    s.slack("membership", {{"channel", "C0SECRETO"}, {"as", "U0BOT"}, {"member", true}});
    CHECK(accepted(s.press("U0ANA", billing, told, "delivery.resend")));
    CHECK(!s.message("C0SECRETO", post_type).empty());
    CHECK(s.stop() == 0);
    CHECK(s.messages("C0SECRETO", post_type).size() == 1);
}

TEST_CASE("a command typed where the bot is not: the person is told how to invite it and the draft stays")
{
    stand s;
    s.slack(
        "channel",
        {{"id", "C0SECRETO"}, {"name", "secreto"}, {"private", true}, {"members", json::array{"U0ANA"}}}
    );
    REQUIRE(s.start());
    CHECK(accepted(s.slash("U0ANA", "C0SECRETO", "/incident open Parado mitigation_actions=Desvio")));
    // Where nothing can be shown, not even privately, the bot's own chat with the person is left.
    std::string direct;
    CHECK(eventually([&] {
        const auto seen = s.slack("state", {});
        for (const auto& c : seen.at("channels").as_array()) {
            if (text_of(c.as_object(), "user") == "U0ANA") direct = text_of(c.as_object(), "id");
        }
        return !direct.empty();
    }));
    const auto words = s.message(direct, "", "/invite @");
    REQUIRE(!words.empty());
    CHECK(has(words, "delivery.resend"));
    CHECK(eventually([&] {
        const auto world = s.read_store()->load_world();
        return world.find_draft("D1") != nullptr && world.find_draft("D1")->is_pending();
    }));
    s.slack("membership", {{"channel", "C0SECRETO"}, {"as", "U0BOT"}, {"member", true}});
    CHECK(accepted(s.press("U0ANA", direct, words, "delivery.resend")));
    CHECK(!s.message("C0SECRETO", preview_type).empty());
    CHECK(s.stop() == 0);
}
