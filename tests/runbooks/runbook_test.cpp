#include "runbooks/runbook.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "runbooks/lint.hpp"

using namespace runbooks;

namespace {

std::string fixture(const std::string& name)
{
    std::ifstream in(INCIDENTD_SOURCE_DIR "/tests/fixtures/runbooks/" + name, std::ios::binary);
    REQUIRE(in.good());
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string templates(const std::string& json)
{
    return "```json runbook_templates\n" + json + "\n```\n";
}

std::string only_fault(const std::string& text)
{
    const auto all = parse("r.md", text).diagnostics;
    REQUIRE(all.size() == 1);
    return to_string(all[0]);
}

bool starts(const std::string& text, const std::string& with)
{
    CAPTURE(text);
    CAPTURE(with);
    const bool good = text.starts_with(with);
    CHECK(good);
    return good;
}

}  // namespace

TEST_CASE("an existing runbook is read: stages in order and any case, settings, roles, lists")
{
    const auto parsed = parse("team.md", fixture("team.md"));
    for (const auto& d : parsed.diagnostics) FAIL_CHECK(to_string(d));
    const auto& book = parsed.book;
    REQUIRE(book.stages.size() == 3);
    CHECK(book.stages[0].name == "initial_update");
    CHECK(book.stages[1].name == "resolução");
    CHECK(book.stages[2].name == "aviso");
    const auto* first = book.find("INITIAL_update");
    REQUIRE(first != nullptr);
    CHECK(
        first->text_for(dialect::slack)->text.source() == "🚨 Incidente {incident_id}\nSeveridade: {severity}"
    );
    CHECK(first->text_for(dialect::slack)->where == place{"team.md", 25, 17});
    REQUIRE(first->settings.has_value());
    CHECK(first->settings->approvals == 2);
    CHECK(first->settings->approvers == std::vector<std::string>{"role:Approval Lead", "channel"});
    CHECK(first->settings->cadence == std::chrono::seconds(5400));
    CHECK(first->settings->severities == std::vector<std::string>{"S1", "S2", "S3"});
    CHECK(first->settings->next == "resolução");
    CHECK(first->may_stay_unfilled("Severity"));
    CHECK(
        first->must_fill({first->text_for(dialect::slack), nullptr}) ==
        std::vector<std::string>{"incident_id"}
    );
    CHECK(book.find("resolução")->text_for(dialect::teams) == nullptr);
    CHECK(book.find("aviso")->text_for(dialect::teams)->text.source() == "  Olá {nome}\nsegunda linha\n");
    REQUIRE(book.roles.size() == 2);
    CHECK(book.roles[0].role == "Support Commander");
    CHECK(book.roles[0].holder == "@ana.suporte");
    CHECK(book.roles[1].holder == "@renata.quality");
    CHECK(book.roles[1].deputy.empty());
    CHECK(book.roles[1].where.line == 6);
    REQUIRE(book.checklists.size() == 1);
    CHECK(book.checklists[0].heading == "Checklist de aprovação");
    REQUIRE(book.checklists[0].items.size() == 2);
    CHECK(book.checklists[0].items[1].text == "Impacto com números");
    CHECK(book.checklists[0].items[1].done);
    REQUIRE(book.steps.size() == 1);
    CHECK(book.steps[0].steps == std::vector<std::string>{"Gerar", "Aprovar"});
    REQUIRE(book.contacts.size() == 2);
    CHECK(book.contacts[0].name == "Plantão");
    CHECK(book.contacts[0].address == "+55 11 5555-0000");
}

TEST_CASE("without settings a resolution resolves and nothing may stay unfilled")
{
    const auto parsed = parse("r.md", "```message stage=resolution\n{a} {B}\n```\n");
    REQUIRE(parsed.ok());
    const auto& only = parsed.book.stages.at(0);
    CHECK(only.sets_state() == "resolved");
    CHECK(only.must_fill({only.text_for(dialect::slack)}) == std::vector<std::string>{"a", "b"});
    CHECK(parse("r.md", "```message stage=other\nx\n```\n").book.stages.at(0).sets_state() == "");
}

TEST_CASE("Windows line ends and a byte order mark change nothing")
{
    std::string windows = "\xEF\xBB\xBF";
    for (const char c : fixture("team.md")) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
    const auto parsed = parse("team.md", windows);
    CHECK(parsed.diagnostics.empty());
    CHECK(parsed.book.find("aviso")->any->text.source() == "  Olá {nome}\nsegunda linha\n");
    CHECK(parsed.book.find("aviso")->any->where.line == 38);
}

TEST_CASE("faults of JSON name the very line and column of the markdown")
{
    starts(
        only_fault(templates("{\"templates\": {\n  \"a\": {\"slack\": \"x\",}\n}}")),
        "r.md:3:21: error: a comma before"
    );
    starts(
        only_fault(templates("{\"templates\": {\"a\": {\"slack\": \"x\ny\"}}}")),
        "r.md:2:33: error: a line break inside"
    );
    starts(only_fault(templates("{\"templates\": ")), "r.md:");
    starts(only_fault(templates("[]")), "r.md:2:1: error: the outermost value must be an object");
    starts(
        only_fault("- item\n\n  " + std::string("```json runbook_templates\n  {\"x\" 1}\n  ```\n")),
        "r.md:4:8: error:"
    );
}

TEST_CASE("faults of templates are placed through JSON's escapes and through indentation")
{
    starts(
        only_fault(templates("{\"templates\": {\"a\": {\"slack\": \"\\u00e7\\n\\ud83d\\udea8 {a.b}\"}}}")),
        "r.md:2:53: error: \".\" cannot stand"
    );
    starts(
        only_fault("> ```message stage=a\n> olá {\n> ```\n"), "r.md:2:7: error: this \"{\" is never closed"
    );
    starts(only_fault("```message stage=a channel=slack\nx\n  é }\n```\n"), "r.md:3:5: error: a lone");
}

TEST_CASE("what is misspelled gets a suggestion, what is foreign a warning")
{
    CHECK(
        only_fault(templates("{\"templates\": {\"a\": {\"slak\": \"x\"}}}")) ==
        "r.md:2:22: error: unknown key \"slak\" in stage \"a\"; did you mean \"slack\"?"
    );
    starts(
        only_fault(templates("{\"templates\": {\"a\": {\"e-mail\": \"x\"}}}")),
        "r.md:2:22: warning: unknown key \"e-mail\""
    );
    starts(
        only_fault("```message stge=a\nx\n```\n"),
        "r.md:1:1: error: unknown attribute \"stge\"; did you mean \"stage\"?"
    );
    starts(
        only_fault("```message stage=a channel=team\nx\n```\n"), "r.md:1:1: error: \"team\" is no channel"
    );
    starts(only_fault("```message\nx\n```\n"), "r.md:1:1: error: this message names no stage");
    starts(
        only_fault("```json runbook_template\n{}\n```\n"), "r.md:1:1: error: write ```json runbook_templates"
    );
    starts(only_fault("```json\n{\"templates\": {}}\n```\n"), "r.md:1:1: warning: this looks like templates");
    starts(only_fault("texto\n\n{\"templates\": {}}\n"), "r.md:3:1: warning: templates outside of a fence");
    starts(only_fault("    {\"templates\": {}}\n"), "r.md:1:5: warning: templates outside of a fence");
    CHECK(parse("r.md", "```json\n{\"a\": 1}\n```\n\n```bash\nls\n```\n").diagnostics.empty());
}

TEST_CASE("a second text or second settings for a stage name both places")
{
    CHECK(
        only_fault("```message stage=a\nx\n```\n\n```message stage=A channel=any\ny\n```\n") ==
        "r.md:6:1: error: stage \"a\" already has a text for any at r.md:2:1"
    );
    starts(
        only_fault(templates("{\"templates\": {\"a\": {\"slack\": \"x\"}, \"A\": {\"SLACK\": \"y\"}}}")),
        "r.md:2:53: error: stage \"a\" already has a text for slack at r.md:2:32"
    );
    starts(
        only_fault(templates("{\"templates\": {\"a\": {\"any\": \"x\"}}, \"stages\": {\"a\": {}, \"A\": {}}}")
        ),
        "r.md:2:56: error: the settings of stage \"a\" are already at r.md:2:47"
    );
}

TEST_CASE("faulty settings are told one by one and left out")
{
    const auto one = [](const std::string& setting) {
        return only_fault(
            templates("{\"templates\": {\"a\": {\"any\": \"x\"}},\n\"stages\": {\"a\": {" + setting + "}}}")
        );
    };
    starts(one("\"approvals\": 0"), "r.md:3:31: error: stage \"a\": \"approvals\" must be a whole number");
    starts(one("\"approvals\": 1.5"), "r.md:3:31: error:");
    starts(one("\"approvals\": \"2\""), "r.md:3:31: error:");
    starts(one("\"approvers\": [\"rule:X\"]"), "r.md:3:32: error: stage \"a\": \"rule:X\" is no approver");
    starts(one("\"cadence\": \"30\""), "r.md:3:29: error: stage \"a\": \"30\" is no duration");
    starts(one("\"cadence\": \"99999999999999999999d\""), "r.md:3:29: error:");
    starts(
        one("\"sets_state\": \"resolve\""), "r.md:3:32: error: stage \"a\": \"resolve\" is no incident state"
    );
    starts(one("\"severities\": [\"S5\"]"), "r.md:3:33: error: stage \"a\": \"S5\" is no severity");
    starts(one("\"required\": [\"a.b\"]"), "r.md:3:31: error: stage \"a\": \"a.b\" cannot be");
    starts(one("\"required\": \"a\""), "r.md:3:30: error:");
    starts(
        one("\"required\": [\"x\"], \"optional\": [\"X\"]"),
        "r.md:3:17: error: stage \"a\": \"x\" cannot be both"
    );
    starts(one("\"requird\": [\"x\"]"), "r.md:3:18: error: unknown key \"requird\"");
    starts(one("\"next\": 1"), "r.md:3:26: error:");
}

TEST_CASE("bounds: size, encoding, names, stages, nesting, unclosed fences, empty and endless texts")
{
    starts(only_fault(std::string(runbook_limit + 1, 'a')), "r.md:1:1: error: larger than");
    starts(only_fault("ok\nç\xFF\n"), "r.md:2:2: error: not valid UTF-8");
    starts(only_fault(std::string("a\0b", 3)), "r.md:1:2: error: a NUL byte");
    starts(only_fault(std::string(5000, '>') + "x"), "r.md:1:1: error: quotes or lists nested too deep");
    std::string wide = "|", lines;
    for (int i = 0; i < 30; ++i) wide += "-|";
    for (int i = 0; i <= 20'000; ++i) lines += "a\r";
    starts(only_fault("a\n" + wide), "r.md:2:1: error: a table with more than 24 columns");
    starts(only_fault(lines), "r.md:20001:1: error: more than 20000 lines");
    starts(only_fault("```message stage=a\nx\n"), "r.md:1:1: error: this fence is never closed");
    starts(only_fault("```message stage=../a\nx\n```\n"), "r.md:1:1: error: a stage's name");
    starts(
        only_fault("```message stage=a\n \n```\n"), "r.md:2:1: error: the any text of stage \"a\" is empty"
    );
    starts(
        only_fault("```message stage=a channel=slack\n" + std::string(12'001, 'x') + "\n```\n"),
        "r.md:2:1: warning: the text of stage \"a\" has 12001 UTF-16 units"
    );
    std::string many;
    for (int i = 0; i <= 100; ++i) many += "```message stage=s" + std::to_string(i) + "\nx\n```\n";
    starts(only_fault(many), "r.md:301:1: error: more than 100 stages");
    std::string deep = "{\"templates\": ";
    for (int i = 0; i < 100; ++i) deep += "{\"a\": ";
    starts(only_fault(templates(deep)), "r.md:2:");
    CHECK(
        parse("r.md", "---\n" + std::string(80, '-') + "\n" + std::string(80, '*') + "\n").diagnostics.empty()
    );
}

TEST_CASE("a text that is too long for a platform costs a runbook neither this stage nor its others")
{
    const auto made = parse(
        "r.md",
        "```message stage=a\nx\n```\n```message stage=b channel=slack\n" + std::string(12'001, 'x') +
            "\n```\n"
    );
    CHECK(made.ok());
    CHECK(made.book.find("a") != nullptr);
    CHECK(made.book.find("b") != nullptr);
}

TEST_CASE("a file of nothing but faults yields a bounded list that ends in an error")
{
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "```message\nx\n```\n";
    const auto all = parse("r.md", text).diagnostics;
    CHECK(all.size() == 201);
    CHECK(has_errors(all));
}
