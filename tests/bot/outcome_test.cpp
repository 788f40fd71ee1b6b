#include "bot/outcome.hpp"

#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace std::chrono_literals;
using bot::delivery_kind;
using bot::delivery_result;
using bot::delivery_state;
using bot::draft_state;
using bot::look_up_result;
using tests::pending_draft;

namespace {

struct approved : pending_draft {
    std::vector<std::string> posts;

    explicit approved(std::string sets_state = {}, int destinations = 2)
    {
        edit([&](bot::draft& d) {
            auto& r = d.revisions.back();
            if (destinations == 2) r.texts.insert(r.texts.begin(), {"stakeholders", "hook"});
            r.content_sha256 = bot::content_hash(r.texts);
            d.sets_state = sets_state;
        });
        approve(renata);
        posts = draft().post_ids;
    }
    const bot::delivery& post(std::size_t i) const { return *state.find_delivery(posts.at(i)); }
    void sent(std::size_t i, const std::string& link = {})
    {
        attempt(
            posts.at(i),
            {.result = delivery_result::sent, .platform_id = "9." + std::to_string(i), .permalink = link}
        );
    }
    void lost(std::size_t i)
    {
        attempt(posts.at(i), {.result = delivery_result::unknown});
        look_up(posts.at(i), {.result = look_up_result::cannot_tell, .error = "no answer"});
    }
    std::string settle(bool arrived, const bot::account& who, std::size_t i = 0)
    {
        return apply([&](bot::change_set& c) {
            bot::settle_delivery(c, ctx(), posts.at(i), arrived, tests::as(who));
        });
    }
};

}  // namespace

TEST_CASE("the draft is posted when every delivery is sent; the record is then due again")
{
    approved t;
    t.sent(0);
    CHECK(t.draft().state == draft_state::posting);
    CHECK(t.draft().record_due == 1);
    t.sent(1, "https://acme.slack.com/p1");
    CHECK(t.draft().state == draft_state::posted);
    CHECK(t.draft().record_due == 2);
    CHECK(t.post(1).permalink == "https://acme.slack.com/p1");
    CHECK(t.audited("draft.posted") == 1);
    CHECK(t.chain_holds());
}

TEST_CASE("the incident takes the stage's state and resolution time at the first sent delivery")
{
    approved t("resolved");
    CHECK(t.incident().state == bot::incident_state::open);
    t.now += 5min;
    t.sent(0);
    CHECK(t.incident().state == bot::incident_state::resolved);
    CHECK(t.incident().resolved_at == t.draft().current().made_at);
    CHECK(t.incident().posted_stages == std::vector<std::string>{"progress_update"});
    t.sent(1);
    CHECK(t.incident().posted_stages.size() == 1);
    CHECK(t.audited("incident.state") == 1);
}

TEST_CASE("a post that arrives after the incident was closed does not open it again")
{
    approved t("resolved");
    t.apply([](bot::change_set& c) { c.edit_incident("SUP-INC-845").state = bot::incident_state::closed; });
    t.sent(0);
    CHECK(t.incident().state == bot::incident_state::closed);
    CHECK(t.incident().resolved_at.has_value());
}

TEST_CASE("a refused attempt waits for the longer of the platform's time and ours, and keeps its place")
{
    approved t;
    t.attempt(t.posts[0], {.result = delivery_result::retry, .retry_after = 30s, .error = "ratelimited"});
    CHECK(t.post(0).state == delivery_state::queued);
    CHECK(t.post(0).not_before == t.now + 30s);
    CHECK(t.post(0).attempts == 1);
    CHECK(t.draft().state == draft_state::posting);
    t.attempt(t.posts[0], {.result = delivery_result::retry});
    CHECK(t.post(0).not_before == t.now + 2s);
}

TEST_CASE("pauses grow to five minutes and no further")
{
    CHECK(bot::pause_before_attempt(2) == 1s);
    CHECK(bot::pause_before_attempt(3) == 2s);
    CHECK(bot::pause_before_attempt(10) == 256s);
    CHECK(bot::pause_before_attempt(11) == 5min);
    CHECK(bot::pause_before_attempt(100000) == 5min);
    CHECK(bot::pause_before_attempt(0) == 1s);
}

TEST_CASE("a post is tried for about a day, then fails in a way that people can mend")
{
    approved t;
    auto waited = 0ms;
    int attempts = 0;
    while (!t.post(0).is_settled()) {
        REQUIRE(++attempts < 1000);
        t.attempt(t.posts[0], {.result = delivery_result::retry, .error = "503"});
        if (t.post(0).not_before) waited += *t.post(0).not_before - t.now;
    }
    CHECK(t.post(0).state == delivery_state::failed);
    CHECK(t.post(0).failure == bot::failure_kind::mendable);
    CHECK(waited > 23h);
    CHECK(waited < 26h);
}

TEST_CASE("a mendable failure is replied with what to do and a button; sending again goes on from there")
{
    approved t;
    t.sent(1);
    t.attempt(
        t.posts[0],
        {.result = delivery_result::failed, .failure = bot::failure_kind::mendable, .error = "invite the bot"}
    );
    CHECK(t.draft().state == draft_state::failed);
    const auto replies = t.deliveries(delivery_kind::reply);
    const auto told = std::find_if(replies.begin(), replies.end(), [](const auto& r) {
        return r.words->text.find("invite the bot") != std::string::npos;
    });
    REQUIRE(told != replies.end());
    REQUIRE(told->words->buttons.size() == 1);
    CHECK(told->words->buttons[0].action == "delivery.resend");
    CHECK(told->words->buttons[0].value == t.posts[0]);

    t.settle(true, t.renata);  // it certainly did not arrive
    CHECK(t.post(0).state == delivery_state::failed);
    t.settle(false, t.stranger);
    CHECK(t.post(0).state == delivery_state::failed);
    t.settle(false, t.renata);
    CHECK(t.post(0).state == delivery_state::queued);
    CHECK(t.post(0).attempts == 0);
    CHECK(t.draft().state == draft_state::posting);
    t.sent(0);
    CHECK(t.draft().state == draft_state::posted);
}

TEST_CASE("a permanent failure offers nothing and cannot be sent again")
{
    approved t;
    t.attempt(
        t.posts[0],
        {.result = delivery_result::failed, .failure = bot::failure_kind::permanent, .error = "gone"}
    );
    for (const auto& reply : t.deliveries(delivery_kind::reply)) CHECK(reply.words->buttons.empty());
    CHECK(t.settle(false, t.renata).find("gone") != std::string::npos);
    CHECK(t.post(0).state == delivery_state::failed);
}

TEST_CASE("an unknown outcome stays sending until it is looked up")
{
    approved t;
    t.attempt(t.posts[0], {.result = delivery_result::unknown, .error = "timed out"});
    CHECK(t.post(0).state == delivery_state::sending);
    SUBCASE("found")
    {
        t.look_up(t.posts[0], {.result = look_up_result::found, .platform_id = "9.9"});
        CHECK(t.post(0).state == delivery_state::sent);
        CHECK(t.post(0).platform_id == "9.9");
        CHECK(t.post(0).error.empty());
    }
    SUBCASE("absent: safe to send again")
    {
        t.look_up(t.posts[0], {.result = look_up_result::absent});
        CHECK(t.post(0).state == delivery_state::queued);
    }
    SUBCASE("cannot tell: in doubt, and people are asked where the preview is, never a blind resend")
    {
        t.look_up(t.posts[0], {.result = look_up_result::cannot_tell});
        CHECK(t.post(0).state == delivery_state::in_doubt);
        CHECK(t.draft().state == draft_state::in_doubt);
        const auto asked = t.deliveries(delivery_kind::question);
        REQUIRE(asked.size() == 1);
        CHECK(asked[0].channel == t.room);
        REQUIRE(asked[0].words->buttons.size() == 2);
        CHECK(asked[0].words->buttons[0].action == "delivery.arrived");
        CHECK(asked[0].words->buttons[1].action == "delivery.resend");
        CHECK(asked[0].words->buttons[0].value == t.posts[0]);
    }
    CHECK(t.chain_holds());
}

TEST_CASE("the first answer about a delivery in doubt holds")
{
    approved t({}, 1);
    t.lost(0);
    SUBCASE("it arrived")
    {
        t.settle(true, t.igor);
        CHECK(t.post(0).state == delivery_state::sent);
        CHECK(t.draft().state == draft_state::posted);
        t.settle(false, t.renata);
        CHECK(t.post(0).state == delivery_state::sent);
    }
    SUBCASE("send again")
    {
        t.settle(false, t.commander);
        CHECK(t.post(0).state == delivery_state::queued);
        t.settle(true, t.renata);
        CHECK(t.post(0).state == delivery_state::queued);
    }
    SUBCASE("an operator")
    {
        t.settle(true, {std::string(bot::operator_platform), "cli"});
        CHECK(t.post(0).state == delivery_state::sent);
    }
    SUBCASE("nobody else")
    {
        CHECK(t.settle(true, t.joao).find("Approval Lead") != std::string::npos);
        CHECK(t.post(0).state == delivery_state::in_doubt);
        t.settle(true, t.renata);
    }
    const auto updates = t.deliveries(delivery_kind::update);
    const auto question = t.deliveries(delivery_kind::question).at(0).id;
    CHECK(std::any_of(updates.begin(), updates.end(), [&](const auto& u) {
        return u.target == question && u.words && u.words->buttons.empty();
    }));
}

TEST_CASE("a question that is itself in doubt is only listed")
{
    approved t({}, 1);
    t.lost(0);
    const auto question = t.deliveries(delivery_kind::question).at(0).id;
    t.attempt(question, {.result = delivery_result::unknown});
    t.look_up(question, {.result = look_up_result::cannot_tell});
    CHECK(t.state.find_delivery(question)->state == delivery_state::in_doubt);
    CHECK(t.deliveries(delivery_kind::question).size() == 1);
    CHECK(t.audited("delivery.in_doubt") == 2);
}

TEST_CASE("an edit whose outcome is unknown is simply made again, but not for ever")
{
    pending_draft t;
    std::string id;
    t.apply([&](bot::change_set& c) {
        bot::delivery u;
        u.kind = delivery_kind::update;
        u.channel = t.room;
        u.target = "d1";
        id = c.enqueue(u).id;
    });
    int attempts = 0;
    while (!t.state.find_delivery(id)->is_settled()) {
        REQUIRE(++attempts < 100);
        t.attempt(id, {.result = delivery_result::unknown});
    }
    CHECK(attempts > 5);
    CHECK(t.state.find_delivery(id)->state == delivery_state::failed);
}

TEST_CASE("an edit is overtaken by a newer one of the same message only")
{
    pending_draft t;
    const auto enqueue = [&](delivery_kind kind, std::string target) {
        std::string id;
        t.apply([&](bot::change_set& c) {
            bot::delivery u;
            u.kind = kind;
            u.channel = t.room;
            u.target = std::move(target);
            id = c.enqueue(u).id;
        });
        return id;
    };
    const auto overtaken = [&](const std::string& id) {
        return bot::is_overtaken(t.state, *t.state.find_delivery(id));
    };
    const auto first = enqueue(delivery_kind::update, "d1");
    enqueue(delivery_kind::update, "d77");
    const auto reply = enqueue(delivery_kind::reply, "d1");
    CHECK_FALSE(overtaken(first));
    const auto second = enqueue(delivery_kind::update, "d1");
    CHECK(overtaken(first));
    CHECK_FALSE(overtaken(second));
    CHECK_FALSE(overtaken(reply));
    t.attempt(second, {.result = delivery_result::failed, .error = "x"});
    CHECK_FALSE(overtaken(first));
}

TEST_CASE("an outcome for a delivery that is not under way changes nothing")
{
    approved t;
    t.sent(0);
    const auto before = t.log.size();
    t.apply([&](bot::change_set& c) {
        bot::decide_outcome(c, t.ctx(), t.posts[0], {.result = delivery_result::failed});
        bot::decide_look_up(c, t.ctx(), t.posts[0], {.result = look_up_result::absent});
    });
    CHECK(t.post(0).state == delivery_state::sent);
    CHECK(t.log.size() == before);
}

TEST_CASE("whoever asked is told in private when the preview cannot be shown")
{
    pending_draft t;
    t.attempt(
        "d1",
        {.result = delivery_result::failed, .failure = bot::failure_kind::mendable, .error = "invite the bot"}
    );
    CHECK(t.draft().is_pending());
    const auto words = bot::words_about_failure(t.state, t.ctx(), "d1");
    REQUIRE(words);
    CHECK(words->to == t.commander);
    CHECK(words->words.text.find("invite the bot") != std::string::npos);
    CHECK(words->words.buttons.at(0).action == "delivery.resend");
    CHECK_FALSE(bot::words_about_failure(t.state, t.ctx(), "d99"));
}

TEST_CASE("a preview that is sent again shows the draft as it is by then")
{
    pending_draft t;
    t.attempt(
        "d1",
        {.result = delivery_result::failed, .failure = bot::failure_kind::mendable, .error = "invite the bot"}
    );
    t.apply([&](bot::change_set& c) {
        for (const auto* status : {"older", "newest"}) {
            bot::delivery u;
            u.kind = delivery_kind::update;
            u.channel = t.room;
            u.target = "d1";
            u.preview = bot::preview_view{.title = "", .name = "", .status = status};
            c.enqueue(u);
        }
    });
    t.apply([&](bot::change_set& c) { bot::settle_delivery(c, t.ctx(), "d1", false, tests::as(t.commander)); }
    );
    CHECK(t.state.find_delivery("d1")->state == delivery_state::queued);
    CHECK(t.state.find_delivery("d1")->preview->status == "newest");
}
