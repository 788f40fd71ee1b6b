#include "bot/command_audit.hpp"

#include "tests/commands/typing.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

using tests::has;

namespace {

// Events as the engine takes them: decided, then noted.
struct noted : tests::typing {
    void event_of(bot::deed what)
    {
        const auto e = event(ana, channel, std::move(what));
        act([&](bot::change_set& changes, const bot::context& with) {
            bot::decide(changes, with, commands, e);
            bot::audit_command(changes, with, e);
        });
    }
    void say(std::string text) { event_of(bot::typed_command{std::move(text), {}}); }
    std::string last() const
    {
        REQUIRE_FALSE(log.empty());
        return log.back().body;
    }
};

}  // namespace

TEST_CASE("every command is in the chain with its words, its author and whether anything came of it")
{
    noted t;
    t.say("open Checkout fora severity=S2");
    CHECK(has(t.last(), R"("kind":"command.typed")"));
    CHECK(has(t.last(), R"("text":"open Checkout fora severity=S2")"));
    CHECK(has(t.last(), R"("by":{"id":"U0ANA","platform":"slack"})"));
    CHECK(has(t.last(), R"("changed":true)"));
    CHECK(has(t.last(), R"("incident_id":"SUP-INC-1")"));
}

TEST_CASE("a refused command is there too, about the incident that it names or the channel's only one")
{
    noted t;
    t.open();
    t.say("fooo");
    CHECK(has(t.last(), R"("text":"fooo")"));
    CHECK(has(t.last(), R"("changed":false)"));
    CHECK(has(t.last(), R"("incident_id":"SUP-INC-1")"));
    t.say("open outro id=77");
    t.say("severity 77 nada");
    CHECK(has(t.last(), R"("incident_id":"SUP-INC-77")"));
    t.say("status");
    CHECK(has(t.last(), R"("incident_id":"")"));
}

TEST_CASE("no credential that somebody typed gets into the chain")
{
    noted t;
    t.open();
    t.say("note o token e xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx");
    for (const auto& e : t.log) CHECK_FALSE(has(e.body, "AbCdEfGhIjKl"));
    CHECK(has(t.last(), "note o token e [credencial-removida/slack_token/xoxb…]"));
    t.say("note nada aqui, só S1 e 845");
    CHECK(has(t.last(), R"("text":"note nada aqui, só S1 e 845")"));
    t.say("fooo senha: hunter2!x99");
    CHECK(has(t.last(), "[credencial-removida/assigned]"));
    CHECK_FALSE(has(t.last(), "hunter2"));
}

TEST_CASE("forms are there with their fields")
{
    noted t;
    t.may_open_form = true;
    const auto f = *t.type("open").form_to_open();
    t.event_of(
        bot::form_submission{f.callback, f.context, {{"impact_summary", "Pix fora"}, {"severity", "S1"}}}
    );
    CHECK(has(t.last(), R"("kind":"form.submitted")"));
    CHECK(has(t.last(), R"("impact_summary":"Pix fora")"));
}
