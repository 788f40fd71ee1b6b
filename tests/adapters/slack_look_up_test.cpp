#include "tests/support/slack_rig.hpp"

#include <doctest/doctest.h>

using namespace tests::slack_rig;

TEST_CASE("a final post is exactly its text, comes with its permalink and is found again")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        const auto what = r.delivery(bot::delivery_kind::post, "d1");
        const auto sent = co_await r.here->deliver(what, std::nullopt);
        REQUIRE(sent.result == bot::delivery_result::sent);
        const auto& m = r.channel().messages.at(sent.platform_id);
        CHECK(m.text == "final &lt;text&gt; <!here>");
        CHECK(m.blocks.empty());
        CHECK_FALSE(sent.permalink.empty());
        const auto found = co_await r.here->look_up(what, std::nullopt);
        CHECK(found.result == bot::look_up_result::found);
        CHECK(found.platform_id == sent.platform_id);
        const auto absent =
            co_await r.here->look_up(r.delivery(bot::delivery_kind::post, "d2"), std::nullopt);
        CHECK(absent.result == bot::look_up_result::absent);
    });
}

TEST_CASE("a post whose reply is lost is unknown, and the look-up finds it")
{
    for (const auto kind : {fault_kind::lost_reply, fault_kind::hung_reply, fault_kind::error_after}) {
        CAPTURE(static_cast<int>(kind));
        rig r;
        r.run([&]() -> asio::awaitable<void> {
            r.fault(kind, "chat.postMessage");
            const auto what = r.delivery(bot::delivery_kind::line, "d1");
            const auto sent = co_await r.here->deliver(what, std::nullopt);
            CHECK(sent.result == bot::delivery_result::unknown);
            const auto found = co_await r.here->look_up(what, std::nullopt);
            CHECK(found.result == bot::look_up_result::found);
            CHECK(r.channel().messages.size() == 1);
        });
    }
}

TEST_CASE("what happened on the way to Slack is said in the reader's language, Slack's own word as it is")
{
    rig r;
    r.language = bot::language::pt_br;
    r.run([&]() -> asio::awaitable<void> {
        const auto what = r.delivery(bot::delivery_kind::line, "d1");
        r.fault(fault_kind::dropped, "chat.postMessage");
        const auto cut = co_await r.here->deliver(what, std::nullopt);
        CHECK(cut.error.find("conexão") != std::string::npos);
        sandbox::fault f;
        f.kind = fault_kind::api_error;
        f.filter = "chat.postMessage";
        f.code = "fatal_error";
        r.there->faults().add(f);
        const auto refused = co_await r.here->deliver(what, std::nullopt);
        CHECK(refused.error == "fatal_error");
    });
}

TEST_CASE("in the direct messages of a group a post is made, found again and edited as in a channel")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        auto& w = r.there->workspace();
        w.add_channel(
            "C0GROUP", "mpdm-ana.suporte--incidentd-1", sandbox::channel::kind::group, {"U0ANA", "U0BOT"}
        );
        r.fault(fault_kind::lost_reply, "chat.postMessage");
        const auto what = r.delivery(bot::delivery_kind::post, "d1", "C0GROUP");
        const auto sent = co_await r.here->deliver(what, std::nullopt);
        CHECK(sent.result == bot::delivery_result::unknown);
        const auto found = co_await r.here->look_up(what, std::nullopt);
        REQUIRE(found.result == bot::look_up_result::found);
        CHECK(r.channel("C0GROUP").messages.size() == 1);
        auto first = what;
        first.platform_id = found.platform_id;
        auto update = r.delivery(bot::delivery_kind::update, "d2", "C0GROUP");
        CHECK((co_await r.here->deliver(update, first)).result == bot::delivery_result::sent);
        // Nobody but its members can bring the bot in.
        r.channel("C0GROUP").members.erase("U0BOT");
        const auto outside =
            co_await r.here->deliver(r.delivery(bot::delivery_kind::post, "d3", "C0GROUP"), std::nullopt);
        CHECK(outside.result == bot::delivery_result::failed);
        CHECK(outside.failure == bot::failure_kind::mendable);
    });
}

TEST_CASE("a look-up that cannot be done tells so instead of guessing")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        sandbox::fault f;
        f.kind = fault_kind::api_error;
        f.filter = "conversations.history";
        f.code = "missing_scope";
        r.there->faults().add(f);
        const auto looked =
            co_await r.here->look_up(r.delivery(bot::delivery_kind::line, "d1"), std::nullopt);
        CHECK(looked.result == bot::look_up_result::cannot_tell);
        CHECK_FALSE(looked.error.empty());
    });
}

TEST_CASE("a look-up has one deadline for all of it, however slow each answer is")
{
    rig r;
    r.limits.look_up = 300ms;
    r.run([&]() -> asio::awaitable<void> {
        sandbox::fault f;
        f.kind = fault_kind::slow;
        f.filter = "conversations.history";
        f.delay = 60s;
        r.there->faults().add(f);
        const auto began = r.time.now();
        const auto looked =
            co_await r.here->look_up(r.delivery(bot::delivery_kind::line, "d1"), std::nullopt);
        CHECK(looked.result == bot::look_up_result::cannot_tell);
        CHECK_FALSE(looked.error.empty());
        CHECK(r.time.now() - began < 5s);
    });
}

TEST_CASE("a post that pacing held back is not taken for absent before it can be seen")
{
    rig r;
    r.limits.look_up_pause = 20ms;
    r.limits.look_up_settled = 1s;
    r.run([&]() -> asio::awaitable<void> {
        // Marked as sending long ago; the bytes left only now, and Slack shows the message late.
        auto what = r.delivery(bot::delivery_kind::line, "d1");
        what.sending_at = *what.sending_at - 20s;
        bot::task_group late(r.io.get_executor());
        late.spawn("late", [](rig& on, bot::delivery d) -> asio::awaitable<void> {
            co_await on.until([&] { return on.there->log().counts().count("api conversations.history") != 0; }
            );
            co_await on.time.sleep_for(200ms);
            co_await on.here->deliver(std::move(d), std::nullopt);
        }(r, what));
        const auto found = co_await r.here->look_up(what, std::nullopt);
        CHECK(found.result == bot::look_up_result::found);
        co_await late.join();
    });
}

TEST_CASE("a message of ours is removed, once or again; somebody else's is not")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        const auto made = co_await r.here->deliver(r.delivery(bot::delivery_kind::line, "d1"), std::nullopt);
        REQUIRE(made.result == bot::delivery_result::sent);
        auto removal = r.delivery(bot::delivery_kind::removal, "d2");
        removal.words.reset();
        removal.platform_id = made.platform_id;
        CHECK((co_await r.here->deliver(removal, std::nullopt)).result == bot::delivery_result::sent);
        CHECK(r.channel().messages.empty());
        CHECK((co_await r.here->deliver(removal, std::nullopt)).result == bot::delivery_result::sent);

        const auto typed = r.there->people().say("ana.suporte", "support-billing", "hello");
        removal.platform_id = std::string(typed.at("ts").as_string());
        const auto refused = co_await r.here->deliver(removal, std::nullopt);
        CHECK(refused.result == bot::delivery_result::failed);
        CHECK(refused.failure == bot::failure_kind::permanent);
        CHECK(r.channel().messages.size() == 1);
    });
}

TEST_CASE("a click on a message that the rules want to hear of tells of the message first")
{
    rig r;
    r.news = "d1";
    r.run([&]() -> asio::awaitable<void> {
        std::vector<std::string> ids;
        for (const char* id : {"d1", "d2"}) {
            auto what = r.delivery(bot::delivery_kind::line, id);
            what.words->buttons = {{"draft.edit", "D1", "Edit", {}, ""}};
            ids.push_back((co_await r.here->deliver(what, std::nullopt)).platform_id);
            co_await r.there->people().press("ana.suporte", "support-billing", ids.back(), "draft.edit");
        }
        REQUIRE(r.events.events.size() == 3);
        const auto& seen = std::get<bot::sighting>(r.events.events[0].what);
        CHECK(seen.delivery_id == "d1");
        CHECK(seen.message_id == ids[0]);
        CHECK(r.events.events[0].at.channel.id == "C0BILLING");
        CHECK(r.events.events[0].keys != r.events.events[1].keys);
        CHECK(std::get<bot::press>(r.events.events[1].what).action == "draft.edit");
        CHECK(std::get<bot::press>(r.events.events[2].what).action == "draft.edit");
    });
}
