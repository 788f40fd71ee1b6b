// Corrections and retractions through the built daemon: what people see in the channels afterwards.
#include "tests/e2e/stand.hpp"

#include <doctest/doctest.h>
#include <algorithm>

using namespace tests;
using namespace std::string_literals;

namespace {

const std::string billing = "C0BILLING";
const std::string status = "C0STATUS";
const std::string outside = "C0GERAL";
const std::string preview_type = "incidentd_preview";
const std::string post_type = "incidentd_post";

struct posted {
    stand s;
    json::object post;

    explicit posted(stand_options options) : s(std::move(options))
    {
        REQUIRE(s.start());
        REQUIRE(deed("U0ANA", "/incident open \"Checkout fora\" mitigation_actions=Desvio"));
        approve("D1.1");
        post = s.message(status, post_type);
        REQUIRE(!post.empty());
    }
    bool deed(const std::string& who, const std::string& text)
    {
        return s.slash(who, billing, text).at("ok").as_bool();
    }
    void approve(const std::string& name)
    {
        REQUIRE_FALSE(s.message(billing, preview_type, name).empty());
        REQUIRE(deed("U0RENATA", "/incident approve " + name));
    }
    // The text of the posted message itself, whatever else is in the channel.
    std::string text_now()
    {
        for (const auto& m : s.messages(status, {}))
            if (text_of(m, "ts") == text_of(post, "ts")) return text_of(m, "text");
        return {};
    }
    bool becomes(const std::string& part)
    {
        return eventually([&] { return text_now().find(part) != std::string::npos; });
    }
    std::vector<bot::delivery> finals_of(const std::string& draft)
    {
        const auto world = s.read_store()->load_world();
        std::vector<bot::delivery> all;
        for (const auto& id : world.find_draft(draft)->post_ids) all.push_back(*world.find_delivery(id));
        return all;
    }
};

stand_options with_webhook()
{
    stand_options o;
    o.webhook_channel = outside;
    return o;
}

}  // namespace

TEST_CASE("an approved correction edits the message in Slack and is a new one behind a webhook")
{
    posted t(with_webhook());
    REQUIRE(t.deed("U0ANA", "/incident correct impact_summary=\"Pix & cartão\""));
    const auto preview = t.s.message(billing, preview_type, "D2.1");
    REQUIRE(!preview.empty());
    CHECK(has(preview, "Checkout fora"));
    CHECK(t.text_now().find("Checkout fora") != std::string::npos);
    t.approve("D2.1");
    CHECK(t.becomes("Impacto: Pix &amp; cartão"));
    CHECK(t.text_now().starts_with("✏️ Correção da mensagem publicada em "));
    const auto anew = t.s.message(outside, {}, "Pix");
    CHECK(text_of(anew, "text") == t.text_now());
    CHECK(t.s.messages(status, post_type).size() == 1);
    CHECK(t.s.messages(outside, {}).size() == 2);
    CHECK(eventually([&] {
        return t.s.read_store()->load_world().find_draft("D2")->state == bot::draft_state::posted;
    }));

    REQUIRE(t.deed("U0ANA", "/incidente retratar texto errado"));
    t.approve("D3.1");
    CHECK(t.becomes("foi retirada.\ntexto errado"));
    CHECK(!t.s.message(outside, {}, "foi retirada").empty());
    CHECK(t.s.stop() == 0);

    std::string out;
    CHECK(t.s.run({"audit", "verify"}, out) == 0);
    CHECK(t.s.run({"delivery", "list", "--format", "json"}, out) == 0);
    CHECK(out.find("\"edit\"") != std::string::npos);
}

TEST_CASE("an edit that Slack refuses for good goes out as a new message, once")
{
    posted t({});
    t.s.slack("fault", {{"kind", "api_error"}, {"filter", "chat.update"}, {"code", "edit_window_closed"}});
    REQUIRE(t.deed("U0ANA", "/incident correct impact_summary=Pix"));
    t.approve("D2.1");
    CHECK(!t.s.message(status, post_type, "Pix").empty());
    t.s.slack("unfault", {});
    CHECK(t.s.messages(status, post_type).size() == 2);
    CHECK(t.text_now().find("Checkout fora") != std::string::npos);
    const auto finals = t.finals_of("D2");
    REQUIRE(finals.size() == 2);
    CHECK(finals[0].replaced_by == finals[1].id);
}

TEST_CASE("killed while an edit is under way, the daemon makes the edit after its restart and posts nothing")
{
    for (const char* kind : {"hung", "hung_reply"}) {
        CAPTURE(std::string(kind));
        posted t({});
        REQUIRE(t.deed("U0ANA", "/incident correct impact_summary=Pix"));
        REQUIRE_FALSE(t.s.message(billing, preview_type, "D2.1").empty());
        t.s.slack("fault", {{"kind", kind}, {"filter", "chat.update"}});
        t.approve("D2.1");
        CHECK(eventually([&] {
            const auto finals = t.finals_of("D2");
            return finals.size() == 1 && finals[0].state == bot::delivery_state::sending;
        }));
        t.s.kill_now();
        t.s.slack("unfault", {});
        REQUIRE(t.s.start());
        CHECK(t.becomes("Pix"));
        CHECK(eventually([&] { return t.finals_of("D2")[0].state == bot::delivery_state::sent; }));
        CHECK(t.s.messages(status, post_type).size() == 1);
    }
}

TEST_CASE("one approval covers the texts of every language, each where it belongs")
{
    stand_options o = with_webhook();
    o.webhook_language = "en";
    o.extra_runbook_text =
        "\n```message stage=initial_update channel=slack lang=en\n{incident_id}: {impact_summary}, "
        "{mitigation_actions}, {severity}\n```\n";
    posted t(o);
    CHECK(t.text_now().starts_with("🚨 *SUP-INC-1* (S3)\nImpacto: Checkout fora"));
    const auto there = t.s.message(outside, {}, "SUP-INC-1");
    CHECK(text_of(there, "text") == "SUP-INC-1: Checkout fora, Desvio, S3");
    const auto preview = t.s.message(billing, preview_type, "D1.1");
    CHECK(has(preview, "stakeholders (en)"));
    const auto finals = t.finals_of("D1");
    REQUIRE(finals.size() == 2);
    CHECK(finals[0].content_sha256 == finals[1].content_sha256);
}
