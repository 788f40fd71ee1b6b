#include "runbooks/template.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace runbooks;

namespace {

message_template compiled(std::string_view text)
{
    auto made = message_template::compile(text);
    REQUIRE(made.has_value());
    return *std::move(made);
}

std::string text(std::string_view source, const values& with, dialect to = dialect::plain)
{
    return compiled(source).render(with, to, as_given).text;
}

}  // namespace

TEST_CASE("a name in braces is replaced and doubled braces are literal")
{
    CHECK(text("{id} {{id}} }}{{", {{"id", "7"}}) == "7 {id} }{");
    CHECK(text("{{{id}}}", {{"id", "7"}}) == "{7}");
    CHECK(text("{situação atual}", {{"situação atual", "ok"}}) == "ok");
}

TEST_CASE("a name without a value stays visible and is listed once, in order")
{
    const auto made = compiled("{b} {a} {b}").render({}, dialect::slack);
    CHECK(made.text == "{b} {a} {b}");
    CHECK(made.unfilled == std::vector<std::string>{"b", "a"});
}

TEST_CASE("an empty value is unfilled in a draft and given to the messenger")
{
    const auto t = compiled("a {x} b");
    CHECK(t.render({{"x", " \n"}}, dialect::slack).unfilled == std::vector<std::string>{"x"});
    CHECK(t.render({{"x", ""}}, dialect::slack).text == "a {x} b");
    CHECK(t.render({{"x", ""}}, dialect::plain, as_given).text == "a  b");
    CHECK(t.render({{"x", ""}}, dialect::plain, as_given).unfilled.empty());
}

TEST_CASE("drafts find a value whatever the case of the placeholder, the messenger only as spelled")
{
    const auto t = compiled("{Impacto}");
    CHECK(t.render({{"impacto", "x"}}, dialect::slack).text == "x");
    CHECK(t.render({{"impacto", "x"}}, dialect::slack, as_given).text == "{Impacto}");
    CHECK(t.render({}, dialect::slack).unfilled == std::vector<std::string>{"impacto"});
}

TEST_CASE("a replaced value is never expanded again")
{
    CHECK(text("{a}{b}", {{"a", "{b}"}, {"b", "{a}"}}) == "{b}{a}");
    CHECK(text("{a}", {{"a", "{{x}}"}}) == "{{x}}");
}

TEST_CASE("everything else of Python's format strings is a fault with line and column")
{
    struct expectation {
        std::string_view text;
        std::size_t offset, line, column;
    };
    const expectation all[] = {
        expectation{"{a.b}", 0, 1, 1},
        expectation{"ok {x!r}", 3, 1, 4},
        expectation{"{x:>8}", 0, 1, 1},
        expectation{"{a[0]}", 0, 1, 1},
        expectation{"é\n{}", 3, 2, 1},
        expectation{"é\nçã } b", 8, 2, 4},
        expectation{"ok {a", 3, 1, 4},
        expectation{"{a{b}}", 2, 1, 3},
        expectation{"}}}", 2, 1, 3},
        expectation{"{{{", 2, 1, 3}
    };
    for (const auto& e : all) {
        CAPTURE(e.text);
        const auto made = message_template::compile(e.text);
        REQUIRE_FALSE(made.has_value());
        CHECK(made.error().offset == e.offset);
        CHECK(made.error().line == e.line);
        CHECK(made.error().column == e.column);
        CHECK_FALSE(made.error().message.empty());
    }
}

TEST_CASE("a template has at most a hundred different placeholders")
{
    std::string source;
    for (std::size_t i = 0; i < placeholder_limit; ++i) source += "{v" + std::to_string(i) + "}{v0}";
    CHECK(message_template::compile(source).has_value());
    CHECK_FALSE(message_template::compile(source + "{one_more}").has_value());
}

TEST_CASE("only the values are escaped, the template's own text stays as written")
{
    CHECK(
        text("<!here> & {x}", {{"x", "<!channel> & co"}}, dialect::slack) ==
        "<!here> & &lt;!channel&gt; &amp; co"
    );
    CHECK(text("**{x}**", {{"x", "a*b_c"}}, dialect::teams) == "**a\\*b\\_c**");
}

TEST_CASE("inside link markup only an http(s) URL is let in, with the link's own signs encoded")
{
    const auto slack = compiled("<{url}|status> {url}");
    CHECK(slack.url_placeholders() == std::vector<std::string>{"url"});
    CHECK(
        slack.render({{"url", "https://x.example/a|b>c d?e=1&f"}}, dialect::slack).text ==
        "<https://x.example/a%7Cb%3Ec%20d?e=1&amp;f|status> https://x.example/a|b&gt;c d?e=1&amp;f"
    );
    for (const auto* bad :
         {"!channel", "@U1", "javascript:alert(1)", "ftp://x.example", "texto", "https://", "https://a\nb"}) {
        const auto made = compiled("<{url}>").render({{"url", bad}}, dialect::slack);
        CHECK(made.text == "<{url}>");
        CHECK(made.bad_urls == std::vector<std::string>{"url"});
        CHECK(made.unfilled.empty());
    }
    const auto teams = compiled("[aqui]({url}) e [{t}](https://x.example)");
    CHECK(teams.url_placeholders() == std::vector<std::string>{"url"});
    CHECK(
        teams.render({{"url", "https://x.example/a)b c"}, {"t", "](https://evil.example)"}}, dialect::teams)
            .text == "[aqui](https://x.example/a%29b%20c) e [\\](https://evil.example)](https://x.example)"
    );
    CHECK(compiled("[a](https://x.example/{u}").url_placeholders() == std::vector<std::string>{"u"});
    CHECK(compiled("[a](https://x.example/(b){u})").url_placeholders() == std::vector<std::string>{"u"});
    CHECK(compiled("x < 3 {u} > 2, <3 {v}, [a](b) {w}").url_placeholders().empty());
    CHECK(compiled("<{u}>").render({{"u", "texto"}}, dialect::plain, as_given).text == "<texto>");
}

TEST_CASE("outer Unicode white space goes after replacement")
{
    CHECK(text("\xC2\xA0 {x}\n\xE3\x80\x80", {{"x", "\t a \xE2\x80\xA8"}}) == "a");
    CHECK(text("{x}", {{"x", " \n "}}) == "");
}

TEST_CASE("random values never bring markup or expansion into a message")
{
    std::mt19937 random(20261123);
    const std::vector<std::string> parts = {"<",  ">",  "&",        "{a}", "{b}",
                                            "{{", "}}", "!channel", "@",   "|",
                                            "]",  "(",  ")",        "[",   "*",
                                            "_",  "`",  "~",        "#",   "\\",
                                            "\n", " ",  "ç",        "🚨",  "https://x.example/",
                                            "a"};
    const auto value = [&] {
        std::string out;
        for (auto n = random() % 8; n > 0; --n) out += parts[random() % parts.size()];
        return out;
    };
    const auto t = compiled("A{a}B{b}C");
    for (int round = 0; round < 5000; ++round) {
        const values with{{"a", value()}, {"b", value()}};
        const auto slack = t.render(with, dialect::slack, as_given).text;
        CAPTURE(slack);
        CHECK(
            slack == "A" + escape_value(dialect::slack, with.at("a")) + "B" +
                         escape_value(dialect::slack, with.at("b")) + "C"
        );
        CHECK(slack.find_first_of("<>") == std::string::npos);
        for (auto at = slack.find('&'); at != std::string::npos; at = slack.find('&', at + 1)) {
            const auto rest = slack.substr(at, 5);
            CHECK((rest.starts_with("&amp;") || rest.starts_with("&lt;") || rest.starts_with("&gt;")));
        }
        CHECK(mentions_in(dialect::slack, slack).empty());
        const auto teams = t.render(with, dialect::teams, as_given).text;
        CHECK(mentions_in(dialect::teams, teams).empty());
        if (teams.find("https://") == std::string::npos) {
            CHECK(teams.find_first_of("<>") == std::string::npos);
            // Every sign of markdown has a backslash of its own before it.
            for (std::size_t i = 0; i < teams.size(); ++i) {
                if (teams[i] == '\\')
                    ++i;
                else
                    CHECK(std::string_view("*_[]~#|`").find(teams[i]) == std::string_view::npos);
            }
        }
    }
}

TEST_CASE("random texts compile or fault inside the text, and what compiles renders without values to itself")
{
    std::mt19937 random(7);
    const std::string letters = "{}{}ab.!:[]<>\n ";
    for (int round = 0; round < 5000; ++round) {
        std::string source;
        for (auto n = random() % 12; n > 0; --n) source += letters[random() % letters.size()];
        CAPTURE(source);
        const auto made = message_template::compile(source);
        if (!made) {
            CHECK(made.error().offset < source.size());
            continue;
        }
        // Fill each name with its own braces: what comes out is the source with {{ and }} halved.
        values same;
        for (const auto& name : made->placeholders()) same[name] = "{" + name + "}";
        CHECK(made->render(same, dialect::plain, as_given).text == made->render({}, dialect::plain).text);
    }
}
