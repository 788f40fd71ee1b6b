#include "tests/commands/typing.hpp"

#include <doctest/doctest.h>

using bot::draft_state;
using tests::has;
using tests::typing;
using namespace std::chrono_literals;

TEST_CASE("update renders the following stage, or the one that is named")
{
    typing t;
    t.open();
    t.type("update");
    CHECK(t.draft_called("D1").stage == "initial_update");
    t.type("atualizar SUP-INC-1 Progress_Update impact_summary=\"metade voltou\"");
    CHECK(t.draft_called("D2").stage == "progress_update");
    CHECK(t.draft_called("D2").current().overrides.at("impact_summary") == "metade voltou");
    CHECK(t.incident("SUP-INC-1").values.at("impact_summary") == "Checkout fora");
    t.type("resolver ttr=\"2 h\"");
    CHECK(t.draft_called("D3").stage == "resolution");
    CHECK(has(t.draft_called("D3").current().texts.at(0).text, "2 h"));
    t.type("update severity=S1");
    CHECK(t.incident("SUP-INC-1").level == bot::severity::S1);
    CHECK(t.draft_called("D1").state == draft_state::superseded);
}

TEST_CASE("update refuses an unknown stage with the nearest and the list, and words it cannot place")
{
    typing t;
    t.open();
    auto& stage = t.type("update progres_update");
    CHECK_FALSE(stage.changes_anything());
    CHECK(has(t.answer(stage), "“progress_update”"));
    CHECK(has(t.answer(stage), "postmortem_summary"));
    auto& more = t.type("update progress_update banco voltou");
    CHECK_FALSE(more.changes_anything());
    CHECK(has(t.answer(more), "“banco”"));
    for (const char* text : {"update started_at=agora", "update severity=alta", "resolve requested_by=x"}) {
        CHECK_FALSE(t.type(text).changes_anything());
    }
}

TEST_CASE("approve takes the channel's only pending draft, by word or by name")
{
    typing t;
    t.open();
    CHECK(has(t.answer(t.type(t.renata, t.channel, "approve")), "rascunho"));
    t.type("update");
    t.now += 1min;
    SUBCASE("none named")
    {
        t.type(t.renata, t.channel, "aprovar");
    }
    SUBCASE("the draft")
    {
        t.type(t.renata, t.channel, "approve d1");
    }
    SUBCASE("the revision, from elsewhere")
    {
        t.type(t.renata, t.chat, "approve D1.1");
    }
    CHECK(t.draft_called("D1").state == draft_state::posting);
    CHECK(has(t.answer(t.type(t.renata, t.channel, "approve D1")), "D1"));
}

TEST_CASE("right after a revision appeared approve wants it named, and the requester may not approve")
{
    typing t;
    t.open();
    t.type("update");
    CHECK(has(t.answer(t.type(t.renata, t.channel, "approve")), "D1.1"));
    CHECK(t.draft_called("D1").is_pending());
    t.now += 1min;
    t.type("approve");
    CHECK(t.draft_called("D1").is_pending());
    auto& old = t.type(t.renata, t.channel, "approve D1.7");
    CHECK_FALSE(old.changes_anything());
    CHECK(has(t.answer(old), "D1.1"));
    CHECK(has(t.answer(t.type(t.renata, t.channel, "approve D9")), "D1.1"));
    CHECK_FALSE(t.type(t.renata, t.channel, "approve tudo agora").changes_anything());
}

TEST_CASE("of several drafts one button each names the revision")
{
    typing t;
    t.open();
    t.type("update");
    t.type("resolve");
    auto& asked = t.type(t.renata, t.channel, "reject texto errado");
    CHECK_FALSE(asked.changes_anything());
    const auto buttons = asked.private_answer()->buttons;
    REQUIRE(buttons.size() == 2);
    CHECK(buttons[1].label == "D2.1");
    t.press(t.renata, buttons[1]);
    CHECK(t.draft_called("D2").state == draft_state::rejected);
    CHECK(t.draft_called("D2").decision_reason == "texto errado");
    CHECK(t.draft_called("D1").is_pending());
}

TEST_CASE("what will be voted on is known before the rules run")
{
    typing t;
    t.open();
    t.type("update");
    const auto foreseen = [&](std::string text, bot::place at) {
        return t.commands.voted_draft(
            t.world, t.ctx(), t.event(t.renata, std::move(at), bot::typed_command{std::move(text), {}})
        );
    };
    CHECK(foreseen("aprovar", t.channel) == "D1");
    CHECK(foreseen("reject d1.1 motivo", t.chat) == "D1");
    CHECK(foreseen("edit", t.channel) == "D1");
    CHECK_FALSE(foreseen("approve", t.chat));
    CHECK_FALSE(foreseen("approve D9", t.channel));
    CHECK_FALSE(foreseen("withdraw", t.channel));
    CHECK_FALSE(foreseen("update", t.channel));
    CHECK_FALSE(foreseen("approve \"", t.channel));
    t.type("resolve");
    CHECK_FALSE(foreseen("approve", t.channel));
    const auto button = t.type("approve").private_answer()->buttons.at(0);
    CHECK(
        t.commands.voted_draft(
            t.world, t.ctx(), t.event(t.renata, t.channel, bot::press{button.action, button.value})
        ) == "D1"
    );
}

TEST_CASE("edit opens the draft's form, or offers the button that does")
{
    typing t;
    t.open();
    t.type("update");
    auto& offered = t.type("editar");
    REQUIRE(offered.private_answer()->buttons.size() == 1);
    CHECK(offered.private_answer()->buttons[0].action == "draft.edit");
    CHECK(offered.private_answer()->buttons[0].value == "D1.1");
    t.may_open_form = true;
    REQUIRE(t.type("edit D1").form_to_open());
    CHECK(t.type("edit D1").form_to_open()->callback == "draft.edit");
    auto& refused = t.type(t.stranger, t.channel, "edit");
    CHECK_FALSE(refused.form_to_open());
    CHECK(has(t.answer(refused), "Approval Lead"));
}

TEST_CASE("withdraw is for authors and the commander")
{
    typing t;
    t.open();
    t.type(t.joao, t.channel, "update");
    CHECK_FALSE(t.type(t.renata, t.channel, "withdraw").changes_anything());
    SUBCASE("author")
    {
        t.type(t.joao, t.channel, "withdraw D1");
    }
    SUBCASE("commander")
    {
        t.type(t.ana, t.channel, "retirar");
    }
    CHECK(t.draft_called("D1").state == draft_state::withdrawn);
}

TEST_CASE("a refusal names the people who may instead, in the person's language")
{
    typing t;
    t.open();
    t.type("update");
    const auto told = [&](bot::actor by, const std::string& text) {
        return t.answer(t.type(by, t.channel, text));
    };
    CHECK(
        has(told(t.stranger, "edit D1"),
            "D1.1 pode ser editado por quem o escreveu (@ana.suporte), por quem comanda o incidente "
            "(@ana.suporte) e por "
            "quem pode aprovar (Approval Lead (@renata.quality, @igor.audit)).")
    );
    t.stranger.locale = "en";
    CHECK(has(told(t.stranger, "withdraw D1"), "may be withdrawn by those who wrote it (@ana.suporte)"));
    CHECK(has(told(t.stranger, "withdraw D1"), "(@renata.quality, @igor.audit)) use /incident reject D1.1."));
    t.happen(
        t.event(t.renata, t.channel, bot::form_submission{"draft.edit", "D1.1", {{"impact_summary", "x"}}})
    );
    CHECK(has(told(t.stranger, "edit D1"), "those who wrote it (@ana.suporte, @renata.quality)"));
    CHECK(has(told(t.renata, "approve D1.2"), "outra pessoa precisa aprovar"));
}

TEST_CASE("a vote that comes too late is told what became of the draft and what to do")
{
    typing t;
    t.open();
    t.type("update");
    t.type("update");
    CHECK(has(
        t.answer(t.type(t.renata, t.channel, "approve D1")), "D1 foi substituído por D2: veja a prévia dele"
    ));
    t.now += 31min;
    CHECK(has(t.answer(t.type(t.renata, t.channel, "approve D2.1")), "D2 expirou antes de ter as aprovações")
    );
    t.renata.locale = "en";
    CHECK(has(t.answer(t.type(t.renata, t.channel, "approve D2.1")), "To have it posted, ask again"));
    t.type("update");
    t.type(t.igor, t.channel, "reject D3 não");
    CHECK(
        has(t.answer(t.type(t.renata, t.channel, "approve D3.1")),
            "D3 is already decided (rejected by @igor.audit)")
    );
}

TEST_CASE("a reason is as long as a value may be, and no longer")
{
    typing t;
    t.open();
    t.type("update");
    const std::string long_reason(2001, 'x');
    CHECK_FALSE(t.type(t.renata, t.channel, "reject D1 \"" + long_reason + "\"").changes_anything());
    CHECK_FALSE(t.type("severity S1 \"" + long_reason + "\"").changes_anything());
    CHECK(t.draft_called("D1").is_pending());
}
