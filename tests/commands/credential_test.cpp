// Credentials among people's words: taken out before anything is decided, and never seen again.
#include "bot/command_audit.hpp"
#include "bot/credential_mark.hpp"
#include "bot/json_rows.hpp"
#include "bot/message_policy.hpp"
#include "tests/commands/typing.hpp"
#include "tests/support/secrets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

using tests::has;
using tests::known_secrets;
using tests::secret;

namespace {

// An incident with a posted message, a message posted in an emergency and a pending draft.
struct workplace : tests::typing {
    std::string id;

    workplace()
    {
        config.approval.break_glass.roles = {"Support Commander"};
        config.ops_destination = "support-billing";
        bot::destination teams;
        teams.name = "teams-support";
        teams.dialect = "teams";
        teams.channel = {"teams", "acme-teams", "19:x"};
        teams.is_public = true;
        config.destinations.push_back(teams);
        config.default_destinations.push_back("teams-support");
        id = open();
        draft(id, "initial_update", {{"next_update", "30 min"}});
        say(renata, "approve D1.1");
        send_everything();
        draft(id, "progress_update");
        say(ana, "approve D2.1 emergency=yes reason=pressa");
        send_everything();
        pending();
    }

    // The newest pending draft; made when there is none.
    std::string pending()
    {
        for (const auto* d : world.drafts_of(id))
            if (d->is_pending()) return d->revision_name();
        return draft(id, "progress_update") + ".1";
    }

    // As the engine takes events: decided, then noted in the chain.
    bot::change_set& take(bot::actor by, bot::deed what)
    {
        now += std::chrono::minutes(1);
        const auto e = event(std::move(by), channel, std::move(what));
        return act([&](bot::change_set& changes, const bot::context& with) {
            bot::decide(changes, with, commands, e);
            bot::audit_command(changes, with, e);
        });
    }
    bot::change_set& say(bot::actor by, std::string text)
    {
        return take(std::move(by), bot::typed_command{std::move(text), {}});
    }

    // All that the event stored, put into the chain, sent to a channel, or told.
    std::string everything(const bot::change_set& last) const
    {
        std::string all = answer(last);
        for (const auto& [row_id, row] : last.incidents()) all += bot::to_json_text(row);
        for (const auto& [row_id, row] : last.drafts()) all += bot::to_json_text(row);
        for (const auto& [row_id, row] : last.deliveries()) all += bot::to_json_text(row);
        for (const auto& e : last.audit_events()) all += e.body;
        for (const auto& [field, why] : last.field_errors()) all += why;
        if (last.private_answer())
            for (const auto& b : last.private_answer()->buttons) all += b.label + b.value;
        if (last.form_to_open()) {
            all += last.form_to_open()->context;
            for (const auto& f : last.form_to_open()->fields) all += f.value + f.hint;
        }
        return all;
    }
};

// {} is where the secret goes; {D} the pending draft.
const std::vector<std::string>& typed_texts()
{
    static const std::vector<std::string> all = {
        "open {}",
        "open \"Pix fora: {} vazou\" severity=S1 causa=\"veja {}\"",
        "open Pix id={}",
        "note 1 o token {} vazou",
        "note 1 \"{}\"",
        "set 1 root_cause=\"{}\"",
        "set 1 root_cause=\"o bot usa {} desde ontem\"",
        "set 1 severity={}",
        "set 1 commander={}",
        "update 1 progress_update impact_summary=\"Pix {}\"",
        "update 1 progress_update impact_summary={}",
        "update 1 {}",
        "update {}",
        "resolve 1 root_cause=\"{}\"",
        "postmortem 1 lessons_learned=\"{}\"",
        "severity 1 S1 \"{}\"",
        "severity 1 {}",
        "assign 1 \"Approval Lead\" @{}",
        "assign 1 \"{}\" @ana.suporte",
        "take 1 {}",
        "state 1 {}",
        "retract 1 saiu com {} dentro",
        "correct 1 impact_summary=\"agora {}\"",
        "approve {D} emergency=yes reason=\"{}\"",
        "approve {D} {}",
        "signoff D2 \"conferi {}\"",
        "edit {D} {}",
        "withdraw {D} {}",
        "reject {D} o texto tem {}",
        "vars 1 {}",
        "status {}",
        "list {}",
        "timeline {}",
        "help {}",
        "{}",
        "close 1 {}",
        "reopen 1 {}",
        "cancel 1 {}",
    };
    return all;
}

std::string filled(std::string text, const std::string& draft, const std::string& with)
{
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"{D}", draft}, {"{}", with}}) {
        for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
    }
    return text;
}

}  // namespace

TEST_CASE("whatever command a credential is typed into, it is stored, shown and told nowhere")
{
    std::mt19937 dice(3);
    std::vector<secret> secrets = known_secrets(dice);
    const std::string password = "Tr0que#" + tests::random_text(dice, tests::base62, 9);
    secrets.push_back({"assigned", "senha: " + password, password});
    const std::string random = tests::random_text(dice, tests::base62, 40);
    secrets.push_back({"random", random, random});
    for (const secret& each : secrets) {
        CAPTURE(each.kind);
        workplace t;
        for (const std::string& text : typed_texts()) {
            CAPTURE(text);
            auto& changes = t.say(t.ana, filled(text, t.pending(), each.text));
            REQUIRE_FALSE(has(t.everything(changes), each.core));
            CHECK(has(t.answer(changes), "🔑"));
            CHECK(has(t.answer(changes), "(" + each.kind + ")"));
        }
        const std::string last = t.pending();
        auto& rejected = t.say(t.renata, "reject " + last + " tem " + each.text);
        REQUIRE_FALSE(has(t.everything(rejected), each.core));
        CHECK(
            has(t.draft_called(last.substr(0, last.find('.'))).decision_reason,
                "[credencial-removida/" + each.kind)
        );
    }
}

TEST_CASE("whatever form a credential is put into, it is stored, shown and told nowhere")
{
    std::mt19937 dice(4);
    for (const secret& each : known_secrets(dice)) {
        CAPTURE(each.kind);
        workplace t;
        t.may_open_form = true;
        for (const std::string command :
             {"severity", "open", "set 1", "note 1", "assign 1", "state 1", "correct 1"}) {
            CAPTURE(command);
            auto& opened = t.say(t.ana, command);
            REQUIRE(opened.form_to_open().has_value());
            const bot::form f = *opened.form_to_open();
            bot::variables fields;
            for (const auto& field : f.fields) fields[field.name] = "antes " + each.text + " depois";
            auto& changes = t.take(t.ana, bot::form_submission{f.callback, f.context, fields});
            REQUIRE_FALSE(has(t.everything(changes), each.core));
            CHECK(has(t.answer(changes), "🔑"));
        }
        const bot::form_submission edit{"draft.edit", t.pending(), {{"impact_summary", "x " + each.text}}};
        auto& edited = t.take(t.ana, edit);
        REQUIRE_FALSE(has(t.everything(edited), each.core));
        CHECK(has(t.answer(edited), "impact_summary: "));
        // The form of the next edit shows what was stored.
        auto& again = t.take(t.ana, bot::press{"draft.edit", t.pending()});
        REQUIRE(again.form_to_open().has_value());
        REQUIRE_FALSE(has(t.everything(again), each.core));

        const bot::form_submission reject{"draft.reject", t.pending(), {{"reason", each.text}}};
        auto& rejected = t.take(t.renata, reject);
        REQUIRE_FALSE(has(t.everything(rejected), each.core));
    }
}

TEST_CASE("a draft with a mark cannot be approved, says what to do, and can once the text is right")
{
    std::mt19937 dice(5);
    for (const secret& each : known_secrets(dice)) {
        CAPTURE(each.kind);
        workplace t;
        t.say(t.ana, "update 1 progress_update impact_summary=\"Pix: " + each.text + "\"");
        const std::string draft_id = t.world.drafts_of(t.id).back()->id;
        const auto findings = bot::blocking_findings(t.draft_called(draft_id).current());
        REQUIRE_FALSE(findings.empty());
        CHECK(has(findings[0], "linha 1: havia aqui uma credencial (" + each.kind + ")"));
        CHECK(has(t.answer(t.say(t.renata, "approve " + draft_id + ".1")), "revogue a credencial"));
        CHECK(t.draft_called(draft_id).is_pending());
        CHECK(has(t.answer(t.say(t.ana, "approve " + draft_id + ".1 emergency=yes reason=já")), "credencial")
        );
        t.take(t.ana, bot::form_submission{"draft.edit", draft_id + ".1", {{"impact_summary", "Pix fora"}}});
        t.say(t.renata, "approve " + draft_id + ".2");
        CHECK(t.draft_called(draft_id).state == bot::draft_state::posting);
    }
}

TEST_CASE("the person is told in their language what was taken out, where, and what to do")
{
    workplace t;
    const std::string token = std::string("xo") + "xb-" + std::string(12, '1') + "-AbCdEf123456";
    const auto said = t.answer(t.say(t.ana, "set 1 root_cause=\"o bot usa " + token + " desde ontem\""));
    CHECK(has(said, "guardad"));  // the command did its work
    CHECK(
        has(said, "oot_cause=\"o bot usa [credencial-removida/slack_token/xoxb…] desde ontem\" (slack_token)")
    );
    CHECK(has(said, "Revogue-a"));
    CHECK(
        t.incident(t.id).values.at("root_cause") ==
        "o bot usa [credencial-removida/slack_token/xoxb…] desde ontem"
    );
    t.ana.locale = "en-GB";
    const auto english = t.answer(t.say(t.ana, "note 1 senha: Troque@2026!"));
    CHECK(has(english, "delete it"));
    CHECK(has(english, "[policy] allowed"));  // this one is a guess
    // A mark that is left in a form is told again; a text without one says nothing.
    CHECK(has(t.answer(t.say(t.ana, "note 1 [credencial-removida/slack_token/xoxb…]")), "🔑"));
    CHECK_FALSE(has(t.answer(t.say(t.ana, "note 1 tudo certo")), "🔑"));
}

TEST_CASE("people who are mentioned behind a credential are still the people who were meant")
{
    workplace t;
    const std::string token = std::string("gh") + "p_" + std::string(36, 'a') + "1B2";
    const std::string before = "set 1 segredo=\"" + token + "\" commander=";
    const bot::person_span igor{before.size(), std::string_view("@Igor Lima").size(), t.igor.who};
    auto& changes = t.take(t.ana, bot::typed_command{before + "@Igor Lima", {igor}});
    CHECK_FALSE(has(t.everything(changes), token));
    CHECK(t.incident(t.id).role_accounts.at(std::string(bot::commander_role)) == t.igor.who);
}

TEST_CASE("hashes, links and what the policy allows stay; without the policy's wish only known shapes go")
{
    bot::message_policy policy;
    const auto clean = [&](const std::string& text) {
        return bot::without_secrets(text, policy, bot::language::en);
    };
    const std::string hash = "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";
    const std::string link = "https://docs.example.com/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit";
    const std::string random = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms";
    CHECK(clean(hash) == hash);
    CHECK(clean("veja " + link) == "veja " + link);
    CHECK(clean("veja " + random) == "veja [credential-removed/random]");
    policy.allowed = {random};
    CHECK(clean("veja " + random) == "veja " + random);
    policy.allowed.clear();
    policy.entropy = bot::policy_level::warning;
    CHECK(clean("senha: Troque@2026 " + random) == "senha: Troque@2026 " + random);
    const std::string token = std::string("gh") + "p_" + std::string(36, 'a') + "1B2";
    CHECK(clean(token) == "[credential-removed/github_token/ghp_…]");
}

TEST_CASE("taking credentials out twice is taking them out once, in either language")
{
    std::mt19937 dice(6);
    const bot::message_policy policy;
    for (int i = 0; i < 20; ++i) {
        std::string text = "senha: Troque@2026! DB_PASSWORD=hunter22! ";
        for (const secret& each : known_secrets(dice))
            text += "token: " + each.text + " e password=" + each.text + "\n";
        for (const auto l : {bot::language::pt_br, bot::language::en}) {
            const std::string once = bot::without_secrets(text, policy, l);
            CHECK(bot::without_secrets(once, policy, bot::language::en) == once);
            CHECK(bot::find_marks(once).size() >= known_secrets(dice).size());
            CHECK(bot::find_credentials(once).empty());
        }
    }
}
