#include "adapters/sandbox/adaptive_card.hpp"
#include "adapters/teams/card_text.hpp"
#include "adapters/teams/cards.hpp"
#include "adapters/teams/connector.hpp"
#include "adapters/teams/dialogs.hpp"
#include "runbooks/dialect.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fstream>
#include <functional>
#include <sstream>

using namespace adapters::teams;
namespace json = boost::json;

namespace {

const std::string ana = "aaaaaaaa-0000-4000-8000-000000000001";

bot::preview_view view()
{
    bot::preview_view v;
    v.title = "SUP-INC-845 · S1";
    v.name = "D12.2";
    v.status = "waiting for 1 approval";
    v.texts = {{.heading = "ops", .text = "**Done** <at>Bob</at>  \n- one", .dialect = "teams", .state = ""}};
    v.facts = {"asked by @renata_q"};
    v.warnings = {"not filled: *impact*"};
    v.mention = {{"teams", ana}, {"slack", "U0ANA"}, {"teams", "unknown"}};
    v.buttons = {
        {.action = "draft.approve",
         .value = "D12.2",
         .label = "Approve",
         .style = bot::button_style::primary,
         .confirm = {}},
        {.action = "draft.edit", .value = "D12.2", .label = "Edit", .style = {}, .confirm = {}},
        {.action = "draft.reject",
         .value = "D12.2",
         .label = "Reject",
         .style = bot::button_style::danger,
         .confirm = {}},
    };
    return v;
}

card_frame frame()
{
    return {
        .metadata = {{"delivery_id", "d7"}},
        .name_of = [](const bot::account& who) { return who.id == ana ? "@ana.suporte" : ""; },
        .language = bot::language::en,
    };
}

// Every action of a card, those behind ShowCard too.
void each_action(const json::value& v, const std::function<void(const json::object&)>& take)
{
    if (const auto* o = v.if_object()) {
        if (const auto* type = o->if_contains("type");
            type && type->is_string() && std::string_view(type->get_string()).starts_with("Action."))
            take(*o);
        for (const auto& [key, member] : *o) each_action(member, take);
    } else if (const auto* list = v.if_array()) {
        for (const auto& item : *list) each_action(item, take);
    }
}

}  // namespace

TEST_CASE("a preview is this card")
{
    const auto made = card_of(view(), frame());
    CHECK(made.summary == "SUP-INC-845 · S1 · D12.2 · waiting for 1 approval");
    const json::value golden = json::parse(R"json({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": "SUP-INC-845 · S1 · D12.2 · waiting for 1 approval\n(Update Teams to see this card.)",
        "msteams": {"width": "Full", "entities": [
            {"type": "mention", "text": "<at>ana.suporte</at>",
             "mentioned": {"id": "aaaaaaaa-0000-4000-8000-000000000001", "name": "ana.suporte"}}]},
        "body": [
            {"type": "TextBlock", "text": "SUP-INC-845 · S1", "wrap": true, "size": "Medium", "weight": "Bolder"},
            {"type": "TextBlock", "text": "D12.2 · waiting for 1 approval", "wrap": true},
            {"type": "TextBlock", "text": "not filled: \\*impact\\*", "wrap": true, "color": "Warning"},
            {"type": "TextBlock", "text": "→ ops", "wrap": true, "isSubtle": true},
            {"type": "Container", "style": "emphasis", "items": [
                {"type": "TextBlock", "text": "**Done** @\u200bBob", "wrap": true},
                {"type": "TextBlock", "text": "- one", "wrap": true, "spacing": "None"}]},
            {"type": "TextBlock", "text": "asked by @renata\\_q", "wrap": true, "separator": true},
            {"type": "TextBlock", "text": "<at>ana.suporte</at>", "wrap": true}],
        "actions": [
            {"type": "Action.Execute", "verb": "draft.approve", "title": "Approve", "style": "positive",
             "data": {"verb": "draft.approve", "value": "D12.2", "draft": "D12.2", "incidentd": {"delivery_id": "d7"}}},
            {"type": "Action.Submit", "title": "Edit",
             "data": {"verb": "draft.edit", "value": "D12.2", "draft": "D12.2", "incidentd": {"delivery_id": "d7"},
                      "msteams": {"type": "task/fetch"}}},
            {"type": "Action.Submit", "title": "Reject", "style": "destructive",
             "data": {"verb": "draft.reject", "value": "D12.2", "draft": "D12.2", "incidentd": {"delivery_id": "d7"},
                      "msteams": {"type": "task/fetch"}}}],
        "refresh": {"userIds": [], "action": {"type": "Action.Execute", "verb": "draft.refresh", "title": "Refresh",
            "data": {"verb": "draft.refresh", "value": "D12.2", "draft": "D12.2", "incidentd": {"delivery_id": "d7"}}}}
    })json");
    CHECK_MESSAGE(made.card == golden.as_object(), json::serialize(made.card));
}

TEST_CASE("what a revision changes is struck through or bold, as it is")
{
    auto v = view();
    v.diffs = {
        {.heading = "since D12.1",
         .segments =
             {{bot::diff_kind::kept, "the "},
              {bot::diff_kind::removed, "*old*"},
              {bot::diff_kind::added, "new"}}}
    };
    const auto body = card_of(v, frame()).card.at("body").as_array();
    CHECK(body[5].at("text").as_string() == "since D12.1");
    const auto& runs = body[6].at("inlines").as_array();
    REQUIRE(runs.size() == 3);
    CHECK(runs[1].at("text").as_string() == "*old*");
    CHECK(runs[1].at("strikethrough").as_bool());
    CHECK(runs[2].at("weight").as_string() == "Bolder");
}

TEST_CASE("a decided preview has no live button and no refresh")
{
    auto v = view();
    v.buttons.clear();
    const auto made = card_of(v, frame());
    CHECK_FALSE(made.card.contains("actions"));
    CHECK_FALSE(made.card.contains("refresh"));
    int actions = 0;
    each_action(made.card, [&](const json::object&) { ++actions; });
    CHECK(actions == 0);
}

TEST_CASE("every Action.Execute has its verb, every Action.Submit opens a dialog, all data are objects")
{
    bot::notice words{.text = "Which?", .buttons = {}};
    for (const char* action :
         {"draft.approve",
          "draft.edit",
          "delivery.arrived",
          "delivery.resend",
          "command.open",
          "draft.reject",
          "x"})
        words.buttons.push_back(
            {.action = action, .value = "d1", .label = "", .style = {}, .confirm = "Sure?"}
        );
    const auto made = card_of(words, frame());
    int executes = 0;
    int submits = 0;
    int questions = 0;
    each_action(made.card, [&](const json::object& a) {
        const std::string_view type = a.at("type").as_string();
        CHECK_FALSE(a.at("title").as_string().empty());
        if (type == "Action.ShowCard") {
            ++questions;
            CHECK(a.at("card").at("body").at(0).at("text").as_string() == "Sure?");
            CHECK(a.at("card").at("actions").as_array().size() == 1);
            return;
        }
        CHECK(a.at("data").is_object());
        CHECK(a.at("data").at("value").as_string() == "d1");
        if (type == "Action.Execute") {
            ++executes;
            CHECK(a.at("verb") == a.at("data").at("verb"));
        } else {
            ++submits;
            CHECK(type == "Action.Submit");
            CHECK(a.at("data").at("msteams").at("type").as_string() == "task/fetch");
        }
    });
    CHECK(executes == 4);
    CHECK(submits == 3);
    CHECK(questions == 7);
    CHECK(made.card.at("actions").at(6).at("mode").as_string() == "secondary");
    CHECK_FALSE(made.card.at("actions").at(5).as_object().contains("mode"));
}

TEST_CASE("what people typed is shown as it is")
{
    CHECK(
        card_escape("*a* _b_ `c` [x](y) ~s~ #h |") == "\\*a\\* \\_b\\_ \\`c\\` \\[x\\](y) \\~s\\~ \\#h \\|"
    );
    CHECK(card_escape("- item") == "\\- item");
    CHECK(card_escape("  + item") == "\xC2\xA0\xC2\xA0\\+ item");
    CHECK(card_escape("12. item") == "12\\. item");
    CHECK(card_escape("12.5 ms") == "12\\.5 ms");
    CHECK(card_escape("a - b 1. c") == "a - b 1. c");
    CHECK(card_escape("> quote") == "\\> quote");
    CHECK(card_escape("---") == "\\---");
    CHECK(
        card_escape("<at>Ana</at> 1 < 2") ==
        "<\xE2\x80\x8B"
        "at>Ana<\xE2\x80\x8B/at> 1 < 2"
    );
    CHECK(card_escape("a & b &lt; &#39; &x") == "a & b \\&lt; \\&\\#39; &x");
    CHECK(card_escape("{{DATE(2026-11-25T00:00:00Z)}}") == "{\xE2\x80\x8B{DATE(2026-11-25T00:00:00Z)}}");
    CHECK(card_markdown("**b** {{TIME(x)}}") == "**b** {\xE2\x80\x8B{TIME(x)}}");
    CHECK(
        message_escape("a\n*b*\n\n- c <at>x</at> & d") ==
        "a  \n\\*b\\*\n\n\\- c &lt;at&gt;x&lt;/at&gt; &amp; d"
    );
}

TEST_CASE("the longest preview that the rules make fits into an activity, whatever is in it")
{
    for (const std::string& piece :
         {std::string("*"),
          std::string("\\"),
          std::string("<a"),
          std::string("\n- x"),
          std::string("😀"),
          std::string("{{"),
          std::string("&lt;")}) {
        bot::preview_view v = view();
        std::string text;
        while (runbooks::utf16_units(text + piece) <= 6'000) text += piece;
        v.texts = {
            {.heading = "ops", .text = text, .dialect = "slack", .state = {}},
            {.heading = "all", .text = text.substr(0, text.size() / 4), .dialect = "teams", .state = {}},
        };
        v.facts.assign(50, text.substr(0, 300));
        v.warnings.assign(50, text.substr(0, 300));
        const auto made = card_of(v, frame());
        CHECK_MESSAGE(runbooks::utf16_units(json::serialize(made.card)) < largest_card_units, piece);

        bot::notice words{.text = text + text + text, .buttons = v.buttons};
        CHECK(runbooks::utf16_units(json::serialize(card_of(words, frame()).card)) < largest_card_units);
    }
}

TEST_CASE("a form becomes a dialog, and comes back with what the person typed and what is wrong")
{
    bot::form form{
        .callback = "draft.edit",
        .context = "D12.2",
        .title = "Edit D12.2",
        .submit = "Save",
        .close = "Cancel",
        .fields =
            {
                {.name = "impact",
                 .label = "Impact",
                 .value = "old",
                 .required = true,
                 .multiline = true,
                 .hint = "what *people* see"},
                {.name = "next", .label = "", .value = "", .required = false, .multiline = false, .hint = ""},
            },
    };
    const auto whole = form_response(form);
    const auto& task = whole.at("task").as_object();
    CHECK(task.at("type").as_string() == "continue");
    CHECK(task.at("value").at("title").as_string() == "Edit D12.2");
    const auto& shown = task.at("value").at("card");
    CHECK(shown.at("contentType").as_string() == "application/vnd.microsoft.card.adaptive");
    const auto& card = shown.at("content");
    const auto& input = card.at("body").at(0);
    CHECK(input.at("id").as_string() == "var.impact");
    CHECK(input.at("value").as_string() == "old");
    CHECK(input.at("isRequired").as_bool());
    CHECK(input.at("isMultiline").as_bool());
    CHECK(card.at("body").at(1).at("text").as_string() == "what \\*people\\* see");
    CHECK(card.at("body").at(2).at("label").as_string() == "next");
    const auto& action = card.at("actions").at(0);
    CHECK(action.at("type").as_string() == "Action.Submit");  // dialogs take nothing else
    CHECK(action.at("data").at("callback").as_string() == "draft.edit");
    CHECK(action.at("data").at("context").as_string() == "D12.2");

    const std::string packed(action.at("data").at("form").as_string());
    const auto again = form_again(
        packed, {{"impact", "mine"}, {"next", "12:00"}}, {{"impact", "too long"}, {"other", "odd"}}
    );
    REQUIRE(again.has_value());
    const auto& body = again->at("task").at("value").at("card").at("content").at("body").as_array();
    CHECK(body[0].at("text").as_string() == "odd");
    CHECK(body[1].at("value").as_string() == "mine");
    CHECK(body[2].at("text").as_string() == "too long");
    CHECK(body[2].at("color").as_string() == "Attention");
    CHECK(body[4].at("value").as_string() == "12:00");
    const auto& twice = again->at("task").at("value").at("card").at("content").at("actions").at(0).at("data");
    CHECK(twice.at("form").as_string() == packed);
    CHECK(twice.at("callback").as_string() == "draft.edit");

    for (const std::string& bad :
         {std::string(),
          std::string("{}"),
          std::string("[1]"),
          std::string(R"({"f":[1]})"),
          std::string(R"({"f":{}})"),
          std::string(100'000, '[')})
        CHECK_FALSE(form_again(bad, {}, {}).has_value());
}

TEST_CASE("bodies of invokes are never empty")
{
    CHECK(invoke_message("").at("value").as_string() == "-");
    CHECK(invoke_message("done").at("statusCode").as_int64() == 200);
    CHECK(invoke_message("done").at("type").as_string() == "application/vnd.microsoft.activity.message");
    CHECK(
        invoke_card({{"type", "AdaptiveCard"}}).at("type").as_string() ==
        "application/vnd.microsoft.card.adaptive"
    );
    CHECK(message_response("x").at("task").at("type").as_string() == "message");
    CHECK(json::serialize(done_response()) == "{}");
    const auto asks = notice_response(
        {.text = "?",
         .buttons = {{.action = "draft.edit", .value = "v", .label = "l", .style = {}, .confirm = {}}}}
    );
    CHECK(asks.at("task").at("type").as_string() == "continue");
}

// The fixtures are what tests/teams_cards shows to Microsoft's renderer: a card that changes changes its
// file.
TEST_CASE("cards are those that Microsoft's renderer was shown")
{
    const auto is_fixture = [](const std::string& name, const json::value& made) {
        std::ifstream file(INCIDENTD_SOURCE_DIR "/tests/fixtures/teams_cards/" + name + ".json");
        std::stringstream kept;
        kept << file.rdbuf();
        boost::system::error_code ec;
        const json::value wanted = json::parse(kept.str(), ec);
        CHECK_MESSAGE((!ec && wanted == made), name, ".json should be: ", json::serialize(made));
        CHECK(adapters::sandbox::check_card(made, adapters::sandbox::card_place::message).empty());
    };
    auto pending = view();
    pending.diffs = {
        {.heading = "since D12.1",
         .segments =
             {{bot::diff_kind::kept, "the "},
              {bot::diff_kind::removed, "*old*"},
              {bot::diff_kind::added, "new"}}}
    };
    is_fixture("preview", card_of(pending, frame()).card);
    auto decided = view();
    decided.buttons.clear();
    decided.mention.clear();
    is_fixture("decided", card_of(decided, frame()).card);
    bot::notice question{.text = "Did it arrive?", .buttons = {}};
    question.buttons = {
        {.action = "delivery.arrived", .value = "d7", .label = "It arrived", .style = {}, .confirm = {}},
        {.action = "delivery.resend", .value = "d7", .label = "Send again", .style = {}, .confirm = "Really?"
        },
    };
    is_fixture("question", card_of(question, frame()).card);

    json::array shown;
    for (const char* text :
         {"plain words",
          "*a* _b_ `c` ~s~ | [x](javascript:alert(1)) ![i](http://h/i.png)",
          "# h",
          "- item",
          "+ item",
          "1. item",
          "2) item",
          "> quote",
          "---",
          "===",
          "    indented",
          "a\\b \\* c",
          "<at>Ana</at> <b>bold</b> <!-- c -->",
          "1 < 2 > 0 & x &amp; &lt;b&gt; &#39; &nope",
          "{{DATE(2026-11-25T00:00:00Z)}}",
          "http://h/_a_*b*",
          "__init__ **x** ***y***",
          "snake_case_name",
          "a~~b~~c",
          "\ttab",
          "emoji 😀 ação"})
        shown.push_back(json::object{
            {"text", text}, {"card", card_of(bot::notice{.text = text, .buttons = {}}, frame()).card}
        });
    std::ifstream file(INCIDENTD_SOURCE_DIR "/tests/fixtures/teams_cards/texts.json");
    std::stringstream kept;
    kept << file.rdbuf();
    boost::system::error_code ec;
    CHECK_MESSAGE(
        (json::parse(kept.str(), ec) == json::value(shown)), "texts.json should be: ", json::serialize(shown)
    );
}

TEST_CASE("a dialog has nothing that Teams would not show in one")
{
    const bot::form form{
        .callback = "draft.reject",
        .context = "D12.2",
        .title = "Reject",
        .submit = "Reject",
        .close = "",
        .fields =
            {{.name = "reason",
              .label = "Reason",
              .value = "",
              .required = true,
              .multiline = true,
              .hint = "why"}},
    };
    const auto body = form_response(form);
    const auto& card = body.at("task").at("value").at("card").at("content");
    CHECK(adapters::sandbox::check_card(card, adapters::sandbox::card_place::dialog).empty());
}
