#include "bot/drafting.hpp"

#include "bot/content_hash.hpp"
#include "bot/verdict.hpp"
#include "tests/support/world_builder.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using tests::world_builder;

namespace {

const bot::draft& draft_of(const world_builder& w, const std::string& id)
{
    const bot::draft* found = w.world.find_draft(id);
    REQUIRE(found != nullptr);
    return *found;
}

bot::draft_request request_of(const world_builder& w, std::string id, std::string stage)
{
    return {
        .incident_id = std::move(id), .stage = std::move(stage), .overrides = {}, .by = w.ana, .at = w.channel
    };
}

// The answer to a request that must be refused without a trace.
std::string refusal(world_builder& w, const bot::draft_request& request)
{
    const auto& changes =
        w.act([&](auto& c, const auto& ctx) { CHECK(bot::make_draft(c, ctx, request) == nullptr); });
    CHECK(!changes.changes_anything());
    return world_builder::answer(changes);
}

}  // namespace

TEST_CASE("a draft holds the exact final text of each destination under its hash")
{
    world_builder w;
    const std::string id = w.open({{"next_update", "15 min"}, {"impact_summary", "A & B <!channel>"}});
    const bot::draft& made = draft_of(w, w.draft(id, "initial_update"));
    REQUIRE(made.current().texts.size() == 1);
    CHECK(made.current().texts[0].destination == "support-billing");
    CHECK(made.current().texts[0].text == "🚨 SUP-INC-1 (S2): A &amp; B &lt;!channel&gt;\nPróxima: 15 min");
    CHECK(made.current().content_sha256 == bot::content_hash(made.current().texts));
    CHECK(made.current().unfilled.empty());
    CHECK(made.current().expires_at == w.now + 30min);
    CHECK(made.current().authors == std::vector{w.ana.who});
    CHECK(made.revision_name() == "D1.1");
    CHECK(made.required == 1);
    CHECK(made.approver_rules == std::vector<std::string>{"role:Approval Lead"});
}

TEST_CASE("each destination takes the text and the escaping of its platform")
{
    world_builder w;
    w.add_channel("equipe", {"teams", "acme-teams", "19:x@thread.tacv2"});
    w.config.default_destinations = {"support-billing", "equipe"};
    const std::string id = w.open({{"impact_summary", "a*b"}, {"next_update", "já"}});
    const bot::draft& made = draft_of(w, w.draft(id, "initial_update"));
    REQUIRE(made.current().texts.size() == 2);
    CHECK(made.current().texts[0].destination == "equipe");
    CHECK(made.current().texts[0].text == "🚨 **SUP-INC-1**  \na\\*b  \njá");
    CHECK(made.current().texts[1].destination == "support-billing");
}

TEST_CASE("a destination without a text for its platform refuses the draft and is named")
{
    world_builder w;
    w.add_channel("equipe", {"teams", "acme-teams", "19:x@thread.tacv2"});
    w.config.default_destinations = {"support-billing", "equipe"};
    w.markdown = "```message stage=initial_update channel=slack\n{impact_summary}\n```\n";
    const std::string id = w.open();
    const std::string answer = refusal(w, request_of(w, id, "initial_update"));
    CHECK(answer.find("equipe") != std::string::npos);
    CHECK(answer.find("initial_update.teams") != std::string::npos);
    CHECK(answer.find("support-billing") == std::string::npos);
}

TEST_CASE("destinations are the stage's own, else the defaults, else the channel of the command")
{
    world_builder w;
    w.add_channel("avisos", {"slack", "acme", "C0AVISOS"});
    w.markdown = R"(```json runbook_templates
{"templates": {"initial_update": {"slack": "a"}, "progress_update": {"slack": "b"}},
 "stages": {"progress_update": {"destinations": ["avisos"]}}}
```
)";
    const std::string id = w.open();
    CHECK(draft_of(w, w.draft(id, "progress_update")).current().texts[0].destination == "avisos");
    CHECK(draft_of(w, w.draft(id, "initial_update")).current().texts[0].destination == "support-billing");

    w.config.default_destinations.clear();
    auto request = request_of(w, id, "initial_update");
    request.at = w.other_channel;
    w.act([&](auto& c, const auto& ctx) { REQUIRE(bot::make_draft(c, ctx, request)); });
    CHECK(draft_of(w, "D3").current().texts[0].destination == "slack:acme/C0OTHER");
    CHECK(draft_of(w, "D3").asked_in == w.other_channel.channel);

    request.at = w.chat;
    const auto& changes = w.act([&](auto& c, const auto& ctx) { REQUIRE(bot::make_draft(c, ctx, request)); });
    CHECK(draft_of(w, "D4").asked_in == w.channel.channel);
    const auto previews = world_builder::deliveries(changes, bot::delivery_kind::preview);
    REQUIRE(previews.size() == 1);
    CHECK(previews[0]->channel == w.channel.channel);
}

TEST_CASE("a name without a value stays visible and cannot be approved unless it is optional")
{
    world_builder w;
    w.markdown = R"(```json runbook_templates
{"templates": {"initial_update": {"slack": "{impact_summary} {next_update} {status_page}"}},
 "stages": {"initial_update": {"optional": ["status_page"], "required": ["owner"]}}}
```
)";
    const std::string id = w.open({{"next_update", "x"}});
    auto request = request_of(w, id, "initial_update");
    request.overrides = {{"next_update", ""}};
    w.act([&](auto& c, const auto& ctx) { REQUIRE(bot::make_draft(c, ctx, request)); });
    const bot::revision& made = draft_of(w, "D1").current();
    CHECK(made.texts[0].text == "Checkout fora {next_update} {status_page}");
    auto unfilled = made.unfilled;
    std::sort(unfilled.begin(), unfilled.end());
    CHECK(unfilled == std::vector<std::string>{"next_update", "owner"});
    CHECK(made.left_open == std::vector<std::string>{"status_page"});
}

TEST_CASE("only timestamp, ttr and duration may be overridden among the daemon's own variables")
{
    world_builder w;
    w.markdown =
        "```message stage=resolution channel=any\n{incident_id} {severity} {commander} {timestamp} {ttr} "
        "{requested_by} {channel} {resolved_at}\n```\n";
    const std::string id = w.open();
    for (const char* name :
         {"incident_id", "severity", "commander", "started_at", "resolved_at", "channel"}) {
        auto request = request_of(w, id, "resolution");
        request.overrides = {{name, "x"}};
        CHECK_MESSAGE(!refusal(w, request).empty(), name);
    }
    w.now += 65min;
    const bot::draft& made = draft_of(w, w.draft(id, "resolution", {{"timestamp", "agora"}}));
    CHECK(
        made.current().texts[0].text ==
        "SUP-INC-1 S2 @ana.suporte agora 1 h 05 min @ana.suporte #support-billing 2026-11-23 15:10 -03"
    );
    CHECK(made.resolves);
    CHECK(made.sets_state == "resolved");
    CHECK(!w.world.find_incident(id)->resolved_at);  // it is taken when the message is out
}

TEST_CASE("a text that does not fit or a link that is none is shown and cannot be approved")
{
    world_builder w;
    w.markdown = "```message stage=initial_update channel=any\n{impact_summary}\n<{status_page}|aqui>\n```\n";
    const std::string id = w.open({{"status_page", "javascript:x"}});
    const bot::revision& bad_link = draft_of(w, w.draft(id, "initial_update")).current();
    REQUIRE(bad_link.problems.size() == 1);
    CHECK(bad_link.problems[0].find("status_page") != std::string::npos);

    w.limits["slack"].final_text_units = 20;
    const bot::revision& fits =
        draft_of(w, w.draft(id, "initial_update", {{"status_page", "https://a.b"}, {"impact_summary", "x"}}))
            .current();
    CHECK(fits.texts[0].text == "x\n<https://a.b|aqui>");
    CHECK(fits.problems.empty());
    const bot::revision& long_text =
        draft_of(
            w, w.draft(id, "initial_update", {{"status_page", "https://a.b"}, {"impact_summary", "xyz"}})
        )
            .current();
    REQUIRE(long_text.problems.size() == 1);
    CHECK(long_text.problems[0].find("22") != std::string::npos);
}

TEST_CASE("the strictest of severity, stage and destination decides how many must approve")
{
    world_builder w;
    w.config.approval.required = {{"S2", 2}};
    w.config.destinations[0].approvals = 3;
    const std::string id = w.open();
    CHECK(draft_of(w, w.draft(id, "initial_update")).required == 3);
    w.config.destinations[0].approvals.reset();
    CHECK(draft_of(w, w.draft(id, "progress_update")).required == 2);
}

TEST_CASE("a newer draft of the same stage supersedes the pending one")
{
    world_builder w;
    const std::string id = w.open();
    const std::string older = w.draft(id, "initial_update");
    const std::string other = w.draft(id, "progress_update");
    w.send_everything();
    const auto& changes = w.act([&](auto& c, const auto& ctx) {
        REQUIRE(bot::make_draft(c, ctx, request_of(w, id, "initial_update")));
    });
    CHECK(draft_of(w, older).state == bot::draft_state::superseded);
    CHECK(draft_of(w, other).is_pending());
    const auto updates = world_builder::deliveries(changes, bot::delivery_kind::update);
    REQUIRE(updates.size() == 1);
    CHECK(updates[0]->target == draft_of(w, older).previews[0].delivery_id);
    CHECK(updates[0]->preview->buttons.empty());
    CHECK(updates[0]->preview->status.find("D3") != std::string::npos);
}

TEST_CASE("an edit makes a new revision, voids the votes and closes the old preview")
{
    world_builder w;
    const std::string id = w.open();
    const std::string draft = w.draft(id, "initial_update");
    w.send_everything();
    w.act([&](auto& c, const auto&) {
        bot::vote v;
        v.by = w.renata.who;
        c.edit_draft(draft).votes.push_back(v);
    });
    w.now += 10min;
    const auto& changes = w.act([&](auto& c, const auto& ctx) {
        REQUIRE(bot::revise_draft(c, ctx, draft, {{"next_update", "30 min"}}, w.igor));
    });
    const bot::draft& made = draft_of(w, draft);
    CHECK(made.revision_name() == "D1.2");
    CHECK(made.votes.empty());
    CHECK(made.current().texts[0].text.find("30 min") != std::string::npos);
    CHECK(made.current().content_sha256 != made.revisions[0].content_sha256);
    CHECK(made.current().author == w.igor.who);
    CHECK(made.current().authors == std::vector{w.ana.who, w.igor.who});
    CHECK(made.current().expires_at == w.now + 30min);
    CHECK(w.world.find_incident(id)->values.at("next_update") == "15 min");

    const auto previews = world_builder::deliveries(changes, bot::delivery_kind::preview);
    REQUIRE(previews.size() == 1);
    CHECK(previews[0]->revision == 2);
    CHECK(previews[0]->preview->buttons.at(0).value == "D1.2");
    const auto updates = world_builder::deliveries(changes, bot::delivery_kind::update);
    REQUIRE(updates.size() == 1);
    CHECK(updates[0]->target == made.previews[0].delivery_id);
    CHECK(updates[0]->preview->buttons.empty());
    CHECK(updates[0]->preview->name == "D1.1");
    CHECK(updates[0]->preview->status.find("D1.2") != std::string::npos);
}

TEST_CASE("an edit is refused to outsiders and on decided drafts")
{
    world_builder w;
    const std::string id = w.open();
    const std::string draft = w.draft(id, "initial_update");
    const auto& outsider = w.act([&](auto& c, const auto& ctx) {
        CHECK(!bot::revise_draft(c, ctx, draft, {{"next_update", "x"}}, w.joao));
    });
    CHECK(!outsider.changes_anything());
    CHECK(!world_builder::answer(outsider).empty());
    const auto& owner = w.act([&](auto& c, const auto& ctx) {
        CHECK(!bot::revise_draft(c, ctx, draft, {{"severity", "S1"}}, w.ana));
    });
    CHECK(!owner.changes_anything());
    w.act([&](auto& c, const auto& ctx) { bot::withdraw_draft(c, ctx, draft, w.ana, "engano"); });
    CHECK(draft_of(w, draft).state == bot::draft_state::withdrawn);
    const auto& late = w.act([&](auto& c, const auto& ctx) {
        CHECK(!bot::revise_draft(c, ctx, draft, {{"next_update", "x"}}, w.ana));
    });
    CHECK(!late.changes_anything());
}

TEST_CASE("the edit form is prefilled and leaves out what only the incident says")
{
    world_builder w;
    const std::string id = w.open();
    const std::string draft = w.draft(id, "initial_update", {{"next_update", "já"}});
    std::optional<bot::form> form;
    w.act([&](auto& c, const auto& ctx) { form = bot::edit_form(c, ctx, draft, w.ana); });
    REQUIRE(form);
    CHECK(form->callback == "draft.edit");
    CHECK(form->context == "D1.1");
    bot::variables fields;
    for (const auto& field : form->fields) fields[field.name] = field.value;
    CHECK(fields == bot::variables{{"impact_summary", "Checkout fora"}, {"next_update", "já"}});
    w.act([&](auto& c, const auto& ctx) { CHECK(!bot::edit_form(c, ctx, draft, w.stranger)); });
}

TEST_CASE("what changes on the incident is marked, the text stays and stricter policy holds")
{
    world_builder w;
    w.config.approval.required = {{"S1", 2}};
    const std::string id = w.open();
    const std::string draft = w.draft(id, "initial_update");
    const std::string text = draft_of(w, draft).current().texts[0].text;
    w.send_everything();
    const auto& changes = w.act([&](auto& c, const auto& ctx) {
        bot::change_severity(c, ctx, id, bot::severity::S1, "", w.ana);
        bot::set_variables(c, ctx, id, {{"next_update", "1 h"}, {"unrelated", "x"}}, w.ana);
    });
    CHECK(draft_of(w, draft).current().texts[0].text == text);
    CHECK(draft_of(w, draft).changed_since == std::vector<std::string>{"severity", "next_update"});
    CHECK(draft_of(w, draft).required == 2);
    const auto updates = world_builder::deliveries(changes, bot::delivery_kind::update);
    REQUIRE(updates.size() == 1);  // one event, one update
    CHECK(updates[0]->preview->buttons.size() == 3);
    w.act([&](auto& c, const auto& ctx) { bot::change_severity(c, ctx, id, bot::severity::S4, "", w.ana); });
    CHECK(draft_of(w, draft).required == 2);
}

TEST_CASE("update without a stage follows the incident's course")
{
    world_builder w;
    const std::string id = w.open();
    const auto next = [&] {
        std::optional<std::string> stage;
        w.act([&](auto& c, const auto& ctx) { stage = bot::following_stage(c, ctx, *c.find_incident(id)); });
        return stage.value_or("");
    };
    const auto post = [&](const std::string& stage, bot::incident_state to) {
        const std::string draft = w.draft(id, stage);
        w.act([&](auto& c, const auto& ctx) {
            bot::approve_draft(c, ctx, draft);
            auto& row = c.edit_incident(id);
            row.posted_stages.push_back(stage);
            row.state = to;
        });
        w.now += 1min;
        w.send_everything();
    };
    CHECK(next() == "initial_update");
    post("initial_update", bot::incident_state::open);
    CHECK(next() == "progress_update");
    post("resolution", bot::incident_state::resolved);
    CHECK(next() == "postmortem_summary");
    w.act([&](auto& c, const auto& ctx) { bot::reopen_incident(c, ctx, id, w.ana); });
    CHECK(next() == "progress_update");

    w.markdown = R"(```json runbook_templates
{"templates": {"initial_update": {"slack": "a"}, "aviso": {"slack": "b"}, "resolution": {"slack": "c"}},
 "stages": {"resolution": {"next": "aviso"}, "aviso": {"next": "initial_update"}}}
```
)";
    w.reload();
    CHECK(next().empty());  // reopened: what was to follow the resolution is off; no progress_update here
    post("aviso", bot::incident_state::open);
    CHECK(next() == "initial_update");
}

TEST_CASE("unknown stages, limits and ended incidents are refused without a trace")
{
    world_builder w;
    const std::string id = w.open();
    CHECK(refusal(w, request_of(w, id, "progres_update")).find("progress_update") != std::string::npos);
    auto request = request_of(w, id, "initial_update");
    request.overrides = {{"impact_summary", std::string(2001, 'x')}};
    CHECK(refusal(w, request).find("2001") != std::string::npos);
    w.act([&](auto& c, const auto& ctx) { bot::end_incident(c, ctx, id, bot::incident_state::closed, w.ana); }
    );
    CHECK(refusal(w, request_of(w, id, "initial_update")).find("reabrir") != std::string::npos);
}
