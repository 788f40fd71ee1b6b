#include "runbooks/library.hpp"

#include <doctest/doctest.h>

#include "runbooks/lint.hpp"

using namespace runbooks;

namespace {

runbook book(const std::string& file, const std::string& text)
{
    auto parsed = parse(file, text);
    REQUIRE(parsed.ok());
    return std::move(parsed.book);
}

std::vector<std::string> linted(const std::vector<source>& sources)
{
    std::vector<std::string> lines;
    for (const auto& d : lint(sources)) lines.push_back(to_string(d));
    return lines;
}

}  // namespace

TEST_CASE("several runbooks make one library: stages in order, texts of a stage merged")
{
    const auto built = library::build(
        {book("a.md", "```message stage=one channel=slack\ns\n```\n"),
         book("b.md", "```message stage=two\nx\n```\n\n```message stage=One channel=teams\nt\n```\n")}
    );
    CHECK(built.diagnostics.empty());
    CHECK(built.books.stage_names() == std::vector<std::string>{"one", "two"});
    CHECK(built.books.text_for("ONE", dialect::slack)->text.source() == "s\n");
    CHECK(built.books.text_for("one", dialect::teams)->where.file == "b.md");
    CHECK(built.books.text_for("two", dialect::teams)->text.source() == "x\n");
    CHECK(built.books.text_for("three", dialect::teams) == nullptr);
    CHECK(built.books.nearest_stage("tow") == "two");
    CHECK(built.books.find("three") == nullptr);
}

TEST_CASE("a clash between runbooks names both places and the first stands")
{
    const std::string text = "```message stage=one\nx\n```\n";
    const auto built = library::build({book("a.md", text), book("b.md", "\n" + text)});
    REQUIRE(built.diagnostics.size() == 1);
    CHECK_FALSE(built.ok());
    CHECK(
        to_string(built.diagnostics[0]) ==
        "b.md:3:1: error: stage \"one\" already has a text for any at a.md:2:1"
    );
    CHECK(built.books.text_for("one", dialect::slack)->where.file == "a.md");
}

TEST_CASE("a role in two runbooks is one role, and a difference is told")
{
    const auto roles = [](const std::string& holder) {
        return "| Role | Holder | Deputy |\n|---|---|---|\n| Scribe | " + holder + " | @b |\n";
    };
    const auto same = library::build({book("a.md", roles("@a")), book("b.md", roles("@a"))});
    CHECK(same.diagnostics.empty());
    CHECK(same.books.roles().size() == 1);
    const auto other = library::build({book("a.md", roles("@a")), book("b.md", roles("@c"))});
    REQUIRE(other.diagnostics.size() == 1);
    CHECK(other.ok());
    CHECK(other.books.roles().at(0).holder == "@a");
}

TEST_CASE("lint tells what shows only with all stages in sight")
{
    const std::string text =
        "```json runbook_templates\n"
        "{\"templates\": {\"one\": {\"any\": \"{impact} <@{who}> {1x} {two words}\"}},\n"
        " \"stages\": {\"one\": {\"next\": \"tow\", \"required\": [\"impct\"]},\n"
        "             \"ghost\": {}}}\n"
        "```\n";
    CHECK(
        linted({{"a.md", text}, {"b.md", "```message stage=two\nx\n```\n"}}) ==
        std::vector<std::string>{
            "a.md:2:32: warning: stage \"one\": nobody can give {1x} in a command: a name starts with a "
            "letter",
            "a.md:2:32: warning: stage \"one\": nobody can give {two words} in a command: a name has "
            "letters, digits, _ and - "
            "only",
            "a.md:2:32: warning: stage \"one\": {who} stands inside a mention, where no value is let in",
            "a.md:3:13: error: stage \"one\": no runbook has its next stage \"tow\"; did you mean \"two\"?",
            "a.md:3:13: warning: stage \"one\": required variable \"impct\" is in none of its texts; did you "
            "mean \"impact\"?",
            "a.md:4:14: warning: stage \"ghost\" has settings but no text",
        }
    );
}
