#include "adapters/sandbox/teams_typed.hpp"
#include "adapters/sandbox/teams_sample.hpp"

#include <doctest/doctest.h>

using namespace adapters::sandbox;
using kind = teams_conversation::kind;

namespace {

struct world {
    bot::real_clock time;
    teams_workspace w{time, {}};
    world() { fill_sample(w); }
};

}  // namespace

TEST_CASE("a mention in a channel becomes a tag, an entity and a span, with Teams' own spaces")
{
    world k;
    const auto t = as_typed(k.w, "@Incident /incident update INC-7 a < b", kind::channel);
    CHECK(t.text == "<at>Incident</at> /incident update INC-7 a < b\n");
    CHECK(
        t.html ==
        "<p><span itemscope itemtype=\"http://schema.skype.com/Mention\" itemid=\"0\">Incident</span>&nbsp;"
        "/incident update INC-7 a &lt; b</p>"
    );
    REQUIRE(t.entities.size() == 1);
    CHECK(t.entities[0].at("mentioned").at("id") == "28:bbbbbbbb-0000-4000-8000-000000000002");
    CHECK(t.entities[0].at("text") == "<at>Incident</at>");
    CHECK(t.mentions_bot);
}

TEST_CASE("people are mentioned by name or handle; an address is no mention")
{
    world k;
    const auto t = as_typed(
        k.w, "@Incident assign @Renata Martins @joao.ops mail ana@example.org @nobody", kind::channel
    );
    CHECK(
        t.text ==
        "<at>Incident</at> assign <at>Renata Martins</at> <at>João Lima</at> mail ana@example.org @nobody\n"
    );
    CHECK(t.entities.size() == 3);
    CHECK_FALSE(as_typed(k.w, "help @Incidental", kind::channel).mentions_bot);
}

TEST_CASE("a name may arrive in parts, and a command of the menu ends with a no-break space")
{
    world k;
    const auto t = as_typed(
        k.w, "@Incident take @Renata Martins", kind::channel, {.from_menu = true, .split_mentions = true}
    );
    CHECK(t.text == "<at>Incident</at> take <at>Renata</at> <at>Martins</at>\u00A0\n");
    CHECK(t.entities[1].at("mentioned").at("id") == t.entities[2].at("mentioned").at("id"));
}

TEST_CASE("a personal chat loses line breaks and angle brackets in the text; the HTML keeps both")
{
    world k;
    const auto t = as_typed(k.w, "note a\nb <id> c", kind::personal);
    CHECK(t.text == "note a b  c");
    CHECK(t.html == "<p>note a<br>b &lt;id&gt; c</p>");
    CHECK(as_typed(k.w, "@Incident a\nb", kind::group_chat).text == "<at>Incident</at> a\nb\n");
}

TEST_CASE("an ampersand in a name is escaped in the tag and not in the entity's name")
{
    world k;
    teams_person p;
    p.id = "29:1-AB";
    p.aad = "x";
    p.handle = "ab";
    p.name = "A & B";
    k.w.add(p);
    const auto t = as_typed(k.w, "@A & B hi", kind::channel);
    CHECK(t.text == "<at>A &amp; B</at> hi\n");
    CHECK(t.entities[0].at("mentioned").at("name") == "A & B");
}
