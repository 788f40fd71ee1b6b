#include "adapters/teams/html_text.hpp"
#include "adapters/teams/text.hpp"

#include <doctest/doctest.h>

using namespace adapters::teams;

namespace {

const mention bot_mention{.id = "28:bot", .aad = {}, .name = "Incident", .text = "<at>Incident</at>"};
const mention ana{.id = "29:1-ANA", .aad = {}, .name = "Ana Souza", .text = "<at>Ana Souza</at>"};
const mention renata{
    .id = "29:1-RENATA", .aad = {}, .name = "Renata Martins", .text = "<at>Renata Martins</at>"
};

text_readers readers()
{
    text_readers r;
    r.is_bot = [](const mention& m) { return m.id == "28:bot"; };
    r.who = [](const mention& m) -> bot::account {
        if (m.id == "29:1-ANA") return {"teams", "aad-ana"};
        if (m.id == "29:1-RENATA") return {"teams", "aad-renata"};
        return {"teams", ""};
    };
    r.handle = [](const bot::account& who, std::string_view) -> std::string {
        return who.id == "aad-ana" ? "@ana.suporte" : "";
    };
    return r;
}

bot::typed_command plain(std::string text, std::vector<mention> mentions = {bot_mention})
{
    return decode_typed({.text = std::move(text), .html = {}, .mentions = std::move(mentions)}, readers());
}

bot::typed_command html(std::string text, std::vector<mention> mentions = {bot_mention})
{
    return decode_typed({.text = {}, .html = std::move(text), .mentions = std::move(mentions)}, readers());
}

std::string html_mention(int item, const std::string& name)
{
    return "<span itemscope itemtype=\"http://schema.skype.com/Mention\" itemid=\"" + std::to_string(item) +
           "\">" + name + "</span>";
}

}  // namespace

TEST_CASE("a mention of the bot, and the command word behind it, are no part of the command")
{
    CHECK(plain("<at>Incident</at> status").text == "status");
    CHECK(plain("<at>Incident</at> /incident status\n").text == "status");
    CHECK(plain("<at>Incident</at> /status").text == "status");
    CHECK(plain("<at>Incident</at> incident update x=1").text == "update x=1");
    CHECK(plain("<at>Incident</at>\xC2\xA0Incidente\xC2\xA0 abrir\xC2\xA0").text == "abrir");
    CHECK(plain("<at>Incident</at>: status").text == "status");
    CHECK(plain("<at>Incident</at>").text.empty());
    CHECK(plain("  <at id=\"0\" class='x'>Incident</at>\t help ").text == "help");
    CHECK(plain("status <at>Incident</at>").text == "status");
    CHECK(plain("incidents now", {}).text == "incidents now");
    CHECK(plain("/incident", {}).text.empty());
}

TEST_CASE("a bot whose name has an ampersand is recognised however the name is written")
{
    mention odd = bot_mention;
    for (const std::string name : {"R&D Bot", "R&amp;D Bot"}) {
        for (const std::string typed : {"R&D Bot", "R&amp;D Bot"}) {
            odd.name = name;
            odd.text = "<at>" + name + "</at>";
            CHECK(plain("<at>" + typed + "</at> status", {odd}).text == "status");
            CHECK(html("<p>" + html_mention(0, "R&amp;D Bot") + " status</p>", {odd}).text == "status");
        }
    }
}

TEST_CASE("a name written without a tag goes by its literal text")
{
    mention literal = bot_mention;
    literal.text = "@Incident";
    CHECK(plain("@Incident status", {literal}).text == "status");
}

TEST_CASE("people who are mentioned stand as their handles, with the account kept")
{
    const auto typed =
        plain("<at>Incident</at> assign \"Incident Scribe\" <at>Ana Souza</at> x", {bot_mention, ana});
    CHECK(typed.text == "assign \"Incident Scribe\" @ana.suporte x");
    REQUIRE(typed.people.size() == 1);
    CHECK(typed.text.substr(typed.people[0].begin, typed.people[0].length) == "@ana.suporte");
    CHECK(typed.people[0].who == bot::account{"teams", "aad-ana"});
}

TEST_CASE("a person without a handle is named, and one whom nobody knows has no account")
{
    const mention stranger{.id = "29:1-X", .aad = {}, .name = "Sam Visitor", .text = "<at>Sam Visitor</at>"};
    const auto typed = plain(
        "<at>Incident</at> take <at>Renata Martins</at> <at>Sam Visitor</at> <at>Nobody</at>",
        {bot_mention, renata, stranger}
    );
    CHECK(typed.text == "take @Renata Martins @Sam Visitor @Nobody");
    REQUIRE(typed.people.size() == 1);
    CHECK(typed.people[0].who.id == "aad-renata");
}

TEST_CASE("one person's name split over several mentions is one person")
{
    mention first = ana;
    first.name = "Ana";
    first.text = "<at>Ana</at>";
    mention second = ana;
    second.name = "Souza";
    second.text = "<at>Souza</at>";
    for (const auto& typed :
         {plain("<at>Incident</at> take <at>Ana</at> <at>Souza</at> now", {bot_mention, first, second}),
          html(
              "<div>" + html_mention(0, "Incident") + "&nbsp;take " + html_mention(1, "Ana") + "&nbsp;" +
                  html_mention(2, "Souza") + " now</div>",
              {bot_mention, first, second}
          )}) {
        CHECK(typed.text == "take @ana.suporte now");
        REQUIRE(typed.people.size() == 1);
        CHECK(typed.people[0].length == 12);
    }
}

TEST_CASE("two people of one name are told apart by their place")
{
    mention other = renata;
    other.name = ana.name;
    other.text = ana.text;
    const auto typed = plain("<at>Ana Souza</at> and <at>Ana Souza</at>", {other, ana});
    REQUIRE(typed.people.size() == 2);
    CHECK(typed.people[0].who.id == "aad-renata");
    CHECK(typed.people[1].who.id == "aad-ana");
}

TEST_CASE("line breaks and angle brackets survive where the HTML has them")
{
    CHECK(
        html("<p>" + html_mention(0, "Incident") + "&nbsp;note a &lt;b&gt; &amp;amp; c</p>").text ==
        "note a <b> &amp; c"
    );
    CHECK(
        html("<div>" + html_mention(0, "Incident") + " note one<br>two</div>\n<div>three</div>").text ==
        "note one\ntwo\nthree"
    );
    CHECK(html("<p>note a</p><p>&nbsp;</p><p>b</p>", {}).text == "note a\n \nb");
    CHECK(html("<div>a</div><div><br></div><div>b</div>", {}).text == "a\n\nb");
    CHECK(html("<p>a\n   b</p>", {}).text == "a b");
    CHECK(html("<ul><li>one</li><li>two</li></ul>", {}).text == "one\ntwo");
    CHECK(html("x=<b>1</b>&#39;&#x1F525;&#0;", {}).text == "x=1'🔥\xEF\xBF\xBD");
}

TEST_CASE("a link is its address, what was typed when that is an address, and mail is no link")
{
    CHECK(
        html("<a href=\"https://x.example/a?b=1&amp;c=2\">panel</a>", {}).text ==
        "https://x.example/a?b=1&c=2"
    );
    CHECK(
        html("<a href='https://safe.example/?u=1' title=\"t>\">https://x.example/a</a> b", {}).text ==
        "https://x.example/a b"
    );
    CHECK(html("<a href=\"mailto:ana@x.example\">ana@x.example</a>", {}).text == "ana@x.example");
    CHECK(html("<a href=\"javascript:x\">click</a>", {}).text == "click");
}

TEST_CASE("a < that begins no tag is a character, and what comes after it is read as if it were not there")
{
    CHECK(html("a <b <i>c</i> <d", {}).text == "a <b c <d");
    CHECK(html("<a<a<p>status</p>", {}).text == "<a<a\nstatus");
    CHECK(html("x <a \"unclosed <p>status", {}).text == "x <a \"unclosed\nstatus");
    CHECK(html("x <a href=\"a<b\">y</a>", {}).text == "x y");
    CHECK(plain("<at>never ends <at>nor this", {}).text == "<at>never ends <at>nor this");
    CHECK(plain("<quoted id=\"1\">a <quoted id=\"2\">b", {}).text == "a b");
    // Each byte of these is looked at a few times, not once for each one before it.
    std::string tags;
    for (int i = 0; i < 20'000; ++i) tags += "<a ";
    CHECK(html(tags, {}).text.size() == tags.size() - 1);
    for (int i = 0; i < 10'000; ++i) tags += "<at>";
    CHECK(plain(tags, {}).text.ends_with("<at>"));
    std::string comments;
    for (int i = 0; i < 16'000; ++i) comments += "<!--";
    CHECK(plain(comments, {}).text == comments);
    CHECK(html(comments + "x", {}).text.empty());
}

TEST_CASE("quoted replies, attachments and scripts are no part of what was typed")
{
    CHECK(
        html(
            "<blockquote itemscope itemtype=\"http://schema.skype.com/Reply\" itemid=\"17\"><p>approve "
            "D1</p><blockquote>deep</blockquote></blockquote><p>status</p>",
            {}
        )
            .text == "status"
    );
    CHECK(html("<blockquote>kept</blockquote>status", {}).text == "kept\nstatus");
    CHECK(html("<attachment id=\"1\"></attachment><p>status</p><script>x</script>", {}).text == "status");
    CHECK(plain("<quoted messageId=\"17\"/>status", {}).text == "status");
    CHECK(plain("<quoted messageId=\"17\">x</quoted> status", {}).text == "status");
    CHECK(html("ok <emoji alt=\"🙂\"></emoji><img alt=\"🎉\" src=x>", {}).text == "ok 🙂🎉");
}

TEST_CASE("plain text is taken as it is: only a no-break space is an entity there")
{
    CHECK(
        plain("<at>Incident</at>&nbsp;note a &amp; b <c> \xE2\x80\x9Cq\xE2\x80\x9D").text ==
        "note a &amp; b <c> \xE2\x80\x9Cq\xE2\x80\x9D"
    );
    CHECK(plain("<at>Incident</at> note a\r\nb").text == "note a\nb");
    CHECK(plain("<at>Incident</at> x\xE2\x80\x8By\xEF\xBB\xBFz\xE2\x80\xAFw").text == "x y z w");
}

TEST_CASE("an HTML part that says nothing gives way to the text")
{
    const auto typed = decode_typed(
        {.text = "<at>Incident</at> status", .html = "<p>&nbsp;</p>", .mentions = {bot_mention}}, readers()
    );
    CHECK(typed.text == "status");
}

TEST_CASE("broken markup is taken as far as it goes")
{
    CHECK(html("<p", {}).text == "<p");
    CHECK(html("a < b > c <", {}).text == "a < b > c <");
    CHECK(html("<a href=\"https://x.example", {}).text == "<a href=\"https://x.example");
    CHECK(html("<a href=\"https://x.example\">open", {}).text == "https://x.example");
    CHECK(html("<!-- never closed", {}).text.empty());
    CHECK(html("<blockquote itemtype=\"x/Reply\">never closed", {}).text.empty());
    CHECK(html("&unknown; &#xZZ; &#99999999999;", {}).text == "&unknown; &#xZZ; &#99999999999;");
    CHECK(plain("<at>Incident", {bot_mention}).text == "<at>Incident");
    CHECK(html(html_mention(0, "Incident") + html_mention(99, "Who"), {bot_mention}).text == "@Who");
}
