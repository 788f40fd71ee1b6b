#include "tests/commands/typing.hpp"

#include "commands/table.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using tests::has;
using tests::typing;

namespace {

const bot::form_field* field(const bot::form& f, std::string_view name)
{
    const auto found =
        std::find_if(f.fields.begin(), f.fields.end(), [&](const auto& one) { return one.name == name; });
    return found == f.fields.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("open without words opens a form whose submission opens the incident where it was typed")
{
    typing t;
    t.may_open_form = true;
    auto& asked = t.type("open");
    CHECK_FALSE(asked.private_answer());
    REQUIRE(asked.form_to_open());
    const auto f = *asked.form_to_open();
    CHECK(f.callback == "command.open");
    CHECK(f.context.size() <= 3000);
    REQUIRE(field(f, "impact_summary"));
    CHECK(field(f, "impact_summary")->required);
    REQUIRE(field(f, "severity"));
    CHECK(field(f, "severity")->value == "S3");
    REQUIRE(field(f, "next_update"));
    CHECK_FALSE(field(f, "incident_id"));

    SUBCASE("a platform tells no channel with a submission")
    {
        t.happen(t.event(
            t.ana,
            {},
            bot::form_submission{
                f.callback,
                f.context,
                {{"impact_summary", "sem pix"}, {"severity", "s1"}, {"next_update", "já"}}
            }
        ));
        CHECK(t.incident("SUP-INC-1").channel == t.channel.channel);
        CHECK(t.incident("SUP-INC-1").level == bot::severity::S1);
        CHECK(t.incident("SUP-INC-1").summary == "sem pix");
        CHECK(t.draft_called("D1").current().unfilled.empty());
    }
    SUBCASE("faults are told at their fields and nothing changes")
    {
        auto& empty = t.submit(f, {{"impact_summary", "  "}, {"severity", "S1"}});
        CHECK(empty.field_errors().contains("impact_summary"));
        CHECK_FALSE(empty.changes_anything());
        auto& wrong = t.submit(f, {{"impact_summary", "x"}, {"severity", "alta"}});
        CHECK(wrong.field_errors().contains("severity"));
        CHECK_FALSE(wrong.changes_anything());
        auto& long_one = t.submit(f, {{"impact_summary", std::string(2001, 'a')}, {"severity", "S1"}});
        CHECK(long_one.field_errors().contains("impact_summary"));
        CHECK_FALSE(long_one.changes_anything());
    }
    SUBCASE("a forged context does nothing")
    {
        CHECK_FALSE(t.happen(
                         t.event(t.ana, {}, bot::form_submission{f.callback, "x", {{"impact_summary", "x"}}})
        ).changes_anything());
        CHECK_FALSE(t.happen(t.event(t.ana, {}, bot::form_submission{"command.update", f.context, {}})
        ).changes_anything());
    }
}

TEST_CASE("where no form can be opened a button offers it, and its press opens it")
{
    typing t;
    t.open();
    auto& offered = t.type("severity");
    CHECK_FALSE(offered.form_to_open());
    const auto buttons = offered.private_answer()->buttons;
    REQUIRE(buttons.size() == 1);
    CHECK(buttons[0].action == "command.severity.form");
    CHECK(has(t.answer(offered), "severidade [ID] S2"));
    t.may_open_form = true;
    auto& pressed = t.press(buttons[0]);
    REQUIRE(pressed.form_to_open());
    CHECK(field(*pressed.form_to_open(), "severity")->value == "S2");
    t.submit(*pressed.form_to_open(), {{"severity", "S1"}, {"reason", "piorou muito"}});
    CHECK(t.incident("SUP-INC-1").level == bot::severity::S1);
}

TEST_CASE("set asks for the variables of the following stage, prefilled, and an emptied one is cleared")
{
    typing t;
    t.open();
    t.may_open_form = true;
    const auto f = *t.type("set SUP-INC-1").form_to_open();
    REQUIRE(field(f, "next_update"));
    CHECK(field(f, "next_update")->value == "15 min");
    t.submit(f, {{"next_update", ""}, {"impact_summary", "sem pix"}});
    CHECK_FALSE(t.incident("SUP-INC-1").values.contains("next_update"));
    CHECK(t.incident("SUP-INC-1").values.at("impact_summary") == "sem pix");
}

TEST_CASE("a field that the platform did not show keeps its value")
{
    typing t;
    t.open();
    t.may_open_form = true;
    const auto f = *t.type("set SUP-INC-1").form_to_open();
    t.submit(f, {{"impact_summary", "sem pix"}});
    CHECK(t.incident("SUP-INC-1").values.at("next_update") == "15 min");
    CHECK(t.incident("SUP-INC-1").values.at("impact_summary") == "sem pix");
}

TEST_CASE("the forms of assign, state and note do what the words do")
{
    typing t;
    t.open();
    t.may_open_form = true;
    t.submit(*t.type("assign").form_to_open(), {{"role", "approval lead"}, {"person", "@igor.audit"}});
    CHECK(t.incident("SUP-INC-1").role_accounts.at("Approval Lead") == t.igor.who);
    t.submit(*t.type("state").form_to_open(), {{"state", "mitigating"}});
    CHECK(t.incident("SUP-INC-1").state == bot::incident_state::mitigating);
    t.submit(*t.type("note").form_to_open(), {{"note", "a = b \"c"}});
    CHECK(t.incident("SUP-INC-1").timeline.back().text == "a = b \"c");

    const auto assign = *t.type("assign").form_to_open();
    CHECK(t.submit(assign, {{"role", "chefe"}, {"person", "@igor.audit"}}).field_errors().contains("role"));
    CHECK(t.submit(assign, {{"role", "approval lead"}, {"person", "igor"}}).field_errors().contains("person")
    );
    CHECK(t.submit(*t.type("state").form_to_open(), {{"state", "feito"}}).field_errors().contains("state"));
}

TEST_CASE("every form is one that platforms show: a short title, at least one field, no name twice")
{
    typing t;
    t.draft(t.open(), "progress_update");
    t.now += std::chrono::minutes(1);
    t.type(t.renata, t.channel, "approve");
    t.send_everything();  // there is something to correct
    t.may_open_form = true;
    int forms = 0;
    for (const auto* row : commands::table()) {
        if (row->fields == nullptr) continue;
        CAPTURE(row->word);
        const auto f = t.type(std::string(row->word)).form_to_open();
        REQUIRE(f);
        ++forms;
        CHECK(f->callback == "command." + std::string(row->word));
        CHECK_FALSE(f->fields.empty());
        CHECK(f->title.size() <= 24);
        for (const auto& one : f->fields) {
            CHECK(std::count_if(f->fields.begin(), f->fields.end(), [&](const auto& o) {
                      return o.name == one.name;
                  }) == 1);
        }
    }
    CHECK(forms == 7);
}
