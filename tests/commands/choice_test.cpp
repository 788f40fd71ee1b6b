#include "tests/commands/typing.hpp"

#include <doctest/doctest.h>

using tests::has;
using tests::typing;
using namespace std::chrono_literals;

TEST_CASE("without an incident the answer says how to open one and what is open elsewhere")
{
    typing t;
    CHECK(has(t.answer(t.type("update")), "/incident abrir"));
    t.open();
    auto& done = t.type(t.ana, t.other_channel, "update");
    CHECK_FALSE(done.changes_anything());
    CHECK(has(t.answer(done), "SUP-INC-1"));
}

TEST_CASE("an incident is named from anywhere by number or id")
{
    typing t;
    t.open();
    for (const char* text : {"note 1 x", "note sup-inc-1 x", "note SUP-INC-1 x"}) {
        CAPTURE(text);
        CHECK(t.type(t.ana, t.chat, text).changes_anything());
        CHECK(t.incident("SUP-INC-1").timeline.back().text == "x");
    }
    auto& unknown = t.type("note SUP-INC-11 x");
    CHECK_FALSE(unknown.changes_anything());
    CHECK(has(t.answer(unknown), "SUP-INC-1”"));
    t.type("note 500 erros");
    CHECK(t.incident("SUP-INC-1").timeline.back().text == "500 erros");
}

TEST_CASE("id= names the incident wherever an ID may stand, and is never kept as a variable")
{
    typing t;
    t.open();
    t.type(t.ana, t.other_channel, "open Outra severity=S3");
    CHECK(has(t.answer(t.type("status id=2")), "SUP-INC-2"));
    CHECK(has(t.answer(t.type("status ID=SUP-INC-2")), "SUP-INC-2"));
    t.type("set region=sul id=2");
    CHECK(t.incident("SUP-INC-2").values.at("region") == "sul");
    CHECK_FALSE(t.incident("SUP-INC-2").values.contains("id"));
    CHECK_FALSE(t.incident("SUP-INC-1").values.contains("region"));
    t.type("update progress_update id=2");
    CHECK(t.draft_called("D2").incident_id == "SUP-INC-2");
    t.type("severity id=2 S1");
    CHECK(t.incident("SUP-INC-2").level == bot::severity::S1);
    t.type("severity S4 id=2 menos grave");
    CHECK(t.incident("SUP-INC-2").level == bot::severity::S4);
    CHECK(t.incident("SUP-INC-1").level == bot::severity::S2);
    t.type("nota id=2 visto id=1");
    CHECK(t.incident("SUP-INC-2").timeline.back().text == "visto id=1");
    for (const char* text :
         {"update id=999",
          "set region=norte id=999",
          "note id=999 x",
          "state monitoring id=2",
          "status id=2 x",
          "update id=",
          "set region=norte id=!!",
          "resolve id=SUP-INC-999 ttr=x"}) {
        CAPTURE(text);
        auto& refused = t.type(text);
        CHECK_FALSE(refused.changes_anything());
        CHECK_FALSE(t.answer(refused).empty());
    }
    CHECK(has(t.answer(t.type("update id=999")), "Não conheço o incidente 999"));
}

TEST_CASE("of several incidents one button each runs the same command with people and values kept")
{
    typing t;
    t.open();
    t.open();
    const std::string text = "assign Approval Lead @Igor Lima";
    auto& asked = t.type(text, {{text.find('@'), 10, {"slack", "U0IGOR"}}});
    CHECK_FALSE(asked.changes_anything());
    REQUIRE(asked.private_answer());
    const auto buttons = asked.private_answer()->buttons;
    REQUIRE(buttons.size() == 2);
    CHECK(buttons[1].label == "SUP-INC-2");
    CHECK(buttons[1].action == "command.assign");
    CHECK(buttons[1].value.size() <= 2000);
    t.press(buttons[1]);
    CHECK(t.incident("SUP-INC-2").role_accounts.at("Approval Lead") == t.igor.who);
    CHECK_FALSE(t.incident("SUP-INC-1").role_accounts.contains("Approval Lead"));

    const auto update = t.type("update x=\"a b\"").private_answer()->buttons;
    t.press(update.at(0));
    CHECK(t.draft_called("D1").incident_id == "SUP-INC-1");
    CHECK(t.draft_called("D1").current().overrides.at("x") == "a b");
}

TEST_CASE("what fits no button is asked to be typed again")
{
    typing t;
    t.open();
    t.open();
    const auto asked = *t.type("note " + std::string(1990, 'a')).private_answer();
    CHECK(asked.buttons.empty());
    CHECK(has(asked.text, "SUP-INC-1, SUP-INC-2"));
}

TEST_CASE("the thread decides between several incidents")
{
    typing t;
    t.open();
    t.channel.thread = "99.1";
    t.open();
    t.type("note aqui");
    CHECK(t.incident("SUP-INC-2").timeline.back().text == "aqui");
    t.channel.thread = {};
    t.draft("SUP-INC-1", "progress_update");
    t.send_everything();
    t.channel.thread = t.world.find_delivery(t.draft_called("D1").previews.at(0).delivery_id)->platform_id;
    t.type("note ali");
    CHECK(t.incident("SUP-INC-1").timeline.back().text == "ali");
}

TEST_CASE("an incident that is worked on comes before one that is resolved, except for the postmortem")
{
    typing t;
    t.open();
    t.open();
    t.act([&](bot::change_set& changes, const bot::context&) {
        changes.edit_incident("SUP-INC-1").state = bot::incident_state::resolved;
        changes.edit_incident("SUP-INC-1").resolved_at = t.now;
    });
    t.type("update");
    CHECK(t.draft_called("D1").incident_id == "SUP-INC-2");
    t.type("postmortem");
    CHECK(t.draft_called("D2").incident_id == "SUP-INC-1");
    CHECK(t.draft_called("D2").stage == "postmortem_summary");
    CHECK(t.type("close").private_answer()->buttons.size() == 2);
    t.type("reopen");
    CHECK(t.incident("SUP-INC-1").state == bot::incident_state::open);
}

TEST_CASE("a button that nobody made is answered and does nothing")
{
    typing t;
    t.open();
    const bot::button forged[] = {
        {.action = "command.update", .value = "SUP-INC-1", .label = {}, .style = {}, .confirm = {}},
        {.action = "command.nothing", .value = "0:0:0:0:0:0:0:1:0", .label = {}, .style = {}, .confirm = {}},
        {.action = "command.update.form",
         .value = "0:0:0:0:0:0:0:1:0",
         .label = {},
         .style = {},
         .confirm = {}},
        {.action = "command.note",
         .value = "9:SUP-INC-81:x0:0:0:0:0:1:0",
         .label = {},
         .style = {},
         .confirm = {}},
    };
    for (const auto& b : forged) {
        CAPTURE(b.action);
        auto& done = t.press(b);
        CHECK_FALSE(done.changes_anything());
        CHECK_FALSE(t.answer(done).empty());
    }
}

TEST_CASE("a number that names no incident is an unknown incident, except where it may be a word of its own")
{
    typing t;
    t.open();
    for (const char* text :
         {"status 999",
          "timeline 999",
          "vars 999",
          "set 999 a=b",
          "update 999",
          "update 999 resolution",
          "resolve 999",
          "reopen 999",
          "close 999",
          "cancel 999",
          "state 999 monitoring",
          "severity 999 S1",
          "assign 999 Scribe @joao.ops"}) {
        CAPTURE(text);
        auto& done = t.type(text);
        CHECK_FALSE(done.changes_anything());
        CHECK(has(t.answer(done), "999"));
        CHECK(has(t.answer(done), "SUP-INC-1") == false);
        const auto unknown = t.answer(t.type("status SUP-INC-999"));
        CHECK(t.answer(t.type("status 999")).substr(0, 6) == unknown.substr(0, 6));
    }
    CHECK(has(t.answer(t.type("severity 7")), "7"));
    CHECK(has(t.answer(t.type("severity 7")), "S1"));
}
