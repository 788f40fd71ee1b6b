#include "adapters/slack/text.hpp"

#include <doctest/doctest.h>

using namespace adapters::slack;

namespace {

bot::typed_command typed(std::string_view raw)
{
    return decode_typed(raw, [](const bot::account& who, std::string_view) {
        return who.id == "U0ANA" ? std::string("@ana.suporte") : std::string();
    });
}

}  // namespace

TEST_CASE("people in typed text become their handles and stay known as people")
{
    const auto t = typed("assign Scribe <@U0ANA|ana> e <@U0B|lee> &amp; <@U0C>");
    CHECK(t.text == "assign Scribe @ana.suporte e @lee & @U0C");
    REQUIRE(t.people.size() == 3);
    CHECK(t.text.substr(t.people[0].begin, t.people[0].length) == "@ana.suporte");
    CHECK(t.people[0].who == bot::account{"slack", "U0ANA"});
    CHECK(t.text.substr(t.people[2].begin, t.people[2].length) == "@U0C");
}

TEST_CASE("channels, groups, broadcasts and links become words")
{
    CHECK(typed("<#C1|geral> <#C2|> <#C3>").text == "#geral #C2 #C3");
    CHECK(
        typed("<!channel> <!here|here> <!subteam^S1|@sre> <!subteam^S2>").text == "@channel @here @sre @S2"
    );
    CHECK(
        typed("<https://x.example/a?b=1&amp;c=2|lie> <mailto:a@x.example|a@x.example>").text ==
        "https://x.example/a?b=1&c=2 a@x.example"
    );
}

TEST_CASE("entities are decoded once, text without Slack's escaping stays")
{
    CHECK(typed("&amp;lt; &lt;b&gt; a\xC2\xA0z").text == "&lt; <b> a z");
    CHECK(typed("a < b > c <not a link> <@> <").text == "a < b > c <not a link> <@> <");
    CHECK(typed("<|x> <> <@|a> <!|b> <#>").text == "<|x> <> <@|a> <!|b> <#>");
    CHECK(typed("@kim #ops").people.empty());
}

TEST_CASE("escaping and unescaping are each other's inverse")
{
    CHECK(escape("<!channel> & co") == "&lt;!channel&gt; &amp; co");
    CHECK(unescape(escape("&lt; <@U1> &amp;amp;")) == "&lt; <@U1> &amp;amp;");
}

TEST_CASE("texts are cut on code points and never inside an entity")
{
    CHECK(cut("ação", 3) == "açã");
    CHECK(cut("a😀b", 2) == "a");
    CHECK(cut("a😀b", 3) == "a😀");
    CHECK(cut("ab&amp;", 5) == "ab");
    CHECK(cut("ab&amp;c", 7) == "ab&amp;");
    CHECK(shortened("abcdef", 4) == "abc…");
    CHECK(shortened("abcd", 4) == "abcd");
}

TEST_CASE("pieces end at line ends where possible and together are the text")
{
    std::string text = "first line\nsecond line\n" + std::string(30, 'x') + "\nend";
    std::string joined;
    const auto all = pieces(text, 12);
    for (const auto p : all) {
        CHECK(p.size() <= 12);
        joined += p;
    }
    CHECK(joined == text);
    CHECK(all[0] == "first line\n");
}
