#include "adapters/slack/to_inbound.hpp"

#include <doctest/doctest.h>

using namespace adapters::slack;

namespace {

translation acme()
{
    translation t;
    t.connection = "acme";
    t.commands = {"/incident"};
    t.self = {"U0BOT", "B0BOT", "A0APP", "T0", "incidentd"};
    t.handle = [](const bot::account&, std::string_view) { return std::string(); };
    return t;
}

template <class Body>
std::optional<bot::inbound> taken(Body body)
{
    frame f;
    f.envelope_id = "env-1";
    f.body = std::move(body);
    return to_inbound(f, acme());
}

slash_command slash(std::string command, std::string trigger)
{
    return {
        std::move(command), "status", {"U0A", "kim"}, "T0", "C0A", "inc", std::move(trigger), "https://x"
    };
}

using keys = std::vector<std::string>;

}  // namespace

TEST_CASE("a slash command is known by its trigger, and only our own words are taken")
{
    const auto e = taken(slash("/incident", "1.2.x"));
    REQUIRE(e);
    CHECK(e->keys == keys{"slack/acme/slash/1.2.x"});
    CHECK(e->may_open_form);
    CHECK(e->at.channel == bot::channel_ref{"slack", "acme", "C0A"});
    CHECK_FALSE(e->at.personal);
    CHECK(std::get<bot::typed_command>(e->what).text == "status");
    CHECK_FALSE(taken(slash("/other", "1.2.x")));
    CHECK(taken(slash("/incident", ""))->keys == keys{"slack/acme/slash/env-1"});
}

TEST_CASE("a command in a direct chat is personal")
{
    auto c = slash("/incident", "1");
    c.channel = "D0A";
    c.channel_name = "directmessage";
    const auto e = taken(c);
    CHECK(e->at.personal);
    CHECK(e->at.channel_name.empty());
}

TEST_CASE("the direct messages of a group are a channel without a name of its own")
{
    auto c = slash("/incident", "1");
    c.channel_name = "mpdm-ana.suporte--renata.quality--incident-1";
    const auto e = taken(c);
    CHECK_FALSE(e->at.personal);
    CHECK(e->at.channel_name.empty());
    CHECK(e->at.channel == bot::channel_ref{"slack", "acme", "C0A"});
}

TEST_CASE("a press is known by person, time and button, so a second press of another person counts")
{
    block_action a;
    a.action_id = "draft.approve";
    a.value = "D1.1";
    a.action_ts = "5.5";
    a.user = {"U0A", ""};
    a.channel = "C0A";
    a.trigger_id = "t";
    CHECK(taken(a)->keys == keys{"slack/acme/action/U0A/5.5/draft.approve"});
    a.action_ts.clear();
    CHECK(taken(a)->keys == keys{"slack/acme/action/t"});
    CHECK(std::get<bot::press>(taken(a)->what).value == "D1.1");
}

TEST_CASE("a submission is known by its trigger, else by its envelope, and loses the var. of its fields")
{
    view_submission v;
    v.callback_id = "command.open";
    v.private_metadata = "ctx";
    v.user = {"U0A", ""};
    v.trigger_id = "t9";
    v.values = {{"var.impact_summary", "x"}, {"noise", "y"}};
    CHECK(taken(v)->keys == keys{"slack/acme/view/t9"});
    const auto form = std::get<bot::form_submission>(taken(v)->what);
    CHECK(form.fields == bot::variables{{"impact_summary", "x"}});
    CHECK(form.context == "ctx");
    v.trigger_id.clear();
    CHECK(taken(v)->keys == keys{"slack/acme/view/env-1"});
}

TEST_CASE("reactions mean approve or reject whatever their skin tone, others are dropped")
{
    CHECK(meaning_of_reaction("white_check_mark") == "approve");
    CHECK(meaning_of_reaction("heavy_check_mark::skin-tone-2") == "approve");
    CHECK(meaning_of_reaction("x") == "reject");
    CHECK(meaning_of_reaction("eyes").empty());
    reaction_event r{true, "x", "U0A", "T0", "C0A", "1.1", "2.2", "Ev1"};
    const auto e = taken(r);
    REQUIRE(e);
    CHECK(e->keys.front() == "slack/acme/event/Ev1");
    CHECK(std::get<bot::reaction>(e->what).order == "2.2");
    r.reaction = "eyes";
    CHECK_FALSE(taken(r));
}

TEST_CASE("copies of a reaction with other event ids share a key, putting it again does not")
{
    const reaction_event first{true, "x", "U0A", "T0", "C0A", "1.1", "2.2", "Ev1"};
    auto copy = first;
    copy.event_id = "Ev2";
    auto again = first;
    again.event_ts = "3.3";
    CHECK(taken(first)->keys[1] == taken(copy)->keys[1]);
    CHECK(taken(first)->keys[1] != taken(again)->keys[1]);
}

TEST_CASE("a mention is a command without the mention, and our own never are")
{
    app_mention m;
    m.text = "<@U0BOT|incidentd> update a=<@U0B|lee>";
    m.user = {"U0A", ""};
    m.channel = "C0A";
    m.ts = "1.1";
    m.thread_ts = "0.9";
    m.event_id = "Ev3";
    const auto e = taken(m);
    REQUIRE(e);
    const auto& t = std::get<bot::typed_command>(e->what);
    CHECK(t.text == "update a=@lee");
    CHECK(t.text.substr(t.people.at(0).begin, t.people[0].length) == "@lee");
    CHECK(e->at.thread == "0.9");
    CHECK_FALSE(e->may_open_form);
    m.bot_id = "B0BOT";
    CHECK_FALSE(taken(m));
    m.bot_id.clear();
    m.user.id = "U0BOT";
    CHECK_FALSE(taken(m));
}
