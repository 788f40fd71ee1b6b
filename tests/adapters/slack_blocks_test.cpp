#include "adapters/sandbox/slack_workspace.hpp"
#include "adapters/slack/blocks.hpp"
#include "adapters/slack/posts.hpp"
#include "runbooks/dialect.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

using namespace adapters::slack;
namespace json = boost::json;

namespace {

// Slack's own rules, as the in-process Slack has them.
bool is_accepted(const json::array& blocks)
{
    const auto r = adapters::sandbox::slack_workspace::check_content(blocks, {}, std::nullopt);
    if (!r) MESSAGE(r.error().code << " " << (r.error().messages.empty() ? "" : r.error().messages.front()));
    return r.has_value();
}

std::string shown(const json::array& blocks)
{
    std::string all;
    for (const auto& b : blocks)
        if (b.at("type") == "section") all += b.at("text").at("text").as_string();
    return all;
}

bot::preview_view preview()
{
    bot::preview_view v;
    v.title = "SUP-INC-845 · S1";
    v.name = "D12.2";
    v.status = "waiting for 2 approvals";
    v.texts = {{"support-billing", "*Hello* <!channel> & <@U0ANA|ana>", "slack", ""}};
    v.facts = {"asked by @joao"};
    v.mention = {{"slack", "U0ANA"}, {"teams", "aad"}, {"slack", "not an id"}};
    v.buttons = {{"draft.approve", "D12.2", "Approve", bot::button_style::primary, "Publish?"}};
    return v;
}

bot::delivery post_of(std::string text)
{
    bot::delivery d;
    d.id = "d17";
    d.kind = bot::delivery_kind::post;
    d.draft_id = "D12";
    d.incident_id = "SUP-INC-845";
    d.stage = "resolution";
    d.revision = 2;
    d.content_sha256 = "abc";
    d.channel = {"slack", "acme", "C0A"};
    d.final_text = std::move(text);
    return d;
}

}  // namespace

TEST_CASE("a preview shows the text with its mentions inert and mentions approvers by id")
{
    const auto p = from_preview(preview());
    const auto text = json::serialize(p.main.blocks);
    CHECK(is_accepted(p.main.blocks));
    CHECK(text.find("<!channel>") == std::string::npos);
    CHECK(text.find("<@U0ANA|ana>") == std::string::npos);
    CHECK(text.find("*Hello*") != std::string::npos);
    CHECK(text.find("\"<@U0ANA>\"") != std::string::npos);
    CHECK(text.find("aad") == std::string::npos);
    CHECK(text.find("\"draft.approve\"") != std::string::npos);
    CHECK(p.overflow.empty());
}

TEST_CASE("what does not fit a preview goes to the thread and the buttons wait for it")
{
    auto v = preview();
    for (int i = 0; i < 4; ++i)
        v.texts.push_back({"place " + std::to_string(i), std::string(7000, 'x'), "slack", ""});
    v.texts.push_back({"teams", std::string(12'000, 'y'), "teams", ""});
    const auto p = from_preview(v);
    CHECK(p.overflow.size() == 4);
    CHECK(is_accepted(p.main.blocks));
    CHECK(is_accepted(p.blocks_with_buttons));
    CHECK(json::serialize(p.main.blocks).find("draft.approve") == std::string::npos);
    CHECK(json::serialize(p.blocks_with_buttons).find("draft.approve") != std::string::npos);
    CHECK(shown(p.overflow.back().blocks) == std::string(12'000, 'y'));
    for (const auto& part : p.overflow) CHECK(is_accepted(part.blocks));
}

TEST_CASE("the largest preview stays within Slack's limits")
{
    auto v = preview();
    v.title = std::string(500, 't');
    v.status = std::string(5000, 's');
    for (int i = 0; i < 100; ++i) v.texts.push_back({"p" + std::to_string(i), "text", "slack", "sent"});
    v.facts.assign(300, std::string(100, 'f'));
    v.warnings.assign(300, std::string(100, 'w'));
    v.mention.assign(500, {"slack", "U0123456789"});
    v.buttons.assign(
        60, {"draft.approve", std::string(3000, 'v'), std::string(200, 'l'), {}, std::string(500, 'c')}
    );
    const auto p = from_preview(v);
    CHECK(is_accepted(p.main.blocks));
    CHECK(is_accepted(p.blocks_with_buttons));
}

TEST_CASE("our own words are literal, in the fallback escaped, and long ones take several sections")
{
    const auto m = from_notice({"a <!channel> & *b*", {}});
    CHECK(m.text == "a &lt;!channel&gt; &amp; *b*");
    CHECK(m.blocks.at(0).at("text").at("type") == "plain_text");
    const auto longer = from_notice({std::string(9000, 'x'), {{"a", "v", "Label", {}, ""}}});
    CHECK(longer.blocks.size() == 4);
    CHECK(is_accepted(longer.blocks));
    CHECK(is_accepted(from_notice({std::string(500'000, 'x'), {{"a", "v", "Label", {}, ""}}}).blocks));
}

TEST_CASE("the same button for several incidents is accepted")
{
    bot::notice words{"which one?", {}};
    for (int i = 0; i < 5; ++i) words.buttons.push_back({"command.pick", std::to_string(i), "SUP", {}, ""});
    const auto m = from_notice(words);
    CHECK(is_accepted(m.blocks));
    CHECK(m.blocks.size() == 6);
}

TEST_CASE("a form becomes a modal within Slack's limits")
{
    bot::form f{"command.open", "{\"incident\":\"SUP-INC-1\"}", std::string(50, 't'), "Send", "Cancel", {}};
    f.fields.push_back({"impact_summary", "Impacto", "já preenchido", true, true, "o que o cliente vê"});
    f.fields.push_back({"next_update", "", "", false, false, ""});
    const auto v = from_form(f);
    CHECK(adapters::sandbox::slack_workspace::check(v).has_value());
    CHECK(v.at("private_metadata") == "{\"incident\":\"SUP-INC-1\"}");
    const auto& first = v.at("blocks").as_array().at(0);
    CHECK(first.at("block_id") == "var.impact_summary");
    CHECK(first.at("element").at("action_id") == "value");
    CHECK(first.at("element").at("initial_value") == "já preenchido");
    CHECK(first.at("optional") == false);
}

TEST_CASE("a value that no input can hold is shown and not asked for, so that none of it gets lost")
{
    std::string longest;  // 2,000 code points, the most a value has, and twice as many units
    for (int i = 0; i < 2000; ++i) longest += "🚨";
    bot::form f{"draft.edit", "D1.1", "D1.1", "Send", "Cancel", {}};
    f.fields.push_back({"impact_summary", "", longest, true, true, ""});
    f.fields.push_back({"next_update", "", std::string(2000, 'x'), false, true, ""});
    const auto v = from_form(f);
    CHECK(adapters::sandbox::slack_workspace::check(v).has_value());
    const auto& blocks = v.at("blocks").as_array();
    REQUIRE(blocks.size() == 2);
    CHECK(blocks[0].at("type") == "section");
    CHECK(blocks[0].at("text").at("text").as_string().starts_with("impact_summary:\n🚨"));
    CHECK(blocks[1].at("element").at("initial_value").as_string() == std::string(2000, 'x'));
}

TEST_CASE("errors of a form name inputs that it has")
{
    const std::map<std::string, std::string> had{{"var.a", ""}, {"var.b", "x"}};
    const auto e = form_errors({{"b", "too long"}, {"unknown", "why"}}, had);
    CHECK(e.at("response_action") == "errors");
    CHECK(e.at("errors").at("var.b") == "too long");
    CHECK(e.at("errors").at("var.a") == "why");
}

TEST_CASE("a final post is exactly the text, with blocks only above 4,000 units")
{
    const auto small = final_post(post_of(std::string(3999, 'a') + "é"));
    CHECK(std::string(small.at("text").as_string()) == std::string(3999, 'a') + "é");
    CHECK_FALSE(small.contains("blocks"));
    CHECK_FALSE(small.contains("link_names"));
    CHECK_FALSE(small.contains("parse"));
    CHECK(small.at("unfurl_links") == false);
    std::string text;
    for (int i = 0; i < 300; ++i) text += "line " + std::to_string(i) + " with a <!here> mention\n";
    text += "end";
    const auto large = final_post(post_of(text));
    CHECK(shown(large.at("blocks").as_array()) == text);
    CHECK(is_accepted(large.at("blocks").as_array()));
    CHECK(large.at("blocks").as_array().at(0).at("text").at("verbatim") == true);
    const std::string fallback(large.at("text").as_string());
    CHECK(runbooks::utf16_units(fallback) == 3001);
    CHECK(fallback.ends_with("…"));
    CHECK(text.starts_with(fallback.substr(0, fallback.size() - 3)));
}

TEST_CASE("a post carries what finds it again")
{
    const auto body = final_post(post_of("x"));
    const auto& m = body.at("metadata");
    CHECK(m.at("event_type") == "incidentd_post");
    CHECK(
        m.at("event_payload") ==
        json::object{
            {"delivery_id", "d17"},
            {"draft_id", "D12"},
            {"incident_id", "SUP-INC-845"},
            {"stage", "resolution"},
            {"revision", "2"},
            {"content_sha256", "abc"}
        }
    );
    const std::string id(body.at("client_msg_id").as_string());
    CHECK(id.size() == 36);
    CHECK(id[14] == '5');
    CHECK(final_post(post_of("y")).at("client_msg_id").as_string() == id);
    auto other = post_of("x");
    other.id = "d18";
    CHECK(final_post(other).at("client_msg_id").as_string() != id);
}

TEST_CASE("what Slack answers decides how a post ended")
{
    const auto what = post_of("x");
    const identity self{"U0BOT", "B0", "A0", "T0", "incidentd"};
    const auto of = [&](unsigned status, std::string body, bot::delivery d) {
        return outcome_of(read_reply(status, std::move(body)), d, self, bot::language::en);
    };
    using bot::delivery_result;
    CHECK(of(200, R"({"ok":true,"ts":"1.2","channel":"C"})", what).platform_id == "1.2");
    CHECK(of(200, R"({"ok":true,"ts":"1.2","is_duplicate":true})", what).result == delivery_result::sent);
    CHECK(of(200, R"({"ok":false,"error":"ratelimited"})", what).result == delivery_result::retry);
    CHECK(of(200, R"({"ok":false,"error":"internal_error"})", what).result == delivery_result::unknown);
    CHECK(of(500, "oops", what).result == delivery_result::unknown);
    CHECK(of(200, "not json", what).result == delivery_result::unknown);
    CHECK(of(200, "null", what).result == delivery_result::unknown);
    const auto uninvited = of(200, R"({"ok":false,"error":"not_in_channel"})", what);
    CHECK(uninvited.failure == bot::failure_kind::mendable);
    CHECK(uninvited.error.find("/invite @incidentd") != std::string::npos);
    const auto revoked = of(200, R"({"ok":false,"error":"token_revoked"})", what);
    CHECK(revoked.failure == bot::failure_kind::credentials);
    CHECK(of(200, R"({"ok":false,"error":"invalid_blocks"})", what).failure == bot::failure_kind::permanent);
    auto update = what;
    update.kind = bot::delivery_kind::update;
    CHECK(of(500, "oops", update).result == delivery_result::retry);
}

TEST_CASE("a difference is rich text: every word literal, what went struck through, what came bold")
{
    auto v = preview();
    v.diffs = {
        {"Changed since D12.1:",
         {{bot::diff_kind::kept, "<!channel> *login* is "},
          {bot::diff_kind::removed, "~slow~ "},
          {bot::diff_kind::added, "<@U0ANA> "},
          {bot::diff_kind::kept, ""}}},
        {"Changed since the last post: only spaces", {}},
    };
    const auto p = from_preview(v);
    CHECK(is_accepted(p.main.blocks));
    std::vector<json::object> rich;
    std::string headings;
    for (const auto& b : p.main.blocks) {
        if (b.at("type") == "rich_text") rich.push_back(b.as_object());
        if (b.at("type") == "context") headings += b.at("elements").at(0).at("text").as_string();
    }
    REQUIRE(rich.size() == 1);
    const auto& words = rich[0].at("elements").at(0).at("elements").as_array();
    REQUIRE(words.size() == 3);
    for (const auto& w : words) CHECK(w.at("type") == "text");
    CHECK(words[0].at("text") == "<!channel> *login* is ");
    CHECK_FALSE(words[0].as_object().contains("style"));
    CHECK(words[1].at("style").at("strike") == true);
    CHECK(words[2].at("text") == "<@U0ANA> ");
    CHECK(words[2].at("style").at("bold") == true);
    CHECK(headings.find("only spaces") != std::string::npos);
}

TEST_CASE("differences that are too much for a message are left out, never the texts or the buttons")
{
    auto v = preview();
    for (int i = 0; i < 30; ++i)
        v.diffs.push_back({"d" + std::to_string(i), {{bot::diff_kind::added, std::string(2500, 'x')}}});
    const auto p = from_preview(v);
    CHECK(is_accepted(p.main.blocks));
    CHECK(shown(p.main.blocks).find("*Hello*") != std::string::npos);
    CHECK(p.main.blocks.back().at("type") == "actions");
}

TEST_CASE("a notice mentions people by id, in a section of their own")
{
    bot::notice words{
        "D12.2 waits <@U0EVIL>", {}, {{"slack", "U0ANA"}, {"teams", "aad"}, {"slack", "bad id"}}
    };
    const auto m = from_notice(words);
    CHECK(is_accepted(m.blocks));
    REQUIRE(m.blocks.size() == 2);
    CHECK(m.blocks[0].at("text").at("type") == "plain_text");
    CHECK(m.blocks[1].at("text").at("text") == "<@U0ANA>");
    CHECK(m.text.find("<@U0EVIL>") == std::string::npos);
}
