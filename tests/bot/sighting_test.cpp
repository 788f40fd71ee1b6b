#include "bot/sighting.hpp"

#include "bot/settling.hpp"
#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using bot::delivery_kind;
using bot::delivery_state;
using tests::pending_draft;

namespace {

// The preview was posted, but its answer was lost: nobody knows its id, nor at first whether it is there.
struct lost_preview : pending_draft {
    const std::string preview = draft().previews.front().delivery_id;

    explicit lost_preview(delivery_state as = delivery_state::in_doubt)
    {
        apply([&](bot::change_set& c) {
            auto& row = c.edit_delivery(preview);
            row.state = as;
            row.platform_id.clear();
            if (as == delivery_state::in_doubt) bot::ask_people(c, ctx(), row);
        });
    }
    const bot::delivery& shown() const { return *state.find_delivery(preview); }
    void see(const bot::account& who, const std::string& message = "2.2", const std::string& delivery = {})
    {
        act(who, bot::sighting{.delivery_id = delivery.empty() ? preview : delivery, .message_id = message});
    }
    void settle(bool arrived)
    {
        apply([&](bot::change_set& c) { bot::settle_delivery(c, ctx(), preview, arrived, tests::as(renata)); }
        );
    }
    std::vector<bot::delivery> removals() const { return deliveries(delivery_kind::removal); }
    std::vector<bot::delivery> edits() const { return deliveries(delivery_kind::update); }
    void fail_edits()
    {
        for (const auto& each : edits()) {
            if (each.state != delivery_state::queued) continue;
            attempt(
                each.id,
                {.result = bot::delivery_result::failed,
                 .failure = bot::failure_kind::permanent,
                 .error = "no id"}
            );
        }
    }
};

}  // namespace

TEST_CASE("a click by somebody who may say so settles a preview in doubt and answers the question")
{
    lost_preview t;
    REQUIRE(t.deliveries(delivery_kind::question).size() == 1);
    t.see(t.joao);
    CHECK(t.shown().state == delivery_state::in_doubt);
    t.see(t.renata);
    CHECK(t.shown().state == delivery_state::sent);
    CHECK(t.shown().platform_id == "2.2");
    CHECK(t.audited("delivery.confirmed") == 1);
    CHECK(t.audited("delivery.sent") == 1);
    const auto edits = t.edits();
    REQUIRE(edits.size() == 1);
    CHECK(edits[0].target == t.deliveries(delivery_kind::question)[0].id);
    CHECK(edits[0].words->buttons.empty());
    CHECK(t.chain_holds());
}

TEST_CASE("who belongs to a group of approvers is asked before a click can settle a doubt")
{
    lost_preview t;
    t.edit([](bot::draft& d) { d.approver_rules = {"slack_group:S0LEADS"}; });
    bot::inbound event;
    event.from = tests::as(t.joao);
    event.at.channel = t.room;
    event.what = bot::sighting{.delivery_id = t.preview, .message_id = "2.2"};
    const auto asked = [&] { return bot::needed_memberships(t.state, t.ctx(), t.commands, event); };
    const auto queries = asked();
    REQUIRE(queries.size() == 1);
    CHECK(queries[0].kind == "group");
    t.see(t.joao);
    CHECK(t.shown().state == delivery_state::in_doubt);
    t.memberships[queries[0]] = std::set<std::string>{t.joao.id};
    t.see(t.joao);
    CHECK(t.shown().state == delivery_state::sent);
    CHECK(asked().empty());  // nothing is in doubt any more
}

TEST_CASE("a preview that arrived under an unknown id is edited as soon as a click tells the id")
{
    lost_preview t(delivery_state::sent);
    t.approve(t.renata);
    REQUIRE_FALSE(t.edits().empty());
    t.fail_edits();
    const auto before = t.edits().size();
    t.see(t.joao);
    CHECK(t.shown().platform_id == "2.2");
    REQUIRE(t.edits().size() == before + 1);
    const auto made = t.edits();
    const auto newest = std::max_element(made.begin(), made.end(), [](const auto& a, const auto& b) {
        return a.number < b.number;
    });
    CHECK(newest->target == t.preview);
    CHECK(newest->preview->buttons.empty());
    CHECK(t.audited("delivery.located") == 1);
    // The second click finds nothing left to do.
    t.see(t.renata, "3.3");
    CHECK(t.shown().platform_id == "2.2");
    CHECK(t.edits().size() == before + 1);
}

TEST_CASE("nothing is edited while nothing was missed")
{
    lost_preview t(delivery_state::sent);
    t.see(t.renata);
    CHECK(t.shown().platform_id == "2.2");
    CHECK(t.edits().empty());
}

TEST_CASE("a question that arrived under an unknown id loses its buttons once it is seen")
{
    lost_preview t;
    const auto question = t.deliveries(delivery_kind::question)[0].id;
    t.attempt(question, {.result = bot::delivery_result::sent});
    t.settle(true);
    t.fail_edits();
    t.see(t.joao, "4.4", question);
    CHECK(t.state.find_delivery(question)->platform_id == "4.4");
    const auto edits = t.edits();
    REQUIRE(edits.size() == 2);
    CHECK(edits.back().target == question);
    CHECK(edits.back().state == delivery_state::queued);
    CHECK(edits.back().words->buttons.empty());
}

TEST_CASE("no click can say that a final post arrived, name another's message or speak for another channel")
{
    lost_preview t;
    t.apply([](bot::change_set& c) { c.edit_delivery("d1").state = delivery_state::sent; });
    t.approve(t.renata);
    const auto post = t.draft().post_ids.front();
    t.attempt(post, {.result = bot::delivery_result::unknown});
    t.look_up(post, {.result = bot::look_up_result::cannot_tell});
    t.see(t.renata, "5.5", post);
    CHECK(t.state.find_delivery(post)->state == delivery_state::in_doubt);

    const auto reply = [&] {
        std::string id;
        t.apply([&](bot::change_set& c) {
            bot::delivery row;
            row.kind = delivery_kind::line;
            row.channel = t.room;
            row.words = bot::notice{.text = "x", .buttons = {}};
            auto& made = c.enqueue(row);
            made.state = delivery_state::sent;
            made.platform_id = "6.6";
            id = made.id;
        });
        return id;
    }();
    t.see(t.renata, "6.6");
    CHECK(t.shown().platform_id.empty());
    CHECK(t.state.find_message(t.room, "6.6")->id == reply);

    CHECK(bot::is_news(t.state, {t.preview, "7.7"}, t.room));
    CHECK_FALSE(bot::is_news(t.state, {t.preview, "6.6"}, t.room));
    CHECK_FALSE(bot::is_news(t.state, {t.preview, "7.7"}, {"slack", "acme", "C2"}));
    CHECK_FALSE(bot::is_news(t.state, {post, "7.7"}, t.state.find_delivery(post)->channel));
    CHECK_FALSE(bot::is_news(t.state, {"d999", "7.7"}, t.room));
    t.see(t.renata, "");
    CHECK(t.shown().platform_id.empty());
}

TEST_CASE("a preview that was there before it was sent again is removed once anybody acts on it")
{
    lost_preview t;
    t.settle(false);
    CHECK_FALSE(bot::is_news(t.state, {t.preview, "2.2"}, t.room)
    );  // which of the two this is cannot be told yet
    t.attempt(t.preview, {.result = bot::delivery_result::sent, .platform_id = "3.3"});
    t.see(t.joao, "3.3");
    CHECK(t.removals().empty());
    t.see(t.joao, "2.2");
    t.see(t.joao, "2.2");
    t.see(t.renata, "4.4");  // it was sent again once: there is no third
    const auto removals = t.removals();
    REQUIRE(removals.size() == 1);
    CHECK(removals[0].platform_id == "2.2");
    CHECK(removals[0].target == t.preview);
    CHECK(removals[0].channel == t.room);
    CHECK(t.shown().platform_id == "3.3");
    CHECK(t.audited("delivery.copy_found") == 1);
    // Safe to repeat, so an unknown outcome is no doubt.
    t.attempt(removals[0].id, {.result = bot::delivery_result::unknown});
    CHECK(t.removals()[0].state == delivery_state::queued);
    t.attempt(removals[0].id, {.result = bot::delivery_result::sent});
    CHECK(t.removals()[0].state == delivery_state::sent);
    CHECK(t.removals()[0].platform_id == "2.2");
    CHECK(t.deliveries(delivery_kind::question).size() == 1);
    CHECK(t.chain_holds());
}

TEST_CASE("nothing is removed that was not sent again in doubt")
{
    pending_draft known;
    known.act(known.joao, bot::sighting{"d1", "9.9"});
    CHECK(known.deliveries(delivery_kind::removal).empty());

    lost_preview t(delivery_state::failed);
    t.apply([&](bot::change_set& c) { c.edit_delivery(t.preview).failure = bot::failure_kind::mendable; });
    t.settle(false);
    t.attempt(t.preview, {.result = bot::delivery_result::sent, .platform_id = "3.3"});
    t.see(t.joao, "2.2");
    CHECK(t.removals().empty());
}

TEST_CASE("a final post that was sent again is never removed by a click")
{
    pending_draft t;
    t.approve(t.renata);
    const auto post = t.draft().post_ids.front();
    t.attempt(post, {.result = bot::delivery_result::unknown});
    t.look_up(post, {.result = bot::look_up_result::cannot_tell});
    t.apply([&](bot::change_set& c) { bot::settle_delivery(c, t.ctx(), post, false, tests::as(t.renata)); });
    t.attempt(post, {.result = bot::delivery_result::sent, .platform_id = "3.3"});
    const auto where = t.state.find_delivery(post)->channel;
    CHECK_FALSE(bot::is_news(t.state, {post, "2.2"}, where));
}

TEST_CASE("what could not go into the thread of a preview without an id goes there once the id is known")
{
    lost_preview t(delivery_state::sent);
    std::string part;
    t.apply([&](bot::change_set& c) {
        bot::delivery row = bot::follow_up_of(t.shown(), delivery_kind::reply);
        row.words = bot::notice{.text = "the rest", .buttons = {}};
        part = c.enqueue(row).id;
        c.edit_draft("D1").previews.front().parts = {part};
    });
    t.attempt(
        part,
        {.result = bot::delivery_result::failed, .failure = bot::failure_kind::permanent, .error = "no id"}
    );
    CHECK(t.state.find_delivery(part)->state == delivery_state::failed);
    t.see(t.joao);
    CHECK(t.state.find_delivery(part)->state == delivery_state::queued);
}
