// A small workspace for tests of rules: configuration, runbooks, people, and one world that events act upon.
#pragma once

#include "bot/context.hpp"
#include "bot/drafting.hpp"
#include "bot/lifecycle.hpp"
#include "bot/world.hpp"
#include "runbooks/library.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace tests {

using namespace std::chrono_literals;

// Change `config` and `markdown` first; the first use of ctx() settles them, reload() settles them again.
struct world_builder {
    static constexpr std::string_view default_markdown = R"(# Runbook

| Papel | Responsabilidades | Titular | Suplente |
| --- | --- | --- | --- |
| Support Commander | Coordena | @ana.suporte | @marcos.noc |
| Approval Lead | Revisa | @renata.quality | @igor.audit |

```json runbook_templates
{"templates": {
  "initial_update": {"slack": "🚨 {incident_id} ({severity}): {impact_summary}\nPróxima: {next_update}", "teams": "🚨 **{incident_id}**\n{impact_summary}\n{next_update}"},
  "progress_update": {"slack": "{incident_id}: {impact_summary}", "teams": "{incident_id}: {impact_summary}"},
  "resolution": {"slack": "✅ {incident_id} resolvido em {ttr}", "teams": "✅ {incident_id} {ttr}"},
  "postmortem_summary": {"slack": "{incident_id}: {lessons_learned}", "teams": "{incident_id}: {lessons_learned}"}
}}
```
)";

    bot::settings config;
    std::string markdown{default_markdown};
    bot::world world;
    std::vector<bot::audit_event> log;  // the whole chain
    bot::time_point now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 17h + 5min};
    std::map<bot::membership_query, std::optional<std::set<std::string>>> memberships;

    bot::actor ana = person_called("U0ANA", "@ana.suporte", "Ana Souza", {});
    bot::actor renata = person_called("U0RENATA", "@renata.quality", "Renata Martins", {});
    bot::actor igor = person_called("U0IGOR", "@igor.audit", "Igor Lima", {});
    bot::actor joao = person_called("U0JOAO", "@joao.ops", "João Reis", {"Incident Scribe"});
    bot::actor stranger{.who = {"slack", "U0STRANGER"}, .display = "Visitante", .locale = {}};

    bot::place channel{
        .channel = {"slack", "acme", "C0SUPPORT"}, .channel_name = "support-billing", .thread = {}
    };
    bot::place other_channel{.channel = {"slack", "acme", "C0OTHER"}, .channel_name = "outro", .thread = {}};
    bot::place chat{
        .channel = {"slack", "acme", "D0CHAT"}, .channel_name = {}, .thread = {}, .personal = true
    };

    world_builder()
    {
        config.approval.approvers = {"role:Approval Lead"};
        config.default_destinations = {"support-billing"};
        add_channel("support-billing", channel.channel);
    }

    bot::destination& add_channel(std::string name, bot::channel_ref where)
    {
        bot::destination to;
        to.name = std::move(name);
        to.dialect = where.platform;
        to.channel = std::move(where);
        return config.destinations.emplace_back(std::move(to));
    }

    void reload()
    {
        auto parsed = runbooks::parse("runbook.md", markdown);
        for (const auto& fault : parsed.diagnostics)
            REQUIRE_MESSAGE(fault.severity != runbooks::level::error, runbooks::to_string(fault));
        auto built = runbooks::library::build({std::move(parsed.book)});
        REQUIRE(built.ok());
        books_ = std::make_unique<runbooks::library>(std::move(built.books));
        people_ = std::make_unique<bot::directory>(config.people, *books_);
    }

    bot::context ctx()
    {
        if (!books_) reload();
        return {config, *books_, *people_, limits, memberships};
    }

    // One event: `rule` gets the changes and the context; what it did is in the world afterwards.
    template <class Rule>
    bot::change_set& act(Rule rule)
    {
        bot::change_set& changes = events_.emplace_back(world, now);
        const bot::context with = ctx();
        rule(changes, with);
        changes.apply_to(world);
        log.insert(log.end(), changes.audit_events().begin(), changes.audit_events().end());
        return changes;
    }

    // Opened by Ana in `channel`; `values` come on top of the summary.
    std::string open(
        bot::variables values = {{"next_update", "15 min"}}, bot::severity level = bot::severity::S2
    )
    {
        std::string id;
        act([&](bot::change_set& changes, const bot::context& with) {
            bot::opening what;
            what.summary = "Checkout fora";
            what.level = level;
            what.values = std::move(values);
            what.by = ana;
            what.at = channel;
            bot::incident* opened = bot::open_incident(changes, with, what);
            REQUIRE(opened != nullptr);
            id = opened->id;
        });
        return id;
    }

    std::string draft(const std::string& incident_id, const std::string& stage, bot::variables overrides = {})
    {
        std::string id;
        act([&](bot::change_set& changes, const bot::context& with) {
            const bot::draft* made = bot::make_draft(
                changes,
                with,
                {.incident_id = incident_id,
                 .stage = stage,
                 .overrides = std::move(overrides),
                 .by = ana,
                 .at = channel}
            );
            REQUIRE_MESSAGE(made != nullptr, changes.private_answer().value_or(bot::notice{}).text);
            id = made->id;
        });
        return id;
    }

    // As if every queued delivery had reached its platform.
    void send_everything()
    {
        std::vector<std::string> ids;
        for (const auto& [id, row] : world.deliveries()) {
            if (row.state == bot::delivery_state::queued) ids.push_back(id);
        }
        act([&](bot::change_set& changes, const bot::context&) {
            for (const std::string& id : ids) {
                bot::delivery& row = changes.edit_delivery(id);
                row.state = bot::delivery_state::sent;
                row.settled_at = now;
                if (row.kind != bot::delivery_kind::update && !row.channel.empty())
                    row.platform_id = "1764000000." + id;
            }
        });
    }

    static std::string answer(const bot::change_set& changes)
    {
        return changes.private_answer() ? changes.private_answer()->text : std::string();
    }
    static std::vector<const bot::delivery*> deliveries(
        const bot::change_set& changes, bot::delivery_kind kind
    )
    {
        std::vector<const bot::delivery*> found;
        for (const auto& [id, row] : changes.deliveries()) {
            if (row.kind == kind) found.push_back(&row);
        }
        std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) {
            return a->number < b->number;
        });
        return found;
    }

    std::map<std::string, bot::platform_limits, std::less<>> limits{
        {"slack", {.final_text_units = 12000, .preview_units = 9000, .reply_units = 2900}},
        {"teams", {.final_text_units = 40960, .preview_units = 12000, .reply_units = 12000}},
        {"teams_workflow", {.final_text_units = 10240, .preview_units = 9000, .reply_units = 9000}},
    };

private:
    // Adds the person to the configuration, on both platforms, and returns them as Slack knows them.
    bot::actor person_called(
        std::string id, std::string handle, std::string name, std::vector<std::string> roles
    )
    {
        bot::person row;
        row.handle = std::move(handle);
        row.name = name;
        row.accounts = {{"slack", id}, {"teams", "aad-" + id}};
        row.roles = std::move(roles);
        config.people.push_back(std::move(row));
        return {.who = {"slack", std::move(id)}, .display = std::move(name), .locale = "pt-BR"};
    }

    std::unique_ptr<runbooks::library> books_;
    std::unique_ptr<bot::directory> people_;
    std::deque<bot::change_set> events_;  // they keep the world's address, and callers their references
};

}  // namespace tests
