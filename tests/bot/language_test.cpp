#include "bot/language.hpp"

#include "bot/phrases.hpp"

#include <doctest/doctest.h>

TEST_CASE("language tags of platforms are understood and anything else falls back")
{
    using bot::language;
    CHECK(bot::parse_language("pt-BR", language::en) == language::pt_br);
    CHECK(bot::parse_language("pt_PT", language::en) == language::pt_br);
    CHECK(bot::parse_language("PT", language::en) == language::pt_br);
    CHECK(bot::parse_language("en-US", language::pt_br) == language::en);
    CHECK(bot::parse_language("en", language::pt_br) == language::en);
    for (const char* other : {"", "p", "de-DE", "ptx", "english"}) {
        CHECK(bot::parse_language(other, language::en) == language::en);
        CHECK(bot::parse_language(other, language::pt_br) == language::pt_br);
    }
}

TEST_CASE("a phrase is said in the language asked for, with its arguments in their places")
{
    using bot::language;
    constexpr bot::phrase p{"{1} de {0}", "{0} of {1}"};
    CHECK(bot::say(language::pt_br, p, 1, 2) == "2 de 1");
    CHECK(bot::say(language::en, p, 1, 2) == "1 of 2");
    CHECK(bot::say(language::en, bot::phrases::severity_same, "X-1", "S1") == "X-1 is already S1.");
}
