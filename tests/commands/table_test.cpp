#include "commands/table.hpp"

#include "commands/baton.hpp"
#include "commands/words.hpp"
#include "runbooks/case.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using bot::language;

TEST_CASE("no two rows share a word, and every word is one that people can type")
{
    std::set<std::string> seen;
    for (const auto* row : commands::table()) {
        CAPTURE(row->word);
        std::vector<std::string_view> words{row->word};
        for (const auto alias : row->aliases) {
            if (!alias.empty()) words.push_back(alias);
        }
        for (const auto word : words) {
            CHECK(seen.insert(std::string(word)).second);
            CHECK(runbooks::lower(word) == word);
            CHECK(commands::find_command(word) == row);
            const auto split = commands::split_words(word, {});
            REQUIRE(split.has_value());
            CHECK(split->size() == 1);
        }
    }
}

TEST_CASE("every row has usage and help in both languages, and its usage begins with a word of its own")
{
    for (const auto* row : commands::table()) {
        CAPTURE(row->word);
        CHECK((row->run != nullptr));
        for (const auto l : {language::pt_br, language::en}) {
            CHECK_FALSE(row->help.in(l).empty());
            CHECK(row->help.in(l).back() != '.');
            CHECK(row->help.in(l).find('\n') == std::string_view::npos);
            CHECK(commands::find_command(commands::word_in(*row, l)) == row);
        }
        CHECK(commands::word_in(*row, language::en) == row->word);
        CHECK(row->help.pt_br != row->help.en);
    }
}

TEST_CASE("the whole table of the contract is there, with its Portuguese words")
{
    const std::pair<const char*, const char*> promised[] = {
        {"open", "abrir"},
        {"update", "atualizar"},
        {"resolve", "resolver"},
        {"postmortem", "postmortem"},
        {"correct", "corrigir"},
        {"retract", "retratar"},
        {"set", "definir"},
        {"vars", "vars"},
        {"status", "status"},
        {"list", "listar"},
        {"timeline", "linha-do-tempo"},
        {"severity", "severidade"},
        {"assign", "atribuir"},
        {"take", "assumir"},
        {"approve", "aprovar"},
        {"reject", "rejeitar"},
        {"edit", "editar"},
        {"withdraw", "retirar"},
        {"signoff", "ratificar"},
        {"state", "estado"},
        {"note", "nota"},
        {"reopen", "reabrir"},
        {"close", "fechar"},
        {"cancel", "cancelar"},
        {"help", "ajuda"},
        {"whoami", "whoami"},
    };
    CHECK(commands::table().size() == std::size(promised));
    for (const auto& [word, alias] : promised) {
        CAPTURE(word);
        REQUIRE(commands::find_command(word) != nullptr);
        CHECK(commands::find_command(alias) == commands::find_command(word));
    }
    CHECK(commands::find_command("ABRIR") == commands::find_command("open"));
    CHECK(commands::find_command("") == nullptr);
}

TEST_CASE("a mistyped command is near one of any language")
{
    CHECK(commands::nearest_command("updaet") == "update");
    CHECK(commands::nearest_command("atualisar") == "atualizar");
    CHECK_FALSE(commands::nearest_command("xyzzyplugh"));
}

TEST_CASE("what a button carries comes back whole, and nothing else is taken for it")
{
    commands::baton b;
    b.incident_id = "SUP-INC-845";
    b.words = {"update x=\"ç:\n\" @ana", {{13, 4, {"slack", "U1"}}}};
    b.at = {{"slack", "acme", "C1"}, "geral", "17.1", true};
    const auto text = commands::to_text(b);
    const auto back = commands::baton_from(text);
    REQUIRE(back);
    CHECK(back->incident_id == b.incident_id);
    CHECK(back->words.text == b.words.text);
    REQUIRE(back->words.people.size() == 1);
    CHECK(back->words.people[0].begin == 13);
    CHECK(back->words.people[0].who == bot::account{"slack", "U1"});
    CHECK(back->at.channel == b.at.channel);
    CHECK(back->at.thread == "17.1");
    CHECK(back->at.personal);
    for (std::size_t n = 0; n < text.size(); ++n) {
        const auto cut = commands::baton_from(text.substr(0, n));
        if (cut) CHECK(cut->words.people.empty());  // a cut between people only
    }
    for (const char* bad :
         {"", "SUP-INC-845", "5:a", "-1:", "99999999999999999999:a", "1:a1:b1:c1:d1:e1:f1:g1:1x"}) {
        CHECK_FALSE(commands::baton_from(bad));
    }
}
