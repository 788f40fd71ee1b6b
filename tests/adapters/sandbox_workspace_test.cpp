#include "adapters/sandbox/block_kit.hpp"
#include "adapters/sandbox/sample_workspace.hpp"
#include "adapters/sandbox/slack_workspace.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <stdexcept>

using namespace adapters::sandbox;
using namespace std::chrono_literals;

namespace {

class hand_clock final : public bot::clock {
public:
    time_point now() const override { return time_point(moved); }
    wall_time wall_now() const override { return wall_time(1764000000s) + moved; }
    boost::asio::awaitable<void> sleep_until(time_point) override
    {
        throw std::logic_error("nothing sleeps here");
    }
    std::chrono::milliseconds moved{0};
};

json::object object(std::string_view text)
{
    return json::parse(text).as_object();
}
json::array array(std::string_view text)
{
    return json::parse(text).as_array();
}

struct office {
    hand_clock time;
    slack_workspace w{time, identity{}};
    std::vector<happening> told;

    office()
    {
        fill_sample(w);
        w.on_happening = [this](const happening& h) { told.push_back(h); };
    }

    new_message from(std::string user, std::string channel, std::string text)
    {
        new_message m;
        m.user = std::move(user);
        m.channel = std::move(channel);
        m.text = std::move(text);
        m.by_app = m.user == "U0BOT";
        return m;
    }
};

std::string modal(std::string_view extra = "")
{
    return R"({"type":"modal","title":{"type":"plain_text","text":"T"},"submit":{"type":"plain_text","text":"S"},)" +
           std::string(extra) +
           R"("blocks":[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"L"},)"
           R"("element":{"type":"plain_text_input","action_id":"value"}}]})";
}

}  // namespace

TEST_CASE("blocks over a limit are refused with the spot")
{
    const std::string long_text(3001, 'x');
    json::array blocks;
    blocks.push_back(object(R"({"type":"section","text":{"type":"mrkdwn","text":"ok"}})"));
    CHECK(check_blocks(blocks).empty());
    blocks.at(0).as_object()["text"].as_object()["text"] = long_text;
    const auto faults = check_blocks(blocks);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0] == "must be less than 3001 characters [json-pointer:/blocks/0/text/text]");

    json::array many;
    for (int i = 0; i < 50; ++i) many.push_back(object(R"({"type":"divider"})"));
    CHECK(check_blocks(many).empty());
    many.push_back(object(R"({"type":"divider"})"));
    CHECK(check_blocks(many).at(0) == "no more than 50 items allowed [json-pointer:/blocks]");
}

TEST_CASE("what Slack refuses in single blocks")
{
    const char* const bad[] = {
        R"([{"type":"section"}])",
        R"([{"type":"section","text":{"type":"mrkdwn","text":""}}])",
        R"([{"type":"header","text":{"type":"mrkdwn","text":"x"}}])",
        R"([{"type":"actions","elements":[]}])",
        R"([{"type":"banner"}])",
        R"([{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}])",
        R"([{"type":"actions","elements":[{"type":"button","action_id":"a","style":"green","text":{"type":"plain_text","text":"x"}}]}])",
        R"([{"type":"actions","elements":[{"type":"plain_text_input","action_id":"a"}]}])",
        R"([{"type":"input","label":{"type":"plain_text","text":"x"}}])",
        R"([{"type":"section","text":{"type":"plain_text","text":"x","verbatim":true}}])",
    };
    for (const auto* text : bad) {
        CAPTURE(text);
        CHECK_FALSE(check_blocks(array(text)).empty());
    }
}

TEST_CASE("a modal with an input needs a submit button and a short title")
{
    auto view = object(modal());
    CHECK(check_view(view).empty());
    view.erase("submit");
    CHECK(check_view(view).at(0) == "missing required field: submit [json-pointer:/view]");
    view = object(modal());
    view["title"].as_object()["text"] = std::string(25, 'x');
    CHECK(check_view(view).at(0) == "must be less than 25 characters [json-pointer:/view/title/text]");
}

TEST_CASE("message ids are unique and grow even when the clock stands still")
{
    office o;
    const auto a = o.w.next_ts();
    const auto b = o.w.next_ts();
    CHECK(a == "1764000000.000000");
    CHECK(b == "1764000000.000001");
}

TEST_CASE("posting follows membership, archives, threads and emptiness")
{
    office o;
    CHECK(o.w.post(o.from("U0BOT", "C0BILLING", "")).error().code == "no_text");
    CHECK(o.w.post(o.from("U0BOT", "C0NOWHERE", "x")).error().code == "channel_not_found");
    CHECK(o.w.post(o.from("U0BOT", "C0GERAL", "x")).error().code == "not_in_channel");
    o.w.public_posting = true;
    CHECK(o.w.post(o.from("U0BOT", "C0GERAL", "x")).has_value());
    o.w.find_channel("#status")->archived = true;
    CHECK(o.w.post(o.from("U0BOT", "C0STATUS", "x")).error().code == "is_archived");
    auto reply = o.from("U0BOT", "C0BILLING", "x");
    reply.thread_ts = "1.000001";
    CHECK(o.w.post(reply).error().code == "thread_not_found");
}

TEST_CASE("a private channel that the bot is not in does not exist for it")
{
    office o;
    o.w.add_channel("G0SECRET", "secret", channel::kind::closed, {"U0ANA"});
    CHECK(o.w.channel_of_bot("G0SECRET").error().code == "channel_not_found");
    CHECK(o.w.channel_of_bot("C0GERAL").has_value());
    CHECK((*o.w.channel_of_bot("U0ANA"))->what == channel::kind::im);
}

TEST_CASE("text over 40,000 characters is cut and says so")
{
    office o;
    bool cut = false;
    const auto made = o.w.post(o.from("U0BOT", "C0BILLING", std::string(40'001, 'x')), &cut);
    CHECK(cut);
    CHECK((*made)->text.size() == 40'000);
}

TEST_CASE("metadata needs a plain event type and a flat payload")
{
    office o;
    auto m = o.from("U0BOT", "C0BILLING", "x");
    for (const auto* bad :
         {R"({"event_type":"a b","event_payload":{}})",
          R"({"event_type":"a"})",
          R"({"event_type":"a","event_payload":{"x":{"y":1}}})"}) {
        CAPTURE(bad);
        m.metadata = object(bad);
        CHECK(o.w.post(m).error().code == "invalid_metadata_format");
    }
    m.metadata = object(R"({"event_type":"a","event_payload":{"delivery_id":"7"}})");
    CHECK((*o.w.post(m))->metadata.has_value());
}

TEST_CASE("an update without blocks removes them and keeps the metadata; only the author may")
{
    office o;
    auto m = o.from("U0BOT", "C0BILLING", "x");
    m.blocks = array(R"([{"type":"divider"}])");
    m.metadata = object(R"({"event_type":"a","event_payload":{}})");
    const auto ts = (*o.w.post(m))->ts;
    auto& c = *o.w.find_channel("C0BILLING");
    message_change text;
    text.text = "y";
    CHECK(o.w.update(c, ts, text, "U0ANA").error().code == "cant_update_message");
    const auto changed = o.w.update(c, ts, text, "U0BOT");
    REQUIRE(changed.has_value());
    CHECK((*changed)->blocks.empty());
    CHECK((*changed)->metadata.has_value());
    text.text = std::string(4001, 'x');
    CHECK(o.w.update(c, ts, text, "U0BOT").error().code == "msg_too_long");
    CHECK(text_at(o.told.back().event, "subtype") == "message_changed");
}

TEST_CASE("events come only from channels that the bot is in; a mention comes twice")
{
    office o;
    REQUIRE(o.w.post(o.from("U0ANA", "C0GERAL", "<@U0BOT> hi")).has_value());
    CHECK(o.told.empty());
    REQUIRE(o.w.post(o.from("U0ANA", "C0BILLING", "<@U0BOT> hi")).has_value());
    REQUIRE(o.told.size() == 2);
    CHECK(o.told[0].type == "message");
    CHECK(o.told[1].type == "app_mention");
    CHECK(text_at(o.told[0].event, "ts") == text_at(o.told[1].event, "ts"));
}

TEST_CASE("reactions are a set per person, aliases are one")
{
    office o;
    const auto ts = (*o.w.post(o.from("U0ANA", "C0BILLING", "x")))->ts;
    auto& c = *o.w.find_channel("C0BILLING");
    CHECK(o.w.react(c, ts, "thumbsup", "U0ANA", true).has_value());
    CHECK(o.w.react(c, ts, "+1", "U0ANA", true).error().code == "already_reacted");
    CHECK(o.w.react(c, ts, "x", "U0ANA", false).error().code == "no_reaction");
    CHECK(o.w.react(c, ts, "+1", "U0ANA", false).has_value());
    CHECK(c.messages.at(ts).reactions.empty());
    CHECK(o.told.back().type == "reaction_removed");
}

TEST_CASE("a trigger opens one view within three seconds")
{
    office o;
    CHECK(o.w.open_view("nonsense", object(modal()), false).error().code == "invalid_trigger_id");
    const auto t = o.w.make_trigger("U0ANA");
    CHECK(o.w.open_view(t, object(R"({"type":"modal"})"), false).error().code == "invalid_arguments");
    CHECK(o.w.open_view(t, object(modal()), false).has_value());
    CHECK(o.w.open_view(t, object(modal()), false).error().code == "exchanged_trigger_id");
    const auto late = o.w.make_trigger("U0ANA");
    o.time.moved += 3001ms;
    CHECK(o.w.open_view(late, object(modal()), false).error().code == "expired_trigger_id");
}

TEST_CASE("a stack of modals is three high, and a stale hash is refused")
{
    office o;
    auto top = (*o.w.open_view(o.w.make_trigger("U0ANA"), object(modal()), false))->id;
    const auto first = top;
    for (int i = 0; i < 2; ++i) {
        top = (*o.w.open_view(o.w.make_trigger("U0ANA", top), object(modal()), true))->id;
    }
    const auto fourth = o.w.open_view(o.w.make_trigger("U0ANA", top), object(modal()), true);
    CHECK(fourth.error().code == "push_limit_reached");
    CHECK(o.w.top_view("U0ANA")->id == top);
    const auto hash = o.w.views().at(top).hash;
    CHECK(o.w.update_view(top, {}, hash, object(modal())).has_value());
    CHECK(o.w.update_view(top, {}, hash, object(modal())).error().code == "hash_conflict");
    o.w.close_view(top, true);
    CHECK_FALSE(o.w.views().at(first).open);
    CHECK(o.w.top_view("U0ANA") == nullptr);
}
