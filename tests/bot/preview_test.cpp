#include "bot/preview.hpp"
#include "bot/accepted_only.hpp"

#include "bot/verdict.hpp"
#include "tests/support/world_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using tests::world_builder;

namespace {

bool mentions(const std::vector<std::string>& lines, std::string_view words)
{
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
        return line.find(words) != std::string::npos;
    });
}

// What a new draft of this stage shows in the channel of its command.
bot::preview_view first_preview(world_builder& w, const std::string& stage, bot::variables overrides = {})
{
    const std::string id = w.draft(w.open(), stage, std::move(overrides));
    const bot::delivery* shown = w.world.find_delivery(w.world.find_draft(id)->previews.at(0).delivery_id);
    REQUIRE(shown != nullptr);
    REQUIRE(shown->preview);
    return *shown->preview;
}

}  // namespace

TEST_CASE("a preview says what is posted where, who asked, who may approve, until when and under which hash")
{
    world_builder w;
    const bot::preview_view view = first_preview(w, "initial_update");
    const bot::draft& draft = *w.world.find_draft("D1");
    CHECK(view.title == "SUP-INC-1 · S2 · aberto — Checkout fora");
    CHECK(view.name == "D1.1");
    CHECK(view.status.find("0 de 1") != std::string::npos);
    REQUIRE(view.texts.size() == 1);
    CHECK(view.texts[0].heading == "support-billing");
    CHECK(view.texts[0].text == draft.current().texts[0].text);
    CHECK(view.texts[0].dialect == "slack");
    CHECK(view.texts[0].state.empty());
    CHECK(mentions(view.facts, "@ana.suporte"));
    CHECK(mentions(view.facts, "Approval Lead (@renata.quality, @igor.audit)"));
    CHECK(mentions(view.facts, "2026-11-23 14:35"));
    CHECK(mentions(view.facts, draft.current().content_sha256.substr(0, 12)));
    CHECK(!mentions(view.facts, draft.current().content_sha256.substr(0, 13)));
    CHECK(view.warnings.empty());
    CHECK(view.mention == std::vector{w.renata.who, w.igor.who});
    REQUIRE(view.buttons.size() == 3);
    CHECK(view.buttons[0].action == "draft.approve");
    CHECK(view.buttons[1].action == "draft.edit");
    CHECK(view.buttons[2].action == "draft.reject");
    for (const auto& button : view.buttons) CHECK(button.value == "D1.1");
}

TEST_CASE("the delivery of a preview carries what its metadata needs")
{
    world_builder w;
    first_preview(w, "initial_update");
    const bot::draft& draft = *w.world.find_draft("D1");
    const bot::delivery& shown = *w.world.find_delivery(draft.previews[0].delivery_id);
    CHECK(shown.kind == bot::delivery_kind::preview);
    CHECK(shown.draft_id == "D1");
    CHECK(shown.incident_id == "SUP-INC-1");
    CHECK(shown.stage == "initial_update");
    CHECK(shown.revision == 1);
    CHECK(shown.content_sha256 == draft.current().content_sha256);
    CHECK(shown.destination == "support-billing");
}

TEST_CASE("mirrors get a copy each, the channel of the command only one")
{
    world_builder w;
    w.add_channel("equipe", {"teams", "acme-teams", "19:x"});
    w.config.approval.mirror = {"equipe", "support-billing"};
    first_preview(w, "initial_update");
    const bot::draft& draft = *w.world.find_draft("D1");
    REQUIRE(draft.previews.size() == 2);
    const bot::delivery& mirrored = *w.world.find_delivery(draft.previews[1].delivery_id);
    CHECK(mirrored.channel.id == "19:x");
    CHECK(mirrored.preview->buttons.size() == 3);
    CHECK(
        mirrored.preview->mention ==
        std::vector<bot::account>{{"teams", "aad-U0RENATA"}, {"teams", "aad-U0IGOR"}}
    );
}

TEST_CASE("identical texts appear once with all their destinations")
{
    world_builder w;
    w.add_channel("avisos", {"slack", "acme", "C0AVISOS"});
    w.add_channel("equipe", {"teams", "acme-teams", "19:x"});
    w.config.default_destinations = {"support-billing", "avisos", "equipe"};
    const bot::preview_view view = first_preview(w, "initial_update");
    REQUIRE(view.texts.size() == 2);
    CHECK(view.texts[0].heading == "avisos, support-billing");
    CHECK(view.texts[1].heading == "equipe");
}

TEST_CASE("what speaks against approving is marked")
{
    world_builder w;
    w.markdown = R"(```json runbook_templates
{"templates": {"initial_update": {"slack": "<!channel> {impact_summary} {status_page} {owner}"}},
 "stages": {"initial_update": {"optional": ["owner"], "severities": ["S1"]}}}
```
)";
    w.config.approval.required_default = 3;
    w.config.approval.approvers = {"person:@igor.audit", "person:@renata.quality", "person:@ana.suporte"};
    w.config.destinations[0].is_public = true;
    const bot::preview_view view = first_preview(w, "initial_update");
    CHECK(mentions(view.warnings, "{status_page}"));
    CHECK(mentions(view.warnings, "{owner}"));
    CHECK(mentions(view.warnings, "S1"));
    CHECK(mentions(view.warnings, "precisa de 3 e só 2"));
    CHECK(mentions(view.facts, "@channel"));
    CHECK(mentions(view.facts, "support-billing"));
    CHECK(std::find(view.mention.begin(), view.mention.end(), w.ana.who) == view.mention.end());
}

TEST_CASE("group and channel approvers make no claim about how many there are")
{
    world_builder w;
    w.config.approval.required_default = 3;
    w.config.approval.approvers = {"channel"};
    CHECK(first_preview(w, "initial_update").warnings.empty());
}

TEST_CASE("what does not fit goes to the thread, whole, and the preview has no buttons yet")
{
    world_builder w;
    w.limits["slack"].preview_units = 500;
    w.limits["slack"].reply_units = 1000;
    std::string text;
    for (int i = 0; i < 90; ++i) text += "linha & " + std::to_string(i + 100) + "\n";
    const std::string id = w.open();
    const auto& changes = w.act([&](auto& c, const auto& ctx) {
        REQUIRE(bot::make_draft(
            c,
            ctx,
            {.incident_id = id,
             .stage = "initial_update",
             .overrides = {{"impact_summary", text}},
             .by = w.ana,
             .at = w.channel}
        ));
    });
    const auto previews = world_builder::deliveries(changes, bot::delivery_kind::preview);
    const auto replies = world_builder::deliveries(changes, bot::delivery_kind::reply);
    REQUIRE(previews.size() == 1);
    REQUIRE(replies.size() >= 2);
    CHECK(world_builder::deliveries(changes, bot::delivery_kind::update).empty());
    CHECK(previews[0]->preview->buttons.empty());
    CHECK(previews[0]->preview->texts.empty());
    CHECK(mentions(previews[0]->preview->warnings, "support-billing"));
    std::string joined;
    for (const auto* reply : replies) {
        CHECK(reply->target == previews[0]->id);
        const std::string& words = reply->words->text;
        joined += words.substr(words.find('\n') + 1);
    }
    CHECK(
        joined.find(text.substr(0, text.size() - 1)) != std::string::npos
    );  // nothing lost between the cuts
}

TEST_CASE("a decided preview has no live buttons and shows how far each destination is")
{
    world_builder w;
    w.add_channel("avisos", {"slack", "acme", "C0AVISOS"});
    w.config.default_destinations = {"support-billing", "avisos"};
    first_preview(w, "initial_update");
    w.send_everything();
    const auto& approved = w.act([&](auto& c, const auto& ctx) {
        bot::vote v;
        v.by = w.renata.who;
        v.by_name = "@renata.quality";
        c.edit_draft("D1").votes.push_back(v);
        bot::approve_draft(c, ctx, "D1");
    });
    auto updates = world_builder::deliveries(approved, bot::delivery_kind::update);
    REQUIRE(updates.size() == 1);
    CHECK(updates[0]->preview->buttons.empty());
    CHECK(updates[0]->preview->status.find("@renata.quality") != std::string::npos);
    CHECK(updates[0]->preview->texts[0].state == "avisos: na fila · support-billing: na fila");

    const auto posts = w.world.find_draft("D1")->post_ids;
    const auto& failed = w.act([&](auto& c, const auto& ctx) {
        auto& first = c.edit_delivery(posts[0]);
        first.state = bot::delivery_state::failed;
        first.failure = bot::failure_kind::mendable;
        first.error = "not_in_channel: /invite @incident";
        c.edit_delivery(posts[1]).state = bot::delivery_state::sent;
        bot::refresh_previews(c, ctx, "D1");
    });
    updates = world_builder::deliveries(failed, bot::delivery_kind::update);
    REQUIRE(updates.size() == 1);
    REQUIRE(updates[0]->preview->buttons.size() == 1);
    CHECK(updates[0]->preview->buttons[0].action == "delivery.resend");
    CHECK(updates[0]->preview->buttons[0].value == posts[0]);
    CHECK(updates[0]->preview->texts[0].state.find("not_in_channel") != std::string::npos);
    CHECK(updates[0]->preview->texts[0].state.find("support-billing: publicado") != std::string::npos);
}

TEST_CASE("a webhook that only accepts a post is not said to have posted it")
{
    world_builder w;
    first_preview(w, "initial_update");
    w.send_everything();
    w.act([&](auto& c, const auto& ctx) { bot::approve_draft(c, ctx, "D1"); });
    const auto id = w.world.find_draft("D1")->post_ids.at(0);
    const auto& accepted = w.act([&](auto& c, const auto& ctx) {
        auto& post = c.edit_delivery(id);
        post.channel = {};
        post.state = bot::delivery_state::sent;
        post.platform_id = bot::accepted_only;
        bot::refresh_previews(c, ctx, "D1");
    });
    const auto updates = world_builder::deliveries(accepted, bot::delivery_kind::update);
    REQUIRE(updates.size() == 1);
    CHECK(updates[0]->preview->texts[0].state == "aceito pelo webhook, que não confirma a publicação");
}
