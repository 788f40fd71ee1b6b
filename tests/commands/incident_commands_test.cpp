#include "tests/commands/typing.hpp"

#include <doctest/doctest.h>

using bot::incident_state;
using bot::severity;
using tests::has;
using tests::typing;
using namespace std::chrono_literals;

TEST_CASE("open declares an incident in the channel and previews its first message")
{
    typing t;
    auto& done = t.type("open Checkout fora do ar severity=s1 id=845 next_update=\"15 min\" Região=sul");
    const auto& made = t.incident("SUP-INC-845");
    CHECK(made.level == severity::S1);
    CHECK(made.summary == "Checkout fora do ar");
    CHECK(made.channel == t.channel.channel);
    CHECK(made.values.at("impact_summary") == "Checkout fora do ar");
    CHECK(made.values.at("região") == "sul");
    CHECK_FALSE(made.values.contains("severity"));
    CHECK_FALSE(made.values.contains("id"));
    CHECK(made.roles.at("Support Commander") == "@ana.suporte");
    CHECK(t.draft_called("D1").stage == "initial_update");
    CHECK(has(t.draft_called("D1").current().texts.at(0).text, "Checkout fora do ar"));
    CHECK(has(t.answer(done), "SUP-INC-845"));
    CHECK(has(t.answer(done), "D1.1"));
}

TEST_CASE(
    "open takes the Portuguese word, the default severity and a summary by name, and names what is unfilled"
)
{
    typing t;
    auto& done = t.type("Abrir impact_summary=“sem login” commander=@renata.quality");
    const auto& made = t.incident("SUP-INC-1");
    CHECK(made.level == severity::S3);
    CHECK(made.summary == "sem login");
    CHECK(made.roles.at("Support Commander") == "@renata.quality");
    CHECK(t.draft_called("D1").current().unfilled == std::vector<std::string>{"next_update"});
    CHECK(has(t.answer(done), "next_update"));
}

TEST_CASE("a summary that is typed does not displace the variable given beside it")
{
    typing t;
    t.type("open Curto impact_summary=\"bem mais longo\"");
    CHECK(t.incident("SUP-INC-1").summary == "Curto");
    CHECK(t.incident("SUP-INC-1").values.at("impact_summary") == "bem mais longo");
}

TEST_CASE("a second open in a channel is allowed and says so")
{
    typing t;
    t.type("open um");
    CHECK(has(t.answer(t.type("open dois")), "SUP-INC-1"));
    CHECK(t.world.incidents().size() == 2);
}

TEST_CASE("a refused open leaves no trace")
{
    typing t;
    t.type("open um id=845");
    const char* refused[] = {
        "open dois id=845",
        "open dois id=sup-inc-845",
        "open dois severity=S9",
        "open dois incident_id=3",
        "open dois id=",
        "open dois commander=fulano",
        "open severity=S1",
        "open \"dois",
    };
    for (const char* text : refused) {
        CAPTURE(text);
        auto& done = t.type(text);
        CHECK_FALSE(done.changes_anything());
        CHECK_FALSE(t.answer(done).empty());
    }
    CHECK(has(t.answer(t.type("open \"dois")), "⟦\"⟧dois"));
    CHECK(has(t.answer(t.type("open dois severity=S9")), "S9"));
}

TEST_CASE("over a limit the whole command is refused with the reason")
{
    typing t;
    std::string many = "open x";
    for (int n = 0; n < 101; ++n) many += " k" + std::to_string(n) + "=1";
    const std::string refused[] = {
        many, "open x y=" + std::string(2001, 'a'), "open " + std::string(4001, 'a'), "note \xff"
    };
    for (const auto& text : refused) {
        auto& done = t.type(text);
        CHECK_FALSE(done.changes_anything());
        CHECK_FALSE(t.answer(done).empty());
    }
    // The summary is a variable too: with it there are 101.
    many.resize(many.rfind(' '));
    CHECK_FALSE(t.type(many).changes_anything());
    many.resize(many.rfind(' '));
    CHECK(t.type(many).changes_anything());
    auto& full = t.type("set one=1");
    CHECK_FALSE(full.changes_anything());
    CHECK(has(t.answer(full), "100"));
    CHECK(t.type("set k3=other").changes_anything());
}

TEST_CASE("open in a personal chat uses the first default destination")
{
    typing t;
    t.type(t.ana, t.chat, "open sem login");
    CHECK(t.incident("SUP-INC-1").channel == t.channel.channel);
    CHECK(t.draft_called("D1").asked_in == t.channel.channel);
}

TEST_CASE("severity changes with a line in the channel and a reason")
{
    typing t;
    t.open();
    SUBCASE("without an ID")
    {
        t.type("severity s1 mais clientes, erro=500");
    }
    SUBCASE("with the number")
    {
        t.type("severidade 1 S1 mais clientes, erro=500");
    }
    SUBCASE("as one of the many spellings")
    {
        t.type("severity SEV1 mais clientes, erro=500");
    }
    CHECK(t.incident("SUP-INC-1").level == severity::S1);
    bool told = false;
    for (const auto& [id, row] : t.world.deliveries()) {
        told =
            told || (row.kind == bot::delivery_kind::line && has(row.words->text, "mais clientes, erro=500"));
    }
    CHECK(told);
}

TEST_CASE("a bare digit is a severity, though an incident has that number")
{
    typing t;
    t.open();  // SUP-INC-1
    t.type("severity 1");
    CHECK(t.incident("SUP-INC-1").level == severity::S1);
    CHECK(has(t.answer(t.type("severity high")), "S1, S2, S3"));
    CHECK(t.incident("SUP-INC-1").level == severity::S1);
}

TEST_CASE("assign gives a role of several words to a mentioned person")
{
    typing t;
    t.open();
    const std::string text = "assign approval LEAD @Igor Lima";
    t.type(text, {{text.find('@'), 10, {"slack", "U0IGOR"}}});
    CHECK(t.incident("SUP-INC-1").roles.at("Approval Lead") == "@igor.audit");
    CHECK(t.incident("SUP-INC-1").role_accounts.at("Approval Lead") == t.igor.who);
    t.type("atribuir SUP-INC-1 Incident Scribe joao.ops");
    CHECK(t.incident("SUP-INC-1").role_accounts.at("Incident Scribe") == t.joao.who);
    t.type("assign incident scribe @desconhecida");
    CHECK(t.incident("SUP-INC-1").roles.at("Incident Scribe") == "@desconhecida");
    CHECK_FALSE(t.incident("SUP-INC-1").role_accounts.contains("Incident Scribe"));
}

TEST_CASE("a handle that nobody has is refused when it is near a known one, and taken with a remark when not")
{
    typing t;
    t.open();
    for (const char* text : {
             "assign Support Commander @ana.suport",
             "set commander=@ana.suporta",
             "update progress_update commander=@renata.qualiti",
             "open Outra commander=@igor.audti",
         }) {
        CAPTURE(text);
        auto& refused = t.type(text);
        CHECK_FALSE(refused.changes_anything());
        CHECK(has(t.answer(refused), "Ninguém usa"));
    }
    CHECK(has(t.answer(t.type("assign Support Commander @ana.suport")), "“@ana.suporte”"));
    for (const char* text : {
             "assign Support Commander @ninguem",
             "set commander=@alguem",
             "update progress_update commander=@ninguem impact_summary=x",
             "open Outra commander=@ninguem",
         }) {
        CAPTURE(text);
        auto& taken = t.type(text);
        CHECK(taken.changes_anything());
        CHECK(has(t.answer(taken), "Não conheço ninguém como @"));
    }
    t.type("close 2");
    // In the role table, though in no [[person]].
    t.markdown.replace(t.markdown.find("@marcos.noc"), 11, "@pedro.plant");
    t.reload();
    auto& deputy = t.type("assign Support Commander @pedro.plant");
    CHECK(t.incident("SUP-INC-1").roles.at("Support Commander") == "@pedro.plant");
    CHECK_FALSE(has(t.answer(deputy), "Não conheço"));
}

TEST_CASE("assign refuses an unknown role with the nearest and the list, and a person that is none")
{
    typing t;
    t.open();
    auto& role = t.type("assign Aproval Lead @ana.suporte");
    CHECK_FALSE(role.changes_anything());
    CHECK(has(t.answer(role), "“Approval Lead”"));
    CHECK(has(t.answer(role), "Incident Scribe"));
    auto& person = t.type("assign Approval Lead fulano");
    CHECK_FALSE(person.changes_anything());
    CHECK(has(t.answer(person), "fulano"));
    CHECK_FALSE(t.type("assign Approval").changes_anything());
}

TEST_CASE("take makes oneself commander unless another role is named")
{
    typing t;
    t.open();
    t.type(t.joao, t.channel, "take");
    CHECK(t.incident("SUP-INC-1").roles.at("Support Commander") == "@joao.ops");
    t.type(t.stranger, t.channel, "assumir incident scribe");
    CHECK(t.incident("SUP-INC-1").roles.at("Incident Scribe") == "Visitante");
    CHECK_FALSE(t.type("take Chefe").changes_anything());
}

TEST_CASE("state takes only what is done by hand")
{
    typing t;
    t.open();
    t.type("state mitigating");
    CHECK(t.incident("SUP-INC-1").state == incident_state::mitigating);
    t.type("estado 1 Monitorando");
    CHECK(t.incident("SUP-INC-1").state == incident_state::monitoring);
    // The words in which the daemon itself tells the state are understood, too.
    t.type("estado em mitigação");
    CHECK(t.incident("SUP-INC-1").state == incident_state::mitigating);
    t.type("estado 1 monitoramento");
    CHECK(t.incident("SUP-INC-1").state == incident_state::monitoring);
    t.type("estado mitigacao");
    CHECK(t.incident("SUP-INC-1").state == incident_state::mitigating);
    for (const char* text :
         {"state em",
          "state em resolved",
          "state resolved",
          "state closed",
          "state mitigating now",
          "state open"}) {
        CAPTURE(text);
        CHECK_FALSE(t.type(text).changes_anything());
    }
}

TEST_CASE("a note is kept as typed and goes nowhere else")
{
    typing t;
    t.open();
    const auto lines = t.world.deliveries().size();
    t.type("note 1 causa=disco   cheio\nno \"db 2\"");
    CHECK(t.incident("SUP-INC-1").timeline.back().text == "causa=disco   cheio\nno \"db 2\"");
    t.type("nota \"500 erros\"");
    CHECK(t.incident("SUP-INC-1").timeline.back().text == "500 erros");
    CHECK(t.world.deliveries().size() == lines);
    CHECK_FALSE(t.type("note " + std::string(2001, 'a')).changes_anything());
}

TEST_CASE("close, reopen and cancel move an incident through its life")
{
    typing t;
    t.open();
    t.draft("SUP-INC-1", "progress_update");
    t.type("fechar");
    CHECK(t.incident("SUP-INC-1").state == incident_state::closed);
    CHECK(t.draft_called("D1").state == bot::draft_state::withdrawn);
    CHECK(has(t.answer(t.type("close SUP-INC-1")), "SUP-INC-1"));
    CHECK_FALSE(t.type("update SUP-INC-1").changes_anything());
    t.type("reabrir");
    CHECK(t.incident("SUP-INC-1").state == incident_state::open);
    CHECK_FALSE(t.type("reopen 1").changes_anything());
    t.type("cancelar 1");
    CHECK(t.incident("SUP-INC-1").state == incident_state::cancelled);
    CHECK_FALSE(t.type("cancel extra").changes_anything());
}

TEST_CASE("set stores variables, and severity and commander change the incident")
{
    typing t;
    t.open();
    t.type("definir impact_summary=\"sem pix\" severity=S1 commander=@renata.quality");
    const auto& about = t.incident("SUP-INC-1");
    CHECK(about.values.at("impact_summary") == "sem pix");
    CHECK(about.level == severity::S1);
    CHECK(about.roles.at("Support Commander") == "@renata.quality");
    for (const char* text :
         {"set channel=x", "set ttr=5", "set x=1 severity=9", "set x=1 commander=fulano", "set x=1 y"}) {
        CAPTURE(text);
        auto& done = t.type(text);
        CHECK_FALSE(done.changes_anything());
        CHECK_FALSE(t.answer(done).empty());
    }
}

TEST_CASE("vars shows what is stored and what each stage is missing")
{
    typing t;
    t.open({});
    const auto text = t.answer(t.type("vars"));
    CHECK(has(text, "impact_summary = Checkout fora"));
    CHECK(has(text, "initial_update: falta next_update"));
    CHECK(has(text, "progress_update: completa"));
    CHECK(has(text, "postmortem_summary: falta lessons_learned"));
    // What fills itself in when the stage is asked for is not missing.
    CHECK_FALSE(has(text, "ttr"));
}

TEST_CASE("status, list and timeline answer in private, in the person's language and the configured zone")
{
    typing t;
    t.open();
    t.draft("SUP-INC-1", "progress_update");
    t.now += 65min;
    auto& status = t.type("status");
    CHECK_FALSE(status.changes_anything());
    CHECK(has(t.answer(status), "SUP-INC-1 · S2 · "));
    CHECK(has(t.answer(status), "2026-11-23 14:05 -03"));
    CHECK(has(t.answer(status), "1 h 05 min"));
    CHECK(has(t.answer(status), "D1.1 (progress_update)"));
    t.ana.locale = "en-US";
    CHECK(has(t.answer(t.type("situação 1")), "Commander: @ana.suporte"));
    t.type("note segunda");
    const auto line = t.answer(t.type("timeline"));
    CHECK(has(line, "segunda"));
    CHECK(line.find("segunda") < line.find("progress_update"));
}

TEST_CASE("list is newest first, and only all of it has what is closed")
{
    typing t;
    CHECK(has(t.answer(t.type("list")), "Nenhum"));
    t.open();
    t.now += 1min;
    t.open();
    t.type("close 1");
    CHECK_FALSE(has(t.answer(t.type("list")), "SUP-INC-1 "));
    const auto all = t.answer(t.type("listar todos"));
    CHECK(all.find("SUP-INC-2 ") < all.find("SUP-INC-1 "));
    CHECK(has(t.answer(t.type("list everything")), "everything"));
    for (int n = 0; n < 25; ++n) t.open();
    CHECK(has(t.answer(t.type("list")), "6"));
}
