#include "runbooks/messenger_text.hpp"

#include <doctest/doctest.h>

using namespace runbooks;

namespace {

constexpr std::string_view book =
    "```json runbook_templates\n"
    "{\"templates\": {\"initial_update\": {\"slack\": \" 🚨 {incident_id}\\n{impact_summary} <{link}>\\n\",\n"
    "  \"teams\": \"**{incident_id}**\\n- {impact_summary}\"},\n"
    " \"resolution\": {\"slack\": \"ok\"}}}\n"
    "```\n";

messenger_request request(values with, bool escape = false, dialect channel = dialect::slack)
{
    return {book, "outro/runbook.md", channel, "INITIAL_update", std::move(with), escape, {}};
}

}  // namespace

TEST_CASE("the terminal gets the plain text, unknown names visible, empty values as given")
{
    const auto made = messenger_text(request({{"incident_id", "A&B <x>"}, {"impact_summary", ""}}));
    REQUIRE(made.has_value());
    CHECK(made->text == "🚨 A&B <x>\n <{link}>");
    CHECK(made->unfilled == std::vector<std::string>{"link"});
    const auto teams = messenger_text(request({{"incident_id", "a_b"}}, false, dialect::teams));
    REQUIRE(teams.has_value());
    CHECK(teams->text == "**a_b**\n- {impact_summary}");
}

TEST_CASE("a webhook gets the text as in a final post")
{
    const auto slack =
        messenger_text(request({{"incident_id", "<!here>"}, {"link", "https://x.example/?a=1&b"}}, true));
    REQUIRE(slack.has_value());
    CHECK(slack->text == "🚨 &lt;!here&gt;\n{impact_summary} <https://x.example/?a=1&amp;b>");
    const auto teams =
        messenger_text(request({{"incident_id", "a_b"}, {"impact_summary", "x"}}, true, dialect::teams));
    REQUIRE(teams.has_value());
    CHECK(teams->text == "**a\\_b**  \n- x");
    const auto bad = messenger_text(request({{"link", "!channel"}}, true));
    REQUIRE_FALSE(bad.has_value());
    CHECK(bad.error().message.find("link inside a link") != std::string::npos);
}

TEST_CASE("an unknown stage lists the stages of the runbook that was given")
{
    auto what = request({});
    what.stage = "resolutoin";
    const auto made = messenger_text(what);
    REQUIRE_FALSE(made.has_value());
    CHECK(
        made.error().message ==
        "outro/runbook.md: no stage \"resolutoin\"; did you mean \"resolution\"? The stages are: "
        "initial_update, resolution"
    );
    what.markdown = "# nada\n";
    CHECK(messenger_text(what).error().message == "outro/runbook.md: no message templates in this runbook");
}

TEST_CASE(
    "a missing text and a faulty one are refused with the cause, other stages' faults are not in the way"
)
{
    auto what = request({}, false, dialect::teams);
    what.stage = "resolution";
    CHECK(
        messenger_text(what).error().message == "outro/runbook.md: stage \"resolution\" has no text for teams"
    );
    const std::string faulty = "```message stage=a\n{x!r}\n```\n\n```message stage=b\nok\n```\n";
    what.markdown = faulty;
    what.stage = "a";
    CHECK(messenger_text(what).error().message.find("outro/runbook.md:2:1: error:") != std::string::npos);
    what.stage = "b";
    const auto made = messenger_text(what);
    REQUIRE(made.has_value());
    CHECK(made->text == "ok");
    CHECK(made->diagnostics.size() == 1);
}

TEST_CASE("context values become text as people expect")
{
    const auto made = context_values(
        R"({"n": 1.50, "big": 123456789012345678901234567890, "e": -1E+5, "t": true, "f": false,
        "nothing": null, "list": ["a", 2, null, false], "empty": [], "o": {"b": 1.0, "a": ["ç", {"x": "\u00e7\n"}]},
        "mixed": [1, [2]], "s": " á \u00e9 ", "twice": "1", "twice": "2"})"
    );
    REQUIRE(made.has_value());
    CHECK(
        *made ==
        values{
            {"n", "1.50"},
            {"big", "123456789012345678901234567890"},
            {"e", "-1E+5"},
            {"t", "true"},
            {"f", "false"},
            {"list", "a, 2, false"},
            {"empty", ""},
            {"o", R"({"b":1.0,"a":["ç",{"x":"ç\n"}]})"},
            {"mixed", "[1,[2]]"},
            {"s", " á é "},
            {"twice", "2"},
        }
    );
}

TEST_CASE("a context that is no object, broken, or out of bounds is refused with its place")
{
    CHECK(context_values("[1]").error().message == "1:1: the outermost value must be an object { … }");
    CHECK(context_values("{\"a\": 1,\n}").error().message == "1:8: a comma before the closing \"}\"");
    CHECK(context_values("").error().message == "1:1: there is no JSON here");
    CHECK(context_values("{\"a\": \"\xFF\"}").error().message == "1:8: not valid UTF-8");
    CHECK_FALSE(context_values("{\"a\": 1} x").has_value());
    CHECK_FALSE(context_values(std::string(1024 * 1024 + 1, ' ')).has_value());
    std::string deep = "{\"a\": ";
    CHECK_FALSE(context_values(deep + std::string(5000, '[') + std::string(5000, ']') + "}").has_value());
    CHECK(context_values("{}")->empty());
}

TEST_CASE("a variable argument is split at the first = and trimmed on both sides")
{
    CHECK(*variable_argument(" a = b=c ") == std::pair<std::string, std::string>("a", "b=c"));
    CHECK(*variable_argument("a=") == std::pair<std::string, std::string>("a", ""));
    CHECK_FALSE(variable_argument("a").has_value());
    CHECK_FALSE(variable_argument(" =b").has_value());
}
