#include "tests/support/slack_rig.hpp"

#include <doctest/doctest.h>

using namespace tests::slack_rig;

TEST_CASE("two links come up and a command's answer travels in its acknowledgement")
{
    rig r;
    r.events.answer.answer = bot::notice{"only for <you> & me", {{"draft.edit", "D1", "Edit", {}, ""}}, {}};
    r.run([&]() -> asio::awaitable<void> {
        CHECK(r.here->usable());
        CHECK(r.there->sockets().links().size() == 2);
        const auto seen = co_await r.there->people().slash(
            "ana.suporte", "support-billing", "/incident assign Scribe @joao.ops"
        );
        CHECK(seen.at("ok") == true);
        REQUIRE(r.events.events.size() == 1);
        CHECK(r.events.events[0].from.who.id == "U0ANA");
        CHECK(std::get<bot::typed_command>(r.events.events[0].what).people.size() == 1);
        REQUIRE(r.channel().ephemerals.size() == 1);
        CHECK(r.channel().ephemerals[0].text == "only for &lt;you&gt; &amp; me");
        CHECK(r.count.acks == 1);
    });
    CHECK(r.there->log().counts().count("hook ") == 0);
}

TEST_CASE("nothing is acknowledged before the engine says so")
{
    rig r;
    r.events.holds = true;
    r.run([&]() -> asio::awaitable<void> {
        auto typing = [&]() -> asio::awaitable<void> {
            const auto seen =
                co_await r.there->people().slash("ana.suporte", "support-billing", "/incident status");
            CHECK(seen.at("ok") == true);
        };
        bot::task_group side(r.io.get_executor());
        side.spawn("typing", typing());
        co_await r.until([&] { return r.events.held.size() == 1; });
        co_await r.time.sleep_for(20ms);
        CHECK(r.count.acks == 0);
        r.events.held[0].done({});
        co_await side.join();
        CHECK(r.count.acks == 1);
    });
}

TEST_CASE("an answer too large for an acknowledgement goes through the response URL")
{
    rig r;
    r.events.answer.answer = bot::notice{std::string(20'000, 'x'), {}, {}};
    r.run([&]() -> asio::awaitable<void> {
        const auto seen =
            co_await r.there->people().slash("ana.suporte", "support-billing", "/incident list");
        CHECK(seen.at("ok") == true);
        co_await r.until([&] { return r.channel().ephemerals.size() == 1; });
        CHECK(r.there->sockets().links().size() == 2);
    });
}

TEST_CASE(
    "what is answered after the acknowledgement goes through the response URL, where the bot is not, too"
)
{
    rig r;
    r.events.holds = true;
    const auto calls = [&](const char* name) {
        const auto& all = r.there->log().counts();
        const auto found = all.find(name);
        return found == all.end() ? std::uint64_t{0} : found->second;
    };
    const auto in_their_chat = [&](const char* words) {
        const auto& all = r.there->workspace().im_with("U0STRANGER").messages;
        return std::count_if(all.begin(), all.end(), [&](const auto& m) { return m.second.text == words; });
    };
    r.run([&]() -> asio::awaitable<void> {
        bot::task_group side(r.io.get_executor());
        side.spawn("typing", [](rig& on) -> asio::awaitable<void> {
            (void)co_await on.there->people().slash("visitante", "geral", "/incident approve D1.1");
        }(r));
        co_await r.until([&] { return r.events.held.size() == 1; });
        r.events.held[0].done({});
        co_await side.join();
        r.events.held[0].later({"too late for the acknowledgement", {}, {}});
        auto& room = r.channel("C0GERAL");
        co_await r.until([&] { return room.ephemerals.size() == 1; });
        CHECK(room.ephemerals[0].to == "U0STRANGER");
        CHECK(room.ephemerals[0].text == "too late for the acknowledgement");
        CHECK(calls("api chat.postEphemeral") == 0);
        CHECK(in_their_chat("too late for the acknowledgement") == 0);
        // A URL that is used up: as the bot is not in the channel, their own chat with it is what is left.
        for (int use = 2; use <= 5; ++use) r.events.held[0].later({"again", {}, {}});
        co_await r.until([&] { return room.ephemerals.size() == 5; });
        r.events.held[0].later({"once more", {}, {}});
        co_await r.until([&] { return in_their_chat("once more") == 1; });
        CHECK(room.ephemerals.size() == 5);
        CHECK(calls("api chat.postEphemeral") == 1);
    });
}

TEST_CASE("foreign command words and other events are acknowledged and go no further")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        co_await r.there->people().slash("ana.suporte", "support-billing", "/deploy now");
        r.there->people().say("ana.suporte", "support-billing", "plain talk");
        co_await r.until([&] { return r.count.acks >= 2; });
        CHECK(r.events.events.empty());
    });
}

TEST_CASE("a form opens at once, its errors come back to it, and it closes when all is well")
{
    rig r;
    bot::form f{
        "command.open",
        "ctx",
        "Abrir",
        "Enviar",
        "Cancelar",
        {{"impact_summary", "Impacto", "", true, true, ""}}
    };
    r.events.form = f;
    r.run([&]() -> asio::awaitable<void> {
        co_await r.there->people().slash("ana.suporte", "support-billing", "/incident open");
        co_await r.until([&] { return r.there->workspace().top_view("U0ANA") != nullptr; });
        r.events.form.reset();
        r.events.answer.field_errors = {{"impact_summary", "too long"}};
        co_await r.there->people().submit("ana.suporte", {{"var.impact_summary", "x"}});
        REQUIRE(r.there->workspace().top_view("U0ANA") != nullptr);
        CHECK(r.there->workspace().top_view("U0ANA")->errors.at("var.impact_summary") == "too long");
        r.events.answer = {};
        r.events.answer.answer = bot::notice{"stored", {}, {}};
        co_await r.there->people().submit("ana.suporte", {{"var.impact_summary", "y"}});
        CHECK(r.there->workspace().top_view("U0ANA") == nullptr);
        const auto& submitted = std::get<bot::form_submission>(r.events.events.back().what);
        CHECK(submitted.context == "ctx");
        CHECK(submitted.fields.at("impact_summary") == "y");
        co_await r.until([&] { return !r.channel().ephemerals.empty(); });
        CHECK(r.channel().ephemerals.back().text == "stored");
    });
}

TEST_CASE("a form that cannot be opened is told to the person")
{
    rig r;
    r.events.form =
        bot::form{"command.open", "ctx", "Abrir", "Enviar", "", {{"a", "A", "", true, false, ""}}};
    sandbox::fault f;
    f.kind = fault_kind::api_error;
    f.filter = "views.open";
    f.code = "expired_trigger_id";
    r.run([&]() -> asio::awaitable<void> {
        r.there->faults().add(f);
        co_await r.there->people().slash("ana.suporte", "support-billing", "/incident open");
        co_await r.until([&] { return !r.channel().ephemerals.empty(); });
        CHECK(r.channel().ephemerals[0].text.find("expired_trigger_id") != std::string::npos);
    });
}

TEST_CASE("a mention and a reaction reach the engine once decoded")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        const auto said = r.there->people().say("ana.suporte", "support-billing", "@incidentd status");
        co_await r.until([&] { return r.events.events.size() == 1; });
        CHECK(std::get<bot::typed_command>(r.events.events[0].what).text == "status");
        const auto ts = r.channel().messages.begin()->first;
        r.there->people().react("ana.suporte", "support-billing", ts, "white_check_mark", true);
        r.there->people().react("ana.suporte", "support-billing", ts, "eyes", true);
        r.there->people().react("ana.suporte", "support-billing", ts, "white_check_mark", false);
        co_await r.until([&] { return r.events.events.size() >= 3; });
        CHECK(std::get<bot::reaction>(r.events.events[1].what).message_id == ts);
        CHECK_FALSE(std::get<bot::reaction>(r.events.events[2].what).added);
        r.there->people().react("ana.suporte", "support-billing", ts, "x", true);
        co_await r.until([&] { return r.events.events.size() >= 4; });
        const auto found = co_await r.here->reactions({"slack", "acme", "C0BILLING"}, ts);
        REQUIRE(found.has_value());
        REQUIRE(found->size() == 1);
        CHECK(found->at(0).name == "reject");
        CHECK(found->at(0).who.id == "U0ANA");
        // A failed reading is no reading: nobody has taken anything back.
        CHECK_FALSE((co_await r.here->reactions({"slack", "acme", "C0NOWHERE"}, ts)).has_value());
    });
}

TEST_CASE("a rate limit is a retry with Slack's own pause, and holds the next call back")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        sandbox::fault f;
        f.kind = fault_kind::rate_limited;
        f.filter = "chat.postMessage";
        f.times = 1;
        f.retry_after = 7s;
        r.there->faults().add(f);
        const auto first = co_await r.here->deliver(r.delivery(bot::delivery_kind::line, "d1"), std::nullopt);
        CHECK(first.result == bot::delivery_result::retry);
        CHECK(first.retry_after >= 7s);
        const auto second =
            co_await r.here->deliver(r.delivery(bot::delivery_kind::line, "d1"), std::nullopt);
        CHECK(second.result == bot::delivery_result::retry);
        CHECK(second.retry_after > 5s);
        CHECK(r.there->log().counts().at("api chat.postMessage") == 1);
    });
}

TEST_CASE("a public channel is joined once, a private one asks for an invitation")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        const auto joined =
            co_await r.here->deliver(r.delivery(bot::delivery_kind::line, "d1", "C0GERAL"), std::nullopt);
        CHECK(joined.result == bot::delivery_result::sent);
        r.there->workspace().add_channel("G0SECRET", "secret", sandbox::channel::kind::closed, {"U0ANA"});
        const auto refused =
            co_await r.here->deliver(r.delivery(bot::delivery_kind::line, "d2", "G0SECRET"), std::nullopt);
        CHECK(refused.result == bot::delivery_result::failed);
        CHECK(refused.failure == bot::failure_kind::mendable);
        CHECK(refused.error.find("/invite @incidentd") != std::string::npos);
    });
}

TEST_CASE("replies go to the thread, updates change the message and can be repeated")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        auto line = r.delivery(bot::delivery_kind::line, "d1");
        line.platform_id = (co_await r.here->deliver(line, std::nullopt)).platform_id;
        auto reply = r.delivery(bot::delivery_kind::reply, "d2");
        reply.target = "d1";
        const auto answered = co_await r.here->deliver(reply, line);
        CHECK(r.channel().messages.at(answered.platform_id).thread_ts == line.platform_id);
        CHECK((co_await r.here->look_up(reply, line)).platform_id == answered.platform_id);
        auto update = r.delivery(bot::delivery_kind::update, "d3");
        update.target = "d1";
        const auto once = co_await r.here->deliver(update, line);
        const auto twice = co_await r.here->deliver(update, line);
        CHECK(once.result == bot::delivery_result::sent);
        CHECK(twice.platform_id == line.platform_id);
        CHECK(r.channel().messages.at(line.platform_id).text == "words of d3");
        const auto lost = co_await r.here->deliver(reply, std::nullopt);
        CHECK(lost.result == bot::delivery_result::failed);
    });
}

TEST_CASE("a preview too large for one message gets its buttons after its thread, also when it was cut short")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        auto what = r.delivery(bot::delivery_kind::preview, "d1");
        what.words.reset();
        bot::preview_view view{.title = "SUP-INC-1", .name = "D1.1", .status = "waiting"};
        for (int i = 0; i < 3; ++i)
            view.texts.push_back({"place " + std::to_string(i), std::string(9000, 'x'), "slack", ""});
        view.buttons = {{"draft.approve", "D1.1", "Approve", {}, ""}};
        what.preview = std::move(view);
        sandbox::fault f;
        f.kind = fault_kind::dropped;
        f.filter = "chat.update";
        f.times = 1;
        r.there->faults().add(f);
        const auto cut = co_await r.here->deliver(what, std::nullopt);
        CHECK(cut.result == bot::delivery_result::unknown);
        CHECK(r.channel().messages.size() == 3);
        const auto found = co_await r.here->look_up(what, std::nullopt);
        REQUIRE(found.result == bot::look_up_result::found);
        CHECK(r.channel().messages.size() == 3);
        const auto& main = r.channel().messages.at(found.platform_id);
        CHECK(main.blocks.back().at("type") == "actions");
        CHECK(main.metadata->at("event_type") == "incidentd_preview");
    });
}

TEST_CASE("a press is answered to the person alone and leaves the message as it is")
{
    rig r;
    r.events.answer.answer = bot::notice{"you may not", {}, {}};
    r.run([&]() -> asio::awaitable<void> {
        auto line = r.delivery(bot::delivery_kind::line, "d1");
        line.words->buttons = {{"draft.approve", "D1.1", "Approve", {}, ""}};
        const auto sent = co_await r.here->deliver(line, std::nullopt);
        co_await r.there->people().press(
            "renata.quality", "support-billing", sent.platform_id, "draft.approve"
        );
        co_await r.until([&] { return r.channel().ephemerals.size() == 1; });
        CHECK(r.channel().ephemerals[0].to == "U0RENATA");
        CHECK(r.channel().messages.at(sent.platform_id).text == "words of d1");
        CHECK(std::get<bot::press>(r.events.events[0].what).value == "D1.1");
    });
}

TEST_CASE("a warned link is replaced before it goes, and what it still brings is acknowledged")
{
    rig r;
    r.config.connections = 1;
    r.run([&]() -> asio::awaitable<void> {
        CHECK(r.there->sockets().disconnect(0, "warning"));
        co_await r.until([&] { return r.there->sockets().links_opened() == 2; });
        CHECK(r.here->usable());
        const auto seen =
            co_await r.there->people().slash("ana.suporte", "support-billing", "/incident status");
        CHECK(seen.at("ok") == true);
        co_await r.until([&] { return r.there->sockets().links().size() == 1; });
        CHECK(r.here->usable());
        CHECK(r.count.disconnects.at("warning") == 1);
    });
}

TEST_CASE("links that are cut, refused or silent come back by themselves")
{
    rig r;
    r.config.liveness = 1s;
    r.server.sockets.ghost_life = 2s;
    r.run([&]() -> asio::awaitable<void> {
        sandbox::fault refused;
        refused.kind = fault_kind::upgrade_refused;
        refused.times = 2;
        refused.status = 408;
        r.there->faults().add(refused);
        CHECK(r.there->sockets().cut(0));
        co_await r.until([&] { return r.there->sockets().links_opened() == 4 && r.count.links_up == 2; });
        CHECK(r.count.failed_dials == 2);
        CHECK(r.there->sockets().freeze(0));
        co_await r.until([&] { return r.count.silences == 2 && r.count.links_up == 2; });
        co_await r.until([&] { return r.there->sockets().links().size() == 2; });  // Slack forgets the ghosts
        const auto seen =
            co_await r.there->people().slash("ana.suporte", "support-billing", "/incident status");
        CHECK(seen.at("ok") == true);
        CHECK(r.count.ghosts_seen > 0);
    });
}

TEST_CASE("a slot in which something throws begins anew, and its link comes up")
{
    rig r;
    r.app_tokens_that_throw = 3;
    r.run([&]() -> asio::awaitable<void> {
        CHECK(r.app_tokens_that_throw == 0);
        CHECK(r.there->sockets().links().size() == 2);
        const auto seen =
            co_await r.there->people().slash("ana.suporte", "support-billing", "/incident status");
        CHECK(seen.at("ok") == true);
    });
}

TEST_CASE("while stopping nothing is taken and nothing acknowledged")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        r.events.takes = false;
        r.there->sockets().settings().ack_deadline = 100ms;
        const auto seen =
            co_await r.there->people().slash("ana.suporte", "support-billing", "/incident status");
        CHECK(seen.at("ok") == false);
        CHECK(r.events.events.empty());
        CHECK(r.count.acks == 0);
    });
}

TEST_CASE("refused tokens end the platform with the reference and Slack's word, never the token")
{
    for (const bool is_app : {true, false}) {
        rig r;
        (is_app ? r.app_token : r.bot_token) = is_app ? "xapp-wrong" : "xoxb-wrong";
        r.run(
            [&]() -> asio::awaitable<void> {
                co_await r.until([&] { return r.ended.has_value(); });
                CHECK(*r.ended == make_error_code(bot::errc::bad_credentials));
                const auto why = r.here->trouble();
                CHECK(why.find(is_app ? "env:SLACK_APP_TOKEN" : "env:SLACK_BOT_TOKEN") != std::string::npos);
                CHECK(why.find("invalid_auth") != std::string::npos);
                CHECK(why.find("wrong") == std::string::npos);
                CHECK_FALSE(r.here->usable());
            },
            false
        );
    }
}

TEST_CASE("members of groups and channels are told, and nobody's when Slack does not answer")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        const auto group = co_await r.here->members({"acme", "group", "S0APPROVERS"});
        REQUIRE(group);
        CHECK(group->size() == r.there->workspace().groups().at("S0APPROVERS").users.size());
        const auto room = co_await r.here->members({"acme", "channel", "C0BILLING"});
        REQUIRE(room);
        CHECK(room->contains("U0ANA"));
        r.there->workspace().add_channel(
            "C0GROUP", "mpdm-ana.suporte--incidentd-1", sandbox::channel::kind::group, {"U0ANA", "U0BOT"}
        );
        const auto several = co_await r.here->members({"acme", "channel", "C0GROUP"});
        CHECK(several == std::set<std::string>{"U0ANA", "U0BOT"});
        r.there->workspace().groups().at("S0APPROVERS").users.clear();
        const auto remembered = co_await r.here->members({"acme", "group", "S0APPROVERS"});
        CHECK(remembered == group);
        CHECK_FALSE(co_await r.here->members({"acme", "group", "S0NOBODY"}));
        CHECK_FALSE(co_await r.here->members({"other", "channel", "C0BILLING"}));
        CHECK_FALSE(co_await r.here->members({"acme", "team", "C0BILLING"}));
    });
}

TEST_CASE("private words reach the person in the channel, else in their own chat")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        co_await r.here->tell({"slack", "U0ANA"}, {"slack", "acme", "C0BILLING"}, {"here", {}, {}});
        REQUIRE(r.channel().ephemerals.size() == 1);
        CHECK(r.channel().ephemerals[0].to == "U0ANA");
        co_await r.here->tell({"slack", "U0ANA"}, {}, {"there", {}, {}});
        auto& direct = r.there->workspace().im_with("U0ANA");
        REQUIRE(direct.messages.size() == 1);
        CHECK(direct.messages.begin()->second.text == "there");
        // In a channel without the bot, in one that it may not see, and to somebody who is not in the
        // channel.
        r.there->workspace().add_channel("G0SECRET", "secret", sandbox::channel::kind::closed, {"U0ANA"});
        r.channel("C0STATUS").members.erase("U0ANA");
        for (const char* where : {"C0GERAL", "G0SECRET", "C0STATUS"})
            co_await r.here->tell({"slack", "U0ANA"}, {"slack", "acme", where}, {where, {}, {}});
        CHECK(direct.messages.size() == 4);
        CHECK(direct.messages.rbegin()->second.text == "C0STATUS");
    });
}

TEST_CASE("a link that is cancelled instead of closed counts as up no longer")
{
    rig r;
    r.limits.stop = 0ms;
    r.run([&]() -> asio::awaitable<void> {
        CHECK(r.count.links_up == 2);
        co_return;
    });
    CHECK(r.count.links_up == 0);
}

TEST_CASE("a person's own language is asked for beside the first event and known at the next")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        auto& people = r.there->people();
        co_await people.slash("visitante", "support-billing", "/incident status");
        co_await people.slash("ana.suporte", "support-billing", "/incident status");
        co_await r.until([&] { return r.there->log().counts().count("api users.info") != 0; });
        const auto asked = [&] { return r.there->log().counts().at("api users.info"); };
        co_await r.until([&] { return asked() == 2; });
        co_await r.time.sleep_for(20ms);
        co_await people.slash("visitante", "support-billing", "/incident status");
        co_await people.slash("ana.suporte", "support-billing", "/incident status");
        REQUIRE(r.events.events.size() == 4);
        CHECK(r.events.events[0].from.locale.empty());
        CHECK(r.events.events[2].from.locale == "en-US");
        CHECK(r.events.events[3].from.locale == "pt-BR");
        CHECK(asked() == 2);
    });
}

TEST_CASE("a language that Slack does not tell leaves the configured one, and is not asked for each time")
{
    rig r;
    r.run([&]() -> asio::awaitable<void> {
        sandbox::fault f;
        f.kind = fault_kind::api_error;
        f.filter = "users.info";
        f.code = "missing_scope";
        r.there->faults().add(f);
        for (int i = 0; i < 3; ++i) {
            co_await r.there->people().slash("visitante", "support-billing", "/incident status");
            co_await r.time.sleep_for(20ms);
        }
        REQUIRE(r.events.events.size() == 3);
        for (const auto& e : r.events.events) CHECK(e.from.locale.empty());
        CHECK(r.there->log().counts().at("api users.info") == 1);
    });
}
