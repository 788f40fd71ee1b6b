// Texts of one stage in several languages: how they are written, which one a destination takes, what lint
// says.
#include "runbooks/language_tag.hpp"
#include "runbooks/library.hpp"
#include "runbooks/lint.hpp"
#include "runbooks/runbook.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace runbooks;

namespace {

std::string source_of(const stage& of, dialect to, std::string_view language)
{
    const auto* text = of.text_for(to, language);
    return text == nullptr ? "none" : text->text.source();
}

std::vector<std::string> told(const std::string& text)
{
    std::vector<std::string> all;
    for (const auto& d : parse("r.md", text).diagnostics) all.push_back(to_string(d));
    return all;
}

const std::string four_texts =
    "```message stage=aviso channel=slack lang=en\nslack en\n```\n"
    "```message stage=aviso channel=slack\nslack\n```\n"
    "```message stage=aviso lang=en\nany en\n```\n"
    "```message stage=aviso\nany\n```\n";

}  // namespace

TEST_CASE("a destination takes platform and language, then platform, then any and language, then any")
{
    const auto book = parse("r.md", four_texts).book;
    const stage& of = *book.find("aviso");
    CHECK(source_of(of, dialect::slack, "en") == "slack en\n");
    CHECK(source_of(of, dialect::slack, "pt-br") == "slack\n");
    CHECK(source_of(of, dialect::teams, "en") == "any en\n");
    CHECK(source_of(of, dialect::teams, "pt-br") == "any\n");
    CHECK(source_of(of, dialect::slack, "") == "slack\n");
    CHECK(of.all_texts().size() == 4);
}

TEST_CASE("a text in a language serves its regions, and a region's own text goes before it")
{
    const auto book = parse(
                          "r.md",
                          "```message stage=a lang=pt\npt\n```\n"
                          "```message stage=a lang=pt-BR\npt-BR\n```\n"
    )
                          .book;
    const stage& of = *book.find("a");
    CHECK(source_of(of, dialect::slack, "pt-br") == "pt-BR\n");
    CHECK(source_of(of, dialect::slack, "pt-pt") == "pt\n");
    CHECK(source_of(of, dialect::slack, "en") == "none");
}

TEST_CASE("templates in JSON hold a text for each language, and one for no particular one")
{
    const auto parsed = parse(
        "r.md",
        "```json runbook_templates\n"
        "{\"templates\": {\"a\": {\"slack\": {\"default\": \"oi {x}\", \"en_US\": \"hi {y}\"}}}}\n```\n"
    );
    CHECK(parsed.ok());
    const stage& of = *parsed.book.find("a");
    CHECK(source_of(of, dialect::slack, "en-us") == "hi {y}");
    CHECK(source_of(of, dialect::slack, "fr") == "oi {x}");
    CHECK(of.variables() == std::vector<std::string>{"x", "y"});
}

TEST_CASE("a language that is none, and one text twice, are faults with their place")
{
    CHECK(
        told("```message stage=a lang=!\nx\n```\n") ==
        std::vector<std::string>{"r.md:1:1: error: \"!\" is no language; write a tag such as lang=pt-BR"}
    );
    CHECK(
        told("```message stage=a lang=en\nx\n```\n```message stage=a lang=EN\ny\n```\n") ==
        std::vector<std::string>{"r.md:5:1: error: stage \"a\" already has a text for any in en at r.md:2:1"}
    );
    CHECK(
        told("```json runbook_templates\n{\"templates\": {\"a\": {\"slack\": {\"q\": \"x\"}}}}\n```\n") ==
        std::vector<std::string>{
            "r.md:2:32: error: \"q\" is no language; write a tag such as pt-BR, or default"
        }
    );
}

TEST_CASE("several runbooks may each give a stage a language, and a clash names both places")
{
    std::vector<runbook> books;
    books.push_back(parse("a.md", "```message stage=s\nx\n```\n").book);
    books.push_back(parse("b.md", "```message stage=s lang=en\ny\n```\n").book);
    books.push_back(parse("c.md", "```message stage=s lang=en\nz\n```\n").book);
    const auto built = library::build(std::move(books));
    CHECK(source_of(*built.books.find("s"), dialect::slack, "en") == "y\n");
    REQUIRE(built.diagnostics.size() == 1);
    CHECK(
        to_string(built.diagnostics[0]) ==
        "c.md:2:1: error: stage \"s\" already has a text for any in en at b.md:2:1"
    );
}

TEST_CASE("lint says when one language leaves out what another says")
{
    const auto all =
        lint({{"r.md", "```message stage=s\n{a} {b}\n```\n```message stage=s lang=en\n{A}\n```\n"}});
    REQUIRE(all.size() == 1);
    CHECK(all[0].severity == level::warning);
    CHECK(all[0].message == "stage \"s\": the text in en does not say {b}, a text in another language does");
}

TEST_CASE("tags are compared in one spelling")
{
    CHECK(language_tag("pt_BR") == "pt-br");
    CHECK(language_tag("zh-Hant-TW") == "zh-hant-tw");
    for (const char* bad : {"", "e", "1n", "en-", "-en", "english", "en--us", "en us", "en-abcdefghi"})
        CHECK_FALSE(language_tag(bad).has_value());
}
