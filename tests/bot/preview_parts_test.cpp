#include "bot/preview_parts.hpp"

#include "bot/decide.hpp"
#include "bot/voting.hpp"
#include "tests/support/world_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using bot::delivery_kind;
using bot::delivery_result;
using bot::delivery_state;
using tests::world_builder;

namespace {

bool has_button(const bot::preview_view& view, std::string_view action)
{
    return std::any_of(view.buttons.begin(), view.buttons.end(), [&](const bot::button& b) {
        return b.action == action;
    });
}

bool says(const bot::preview_view& view, std::string_view words)
{
    return std::any_of(view.warnings.begin(), view.warnings.end(), [&](const std::string& line) {
        return line.find(words) != std::string::npos;
    });
}

// A draft whose text fills a few messages of the thread, its preview sent, its parts queued.
struct split_draft : world_builder {
    std::string preview;
    std::vector<std::string> parts;

    split_draft()
    {
        config.locale = "en";
        limits["slack"].preview_units = 500;
        limits["slack"].reply_units = 1000;
        std::string text;
        for (int i = 0; i < 150; ++i) text += "linha " + std::to_string(i + 100) + "\n";
        const auto& d = *world.find_draft(draft(open(), "initial_update", {{"impact_summary", text}}));
        preview = d.previews.at(0).delivery_id;
        parts = d.previews.at(0).parts;
        REQUIRE(parts.size() >= 2);
        end(preview, {.result = delivery_result::sent, .platform_id = "1.1"});
    }

    const bot::delivery& row(const std::string& id) const { return *world.find_delivery(id); }
    void start(const std::string& id)
    {
        act([&](bot::change_set& c, const bot::context&) {
            bot::delivery& d = c.edit_delivery(id);
            d.state = delivery_state::sending;
            ++d.attempts;
        });
    }
    void end(const std::string& id, const bot::delivery_outcome& outcome)
    {
        start(id);
        act([&](bot::change_set& c, const bot::context& with) { bot::decide_outcome(c, with, id, outcome); });
    }
    void doubt(const std::string& id)
    {
        end(id, {.result = delivery_result::unknown, .error = "HTTP 502"});
        act([&](bot::change_set& c, const bot::context& with) {
            bot::decide_look_up(c, with, id, {.error = "HTTP 502"});
        });
        REQUIRE(row(id).state == delivery_state::in_doubt);
    }
    void sent(const std::string& id) { end(id, {.result = delivery_result::sent, .platform_id = "2." + id}); }
    void fails(const std::string& id, bot::failure_kind kind)
    {
        end(id, {.result = delivery_result::failed, .failure = kind, .error = "refused there"});
    }
    void settle(const std::string& id, bool arrived)
    {
        act([&](bot::change_set& c, const bot::context& with) {
            bot::settle_delivery(c, with, id, arrived, renata);
        });
    }
    std::vector<const bot::delivery*> all(delivery_kind kind) const
    {
        std::vector<const bot::delivery*> found;
        for (const auto& [id, d] : world.deliveries()) {
            if (d.kind == kind) found.push_back(&d);
        }
        std::sort(found.begin(), found.end(), [](auto* a, auto* b) { return a->number < b->number; });
        return found;
    }
    // What people see now, or nothing when the preview was never edited.
    const bot::preview_view* shown() const
    {
        const auto updates = all(delivery_kind::update);
        const auto last =
            std::find_if(updates.rbegin(), updates.rend(), [](auto* d) { return !!d->preview; });
        return last == updates.rend() ? nullptr : &*(*last)->preview;
    }
    std::string approve(bot::place at)
    {
        bot::ballot b;
        b.draft_id = "D1";
        b.revision = 1;
        b.by = renata;
        b.by.locale = "en";
        b.at = std::move(at);
        return answer(act([&](bot::change_set& c, const bot::context& with) { bot::cast_vote(c, with, b); }));
    }
};

}  // namespace

TEST_CASE("a split preview gets its buttons when the last part was sent, and can be approved from then on")
{
    split_draft w;
    CHECK(w.row(w.preview).preview->buttons.empty());
    for (std::size_t i = 0; i + 1 < w.parts.size(); ++i) w.sent(w.parts[i]);
    CHECK(w.shown() == nullptr);
    CHECK(w.approve(w.channel).find("missing in the preview's thread") != std::string::npos);
    CHECK(w.world.find_draft("D1")->votes.empty());
    w.sent(w.parts.back());
    REQUIRE(w.shown() != nullptr);
    CHECK(has_button(*w.shown(), "draft.approve"));
    CHECK(w.shown()->name == "D1.1");
    w.approve(w.channel);
    CHECK(w.world.find_draft("D1")->state == bot::draft_state::posting);
}

TEST_CASE("a change of the incident meanwhile does not bring the button back early")
{
    split_draft w;
    w.act([&](bot::change_set& c, const bot::context& with) { bot::refresh_previews(c, with, "D1"); });
    REQUIRE(w.shown() != nullptr);
    CHECK_FALSE(has_button(*w.shown(), "draft.approve"));
    CHECK(has_button(*w.shown(), "draft.edit"));
    CHECK(has_button(*w.shown(), "draft.reject"));
    CHECK(says(*w.shown(), "on its way"));
}

TEST_CASE("a part that failed for a mendable cause: people are told, once, and can have it sent again")
{
    split_draft w;
    for (const auto& id : w.parts) w.fails(id, bot::failure_kind::mendable);
    REQUIRE(w.shown() != nullptr);
    CHECK_FALSE(has_button(*w.shown(), "draft.approve"));
    CHECK(has_button(*w.shown(), "delivery.resend"));
    CHECK(says(*w.shown(), "refused there"));
    CHECK(says(*w.shown(), "part 1 of"));
    const auto replies = w.all(delivery_kind::reply);
    REQUIRE(replies.size() == w.parts.size() + 1);
    CHECK(replies.back()->words->text.find("refused there") != std::string::npos);
    CHECK(replies.back()->words->buttons.at(0).value == w.parts[0]);
    CHECK(w.approve(w.channel).find("missing") != std::string::npos);

    w.settle(w.parts[0], false);
    for (const auto& id : w.parts) CHECK(w.row(id).state == delivery_state::queued);
    CHECK(says(*w.shown(), "on its way"));
    CHECK_FALSE(has_button(*w.shown(), "delivery.resend"));
    for (const auto& id : w.parts) w.sent(id);
    CHECK(has_button(*w.shown(), "draft.approve"));
}

TEST_CASE("a part that can never be shown: people are told what else they can do")
{
    split_draft w;
    w.fails(w.parts[0], bot::failure_kind::permanent);
    for (std::size_t i = 1; i < w.parts.size(); ++i) w.sent(w.parts[i]);
    REQUIRE(w.shown() != nullptr);
    CHECK_FALSE(has_button(*w.shown(), "draft.approve"));
    CHECK_FALSE(has_button(*w.shown(), "delivery.resend"));
    CHECK(has_button(*w.shown(), "draft.edit"));
    CHECK(says(*w.shown(), "Shorten the text"));
}

TEST_CASE("nobody knows whether a part arrived: the button waits for people's answer")
{
    split_draft w;
    w.doubt(w.parts[0]);
    for (std::size_t i = 1; i < w.parts.size(); ++i) w.sent(w.parts[i]);
    REQUIRE(w.shown() != nullptr);
    CHECK_FALSE(has_button(*w.shown(), "draft.approve"));
    CHECK(says(*w.shown(), "no telling"));
    const auto questions = w.all(delivery_kind::question);
    REQUIRE(questions.size() == 1);
    CHECK(questions[0]->words->text.find("part 1 of") != std::string::npos);
    SUBCASE("it did")
    {
        w.settle(w.parts[0], true);
    }
    SUBCASE("it did not, and is sent again")
    {
        w.settle(w.parts[0], false);
        CHECK_FALSE(has_button(*w.shown(), "draft.approve"));
        w.sent(w.parts[0]);
    }
    CHECK(has_button(*w.shown(), "draft.approve"));
}

TEST_CASE("a preview that is sent again brings along the parts that failed with it")
{
    split_draft w;
    w.act([&](bot::change_set& c, const bot::context&) {
        c.edit_delivery(w.preview).state = delivery_state::failed;
        c.edit_delivery(w.preview).failure = bot::failure_kind::mendable;
    });
    for (const auto& id : w.parts) w.fails(id, bot::failure_kind::permanent);
    CHECK(w.all(delivery_kind::reply).size() == w.parts.size());  // no reply to what nobody sees
    w.settle(w.preview, false);
    for (const auto& id : w.parts) CHECK(w.row(id).state == delivery_state::queued);
    w.sent(w.preview);
    for (const auto& id : w.parts) w.sent(id);
    REQUIRE(w.shown() != nullptr);
    CHECK(has_button(*w.shown(), "draft.approve"));
}

TEST_CASE("whoever sees the whole text in another copy may approve there")
{
    world_builder w;
    w.limits["slack"].preview_units = 500;
    w.add_channel("mirror", {"teams", "acme-teams", "19:x"});
    w.config.approval.mirror = {"mirror"};
    std::string text;
    for (int i = 0; i < 90; ++i) text += "linha " + std::to_string(i + 100) + "\n";
    w.draft(w.open(), "initial_update", {{"impact_summary", text}});
    const bot::draft& d = *w.world.find_draft("D1");
    const bot::change_set now(w.world, w.now);
    CHECK_FALSE(bot::is_readable_in(now, d, w.channel.channel));
    CHECK(bot::is_readable_in(now, d, {"teams", "acme-teams", "19:x"}));
    CHECK(bot::is_readable_in(now, d, w.chat.channel));
}

TEST_CASE("a vote by reaction on a copy that is not whole is not counted when reactions are read")
{
    split_draft w;
    const auto read = [&] {
        w.act([&](bot::change_set& c, const bot::context& with) {
            bot::decide_found_reactions(c, with, w.preview, {{{"approve", w.renata.who}}, {}});
        });
    };
    read();
    CHECK(w.world.find_draft("D1")->is_pending());
    for (const auto& id : w.parts) w.sent(id);
    read();
    CHECK_FALSE(w.world.find_draft("D1")->is_pending());
}
