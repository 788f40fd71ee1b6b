#include "tests/commands/typing.hpp"

#include "commands/phrases.hpp"
#include "commands/table.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstring>

using tests::has;
using tests::typing;

TEST_CASE("help lists every command in the person's language, and so does nothing at all")
{
    typing t;
    const auto portuguese = t.answer(t.type(""));
    t.ana.locale = "en-GB";
    const auto english = t.answer(t.type("  ajuda "));
    for (const auto* row : commands::table()) {
        CAPTURE(row->word);
        CHECK(has(portuguese, row->usage.pt_br));
        CHECK(has(portuguese, row->help.pt_br));
        CHECK(has(english, row->usage.en));
        CHECK(has(english, row->help.en));
    }
}

TEST_CASE("help on one command tells its usage, its other words and who will be heard")
{
    typing t;
    const auto text = t.answer(t.type("help abrir"));
    CHECK(has(text, "abrir RESUMO"));
    CHECK(has(text, "open"));
    CHECK(has(text, "todos"));
    CHECK(has(t.answer(t.type("help approve")), "política"));
    CHECK(has(t.answer(t.type("help opne")), "“open”"));
}

TEST_CASE("people read what calls the daemon on their own platform, and their own words stay as typed")
{
    typing t;
    CHECK(has(t.answer(t.type("help")), "Digite /incident e"));
    t.commands = commands::interpreter({{"slack", "@Bot"}});
    CHECK(has(t.answer(t.type("help")), "Digite @Bot e"));
    CHECK(has(t.answer(t.type("help abrir")), "Uso: @Bot abrir RESUMO"));
    CHECK(has(t.answer(t.type("status")), "Para abrir: @Bot abrir"));
    const auto typed = t.answer(t.type("/incident"));
    CHECK(has(typed, "“/incident”"));
}

TEST_CASE("an unknown command gets the nearest match and the list")
{
    typing t;
    auto& done = t.type("atualizr 845");
    CHECK_FALSE(done.changes_anything());
    CHECK(has(t.answer(done), "“atualizar”"));
    CHECK(has(t.answer(done), "linha-do-tempo"));
    CHECK(has(t.answer(t.type("x=1")), "x=1"));
    CHECK(t.answer(t.type(std::string(1000, 'z'))).size() < 600);
}

TEST_CASE("whoami tells handle, roles and what one may approve")
{
    typing t;
    t.open();
    t.type("update");
    const auto renata = t.answer(t.type(t.renata, t.channel, "whoami"));
    CHECK(has(renata, "@renata.quality"));
    CHECK(has(renata, "Approval Lead"));
    CHECK(has(renata, "D1.1"));
    const auto ana = t.answer(t.type("quem-sou"));
    CHECK(has(ana, "Support Commander"));
    CHECK_FALSE(has(ana, "D1.1"));
    t.config.approval.approvers.push_back("channel");
    t.reload();
    const auto stranger = t.answer(t.type(t.stranger, t.channel, "whoami"));
    CHECK(has(stranger, "U0STRANGER"));
    CHECK(has(stranger, "não conhece"));
    CHECK(has(stranger, "channel"));
}

// That both texts take the same arguments is checked where a phrase is made.
TEST_CASE("every phrase has words in both languages")
{
    using all_phrases =
        std::array<std::array<std::string_view, 2>, sizeof(commands::catalogue) / sizeof(bot::phrase)>;
    static_assert(sizeof(all_phrases) == sizeof(commands::catalogue));
    all_phrases all;
    std::memcpy(static_cast<void*>(&all), &commands::phrases, sizeof all);
    for (const auto& [portuguese, english] : all) {
        CAPTURE(english);
        CHECK_FALSE(portuguese.empty());
        CHECK_FALSE(english.empty());
    }
}
