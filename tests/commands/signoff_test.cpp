// Which emergency post a sign-off is about, and whose memberships are looked up for it.
#include "bot/break_glass.hpp"
#include "tests/commands/typing.hpp"

#include <doctest/doctest.h>

using tests::has;

namespace {

struct emergencies : tests::typing {
    std::string id;

    emergencies()
    {
        config.approval.approvers = {"slack_group:S0SUPPORT", "channel"};
        config.approval.break_glass.roles = {"Support Commander"};
        id = open();
        post("progress_update");
    }
    std::string post(const std::string& stage)
    {
        const std::string made = draft(id, stage);
        type("approve " + made + ".1 emergency=yes reason=pressa");
        REQUIRE(bot::awaits_sign_off(draft_called(made)));
        send_everything();
        return made;
    }
    std::vector<bot::membership_query> asked(const std::string& text, bool pressed = false)
    {
        bot::deed what = bot::typed_command{text, {}};
        if (pressed) what = bot::press{"draft.signoff", text};
        return bot::needed_memberships(world, ctx(), commands, event(joao, channel, what));
    }
    bool asks_group(const std::string& text, bool pressed = false)
    {
        const auto all = asked(text, pressed);
        return std::any_of(all.begin(), all.end(), [](const auto& q) { return q.id == "S0SUPPORT"; }) &&
               std::any_of(all.begin(), all.end(), [](const auto& q) { return q.kind == "channel"; });
    }
};

}  // namespace

TEST_CASE("a sign-off asks the groups that admit people, with the draft named and without, typed and pressed")
{
    emergencies t;
    CHECK(t.asks_group("signoff"));
    CHECK(t.asks_group("ratificar conferido com o cliente"));
    CHECK(t.asks_group("signoff D1 conferido"));
    CHECK(t.asks_group("D1", true));
    CHECK(t.asked("signoff D77").empty());
    CHECK(t.asked("status").empty());
}

TEST_CASE("without an id a member of the group signs off; who is not one is refused and told who may")
{
    emergencies t;
    for (const auto& q : t.asked("signoff")) t.memberships[q] = std::set<std::string>{t.joao.who.id};
    const auto refused = t.answer(t.type(t.igor, t.channel, "signoff"));
    CHECK(has(refused, "Você não está entre quem pode ratificar D1"));
    CHECK(has(refused, "grupo S0SUPPORT"));
    CHECK(bot::awaits_sign_off(t.draft_called("D1")));
    CHECK(has(t.answer(t.type(t.joao, t.channel, "signoff conferido com o cliente")), "D1.2 ratificado"));
    CHECK(t.draft_called("D1").emergency->signed_note == "conferido com o cliente");
    CHECK(has(t.answer(t.type(t.joao, t.channel, "signoff")), "Nenhuma publicação em emergência"));
}

TEST_CASE("a look-up that failed admits nobody")
{
    emergencies t;
    for (const auto& q : t.asked("signoff")) t.memberships[q] = std::nullopt;
    CHECK(has(t.answer(t.type(t.joao, t.channel, "signoff")), "Você não está entre quem pode ratificar"));
}

TEST_CASE("several that wait are asked about with a button each, which keeps the note")
{
    emergencies t;
    t.post("resolution");
    CHECK(t.asked("signoff").empty());
    auto& changes = t.type(t.joao, t.channel, "signoff conferido");
    CHECK_FALSE(changes.changes_anything());
    CHECK(has(t.answer(changes), "Mais de uma publicação em emergência"));
    REQUIRE(changes.private_answer()->buttons.size() == 2);
    const bot::button second = changes.private_answer()->buttons[1];
    CHECK(second.label == "D2.2");
    const auto queries = bot::needed_memberships(
        t.world, t.ctx(), t.commands, t.event(t.joao, t.channel, bot::press{second.action, second.value})
    );
    REQUIRE_FALSE(queries.empty());
    for (const auto& q : queries) t.memberships[q] = std::set<std::string>{t.joao.who.id};
    CHECK(has(t.answer(t.press(t.joao, second)), "D2.2 ratificado"));
    CHECK(t.draft_called("D2").emergency->signed_note == "conferido");
    CHECK(bot::awaits_sign_off(t.draft_called("D1")));
}

TEST_CASE("the channel's own emergency is meant, and elsewhere the only one there is")
{
    emergencies t;
    t.act([&](bot::change_set& changes, const bot::context& with) {
        bot::opening what;
        what.summary = "Outro";
        what.by = t.ana;
        what.at = t.other_channel;
        bot::open_incident(changes, with, what);
    });
    t.type(t.ana, t.other_channel, "update 2 progress_update impact_summary=Pix");
    t.type(t.ana, t.other_channel, "approve D2.1 emergency=yes reason=pressa");
    REQUIRE(bot::awaits_sign_off(t.draft_called("D2")));
    t.send_everything();
    const auto foreseen = [&](const bot::place& where) {
        return t.commands.voted_draft(
            t.world, t.ctx(), t.event(t.joao, where, bot::typed_command{"signoff", {}})
        );
    };
    CHECK(foreseen(t.channel) == "D1");
    CHECK(foreseen(t.other_channel) == "D2");
    CHECK_FALSE(foreseen(t.chat));
    t.act([&](bot::change_set& c, const bot::context&) { c.edit_draft("D1").emergency->signed_at = t.now; });
    CHECK(foreseen(t.chat) == "D2");
}
