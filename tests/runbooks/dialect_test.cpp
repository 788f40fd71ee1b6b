#include "runbooks/dialect.hpp"

#include <doctest/doctest.h>

#include "runbooks/case.hpp"
#include "runbooks/mention.hpp"

using namespace runbooks;

TEST_CASE("Slack escapes three signs and nothing else")
{
    CHECK(escape_value(dialect::slack, "&<>\"'*_~`@here #c") == "&amp;&lt;&gt;\"'*_~`@here #c");
    CHECK(escape_value(dialect::slack, "&amp;") == "&amp;amp;");
    CHECK(escape_value(dialect::plain, "&<>*") == "&<>*");
}

TEST_CASE("Teams escapes markdown but leaves a value that is one URL")
{
    CHECK(escape_value(dialect::teams, "\\`*_[]~#|&<>(-)") == "\\\\\\`\\*\\_\\[\\]\\~\\#\\|&amp;&lt;&gt;(-)");
    CHECK(
        escape_value(dialect::teams, "https://x.example/a_b?c=1&d=[2]") ==
        "https://x.example/a\\_b?c=1&amp;d=\\[2\\]"
    );
    CHECK(escape_value(dialect::teams, "https://x.example/a_b?c=1&d#e") == "https://x.example/a_b?c=1&d#e");
    CHECK(escape_value(dialect::teams, "veja https://x.example/a_b") == "veja https://x.example/a\\_b");
    CHECK(escape_value(dialect::teams, "https://x?[a](https://evil)") == "https://x?\\[a\\](https://evil)");
}

TEST_CASE("a URL is http or https with a host and without white space")
{
    for (const auto* good :
         {"https://status.example.com/incident/845",
          "HTTP://X.example",
          "http://[::1]:8080/a",
          "https://x.example/ação?q=ç#é",
          "https://x.example/a%20b"})
        CHECK_MESSAGE(is_http_url(good), good);
    for (const auto* bad :
         {"",
          "x.example",
          "ftp://x.example",
          "javascript:alert(1)",
          "https://",
          "https:///a",
          "http:x",
          "https://a b",
          "https://a\nb",
          " https://a",
          "https://a/<b>",
          "https://a/\"b",
          "https://a/[b]",
          "https://a/%zz",
          "https://a/\xFF"})
        CHECK_FALSE_MESSAGE(is_http_url(bad), bad);
}

TEST_CASE("a URL inside a link has the signs encoded that would end the link")
{
    CHECK(
        escape_url_value(dialect::slack, "https://x.example/a|b>c)d e&f") ==
        "https://x.example/a%7Cb%3Ec%29d%20e&amp;f"
    );
    CHECK(
        escape_url_value(dialect::teams, "https://x.example/Foo_(bar)&x") ==
        "https://x.example/Foo_%28bar%29&x"
    );
    CHECK(escape_url_value(dialect::slack, " https://x.example\n") == "https://x.example");
    CHECK_FALSE(escape_url_value(dialect::slack, "!channel"));
    CHECK_FALSE(escape_url_value(dialect::teams, "javascript:x"));
}

TEST_CASE("for Teams each single line break becomes two spaces and a line break")
{
    CHECK(final_text(dialect::teams, "a\nb\n\nc\n- d\n") == "a  \nb\n\nc  \n- d");
    CHECK(final_text(dialect::teams, "a\r\nb") == "a  \nb");
    CHECK(
        final_text(dialect::teams, "a\r\r\nb") == "a  \nb"
    );  // found by fuzzing: once more took away the other
    CHECK(final_text(dialect::teams, "a\n \nb\n\n\nc") == "a\n \nb\n\n\nc");
    CHECK(final_text(dialect::slack, "a\nb\n\nc\n") == "a\nb\n\nc");
    const auto once = final_text(dialect::teams, "a\nb \nc\n\nd");
    CHECK(final_text(dialect::teams, once) == once);
}

TEST_CASE("white space is stripped as Python strips it, broken bytes stay")
{
    CHECK(strip("\x1c\u00a0\u2003 a b \u3000\u2028\u0085") == "a b");
    CHECK(strip("\u200b a") == "\u200b a");
    CHECK(strip(" \xFF ") == "\xFF");
    CHECK(strip("  ") == "");
}

TEST_CASE("lengths are counted in UTF-16 units and code points")
{
    CHECK(utf16_units("aç🚨") == 4);
    CHECK(code_points("aç🚨") == 3);
    CHECK(utf16_units("\xFF\xF0\x9F") == 3);
}

TEST_CASE("names fold their case beyond ASCII")
{
    CHECK(lower("RESOLUÇÃO_Ñ_Σ") == "resolução_ñ_σ");
    CHECK(lower("\xFF\x41") == "\xFF\x61");
}

TEST_CASE("Slack mentions that notify are told, links and lookalikes are not")
{
    const auto all = mentions_in(
        dialect::slack,
        "<!channel> <!here|here> <!everyone> <@U0ANA|ana> <@W1> <!subteam^S1|@sre> <#C1> <https://x> "
        "&lt;!here&gt; <@ana>"
    );
    std::vector<std::string> names;
    for (const auto& m : all) names.push_back(shown(m));
    CHECK(names == std::vector<std::string>{"@channel", "@here", "@everyone", "@ana", "@W1", "@sre"});
    CHECK(all[3].kind == mention_kind::person);
    CHECK(all[3].id == "U0ANA");
    CHECK(all[5].kind == mention_kind::group);
    CHECK(mentions_in(dialect::plain, "<!channel>").empty());
}

TEST_CASE("a preview shows mentions inert and everything else as it is")
{
    CHECK(
        inert_mentions(dialect::slack, "a <!channel> <@U1> <!subteam^S1|@sre> <#C1|g> <https://x|y> z") ==
        "a @\u200bchannel @\u200bU1 @\u200bsre <#C1|g> <https://x|y> z"
    );
    CHECK(inert_mentions(dialect::teams, "oi <at>Ana Souza</at>!") == "oi @\u200bAna Souza!");
    CHECK(mentions_in(dialect::slack, inert_mentions(dialect::slack, "<!channel><!here>")).empty());
}
