// One incident with one pending draft, its preview shown in a channel: where rules about votes and deliveries
// begin. Made of plain rows, so that a test says everything that it relies on.
#pragma once

#include "bot/content_hash.hpp"
#include "bot/context.hpp"
#include "bot/decide.hpp"
#include "bot/policy.hpp"
#include "bot/voting.hpp"
#include "bot/world.hpp"
#include "runbooks/library.hpp"
#include "runbooks/runbook.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace tests {

inline bot::account slack(std::string id)
{
    return {"slack", std::move(id)};
}
inline bot::account teams(std::string id)
{
    return {"teams", std::move(id)};
}
inline bot::actor as(bot::account who)
{
    return {.who = std::move(who), .display = "", .locale = "en"};
}

class no_commands : public bot::command_interpreter {
public:
    void run(
        bot::change_set& changes, const bot::context&, const bot::inbound&, const bot::typed_command& typed
    ) const override
    {
        changes.answer("typed: " + typed.text);
    }
    void submit(
        bot::change_set& changes, const bot::context&, const bot::inbound&, const bot::form_submission& form
    ) const override
    {
        changes.answer("submitted: " + form.callback);
    }
    std::optional<std::string> voted_draft(const bot::world&, const bot::context&, const bot::inbound&)
        const override
    {
        return std::nullopt;
    }
};

struct pending_draft {
    static constexpr bot::time_point start{std::chrono::milliseconds(1'795'456'800'000)
    };  // 2026-11-23 18:00Z

    bot::settings config = make_settings();
    runbooks::library books = make_books();
    bot::directory people{config.people, books};
    std::map<std::string, bot::platform_limits, std::less<>> limits;
    bot::world state;
    bot::time_point now = start + std::chrono::minutes(1);
    no_commands commands;
    std::vector<bot::audit_event> log;
    std::map<bot::membership_query, std::optional<std::set<std::string>>> memberships;

    const bot::channel_ref room{"slack", "acme", "C1"};
    const bot::account commander = slack("U0ANA");  // asked for the draft
    const bot::account renata = slack("U0RENATA");  // Approval Lead
    const bot::account igor = slack("U0IGOR");      // Approval Lead too
    const bot::account joao = slack("U0JOAO");      // known, no approver
    const bot::account stranger = slack("U0X");

    explicit pending_draft(int required = 1)
    {
        config.approval.required_default = required;
        bot::change_set changes(state, start);
        bot::incident i;
        i.id = "SUP-INC-845";
        i.level = bot::severity::S3;
        i.summary = "checkout is down";
        i.channel = room;
        i.values["impact_summary"] = "checkout is down";
        i.opened_by = commander;
        i.opened_at = start;
        changes.add_incident(i);

        bot::draft d;
        d.incident_id = i.id;
        d.stage = "progress_update";
        d.requester = commander;
        d.requester_name = "@ana.suporte";
        d.asked_in = room;
        bot::revision r;
        r.texts = {{"support-billing", "SUP-INC-845: checkout is down"}};
        r.content_sha256 = bot::content_hash(r.texts);
        r.author = commander;
        r.authors = {commander};
        r.runbook = "runbook.md";
        r.made_at = start;
        r.expires_at = start + std::chrono::minutes(30);
        d.revisions = {r};
        d.required = required;
        d.approver_rules = config.approval.approvers;
        const std::string id = changes.add_draft(d).id;

        bot::delivery shown;
        shown.kind = bot::delivery_kind::preview;
        shown.incident_id = i.id;
        shown.draft_id = id;
        shown.stage = d.stage;
        shown.revision = 1;
        shown.destination = room.key();
        shown.channel = room;
        shown.preview = bot::preview_view{};
        bot::delivery& row = changes.enqueue(shown);
        row.state = bot::delivery_state::sent;
        row.platform_id = "1.1";
        changes.edit_draft(id).previews = {{row.id, 1}};
        keep(changes);
    }

    static bot::settings make_settings()
    {
        bot::settings s;
        s.locale = "en";
        s.approval.approvers = {"role:Approval Lead"};
        bot::destination billing;
        billing.name = "support-billing";
        billing.channel = {"slack", "acme", "C9"};
        billing.dialect = "slack";
        s.destinations.push_back(billing);
        bot::destination hook;
        hook.name = "stakeholders";
        hook.webhook = bot::webhook_settings{"slack_incoming", {"env:HOOK"}};
        hook.dialect = "slack";
        s.destinations.push_back(hook);
        const auto person = [&](std::string handle, std::string name, std::string id, std::string role) {
            bot::person p;
            p.handle = std::move(handle);
            p.name = std::move(name);
            p.accounts["slack"] = "U0" + id;
            p.accounts["teams"] = "T0" + id;
            if (!role.empty()) p.roles = {std::move(role)};
            s.people.push_back(p);
        };
        person("@ana.suporte", "Ana Souza", "ANA", "Support Commander");
        person("@renata.quality", "Renata Martins", "RENATA", "Approval Lead");
        person("@igor.audit", "Igor Lima", "IGOR", "Approval Lead");
        person("@joao.ops", "Joao Alves", "JOAO", "");
        return s;
    }

    static runbooks::library make_books()
    {
        auto parsed = runbooks::parse(
            "runbook.md",
            "```message stage=progress_update channel=any\n{incident_id}: {impact_summary}\n```\n"
        );
        std::vector<runbooks::runbook> all;
        all.push_back(std::move(parsed.book));
        return runbooks::library::build(std::move(all)).books;
    }

    bot::context ctx() const { return bot::context{config, books, people, limits, memberships}; }
    bot::change_set begin() const { return {state, now}; }
    void keep(const bot::change_set& changes)
    {
        for (const auto& event : changes.audit_events()) log.push_back(event);
        changes.apply_to(state);
    }
    // What the acting person was told.
    template <class Act>
    std::string apply(Act act)
    {
        auto changes = begin();
        act(changes);
        keep(changes);
        return changes.private_answer() ? changes.private_answer()->text : std::string();
    }

    const bot::draft& draft() const { return *state.find_draft("D1"); }
    const bot::incident& incident() const { return *state.find_incident("SUP-INC-845"); }
    template <class Change>
    void edit(Change change)
    {
        auto changes = begin();
        change(changes.edit_draft("D1"));
        keep(changes);
    }

    bot::ballot ballot(bot::account who, bot::vote_kind kind, bot::vote_means means) const
    {
        bot::ballot b;
        b.draft_id = "D1";
        b.revision = draft().current().number;
        b.kind = kind;
        b.means = means;
        b.by = as(std::move(who));
        b.at.channel = room;
        return b;
    }
    std::string cast(const bot::ballot& b)
    {
        return apply([&](bot::change_set& changes) { bot::cast_vote(changes, ctx(), b); });
    }
    std::string approve(bot::account who, bot::vote_means means = bot::vote_means::button)
    {
        return cast(ballot(std::move(who), bot::vote_kind::approve, means));
    }
    std::string reject(bot::account who, bot::vote_means means = bot::vote_means::reaction)
    {
        return cast(ballot(std::move(who), bot::vote_kind::reject, means));
    }
    std::string act(bot::account who, bot::deed what, bool may_open_form = true)
    {
        bot::inbound event;
        event.from = as(std::move(who));
        event.at.channel = room;
        event.may_open_form = may_open_form;
        event.what = std::move(what);
        return apply([&](bot::change_set& changes) { bot::decide(changes, ctx(), commands, event); });
    }

    std::vector<bot::delivery> deliveries(bot::delivery_kind kind) const
    {
        std::vector<bot::delivery> found;
        for (const auto& [id, row] : state.deliveries()) {
            if (row.kind == kind) found.push_back(row);
        }
        return found;
    }
    // An attempt at the delivery begins and ends so.
    void attempt(const std::string& id, const bot::delivery_outcome& outcome)
    {
        apply([&](bot::change_set& changes) {
            auto& row = changes.edit_delivery(id);
            row.state = bot::delivery_state::sending;
            row.sending_at = now;
            ++row.attempts;
        });
        apply([&](bot::change_set& changes) { bot::decide_outcome(changes, ctx(), id, outcome); });
    }
    void look_up(const std::string& id, const bot::look_up_outcome& outcome)
    {
        apply([&](bot::change_set& changes) { bot::decide_look_up(changes, ctx(), id, outcome); });
    }
    bool chain_holds() const
    {
        bot::chain_head head;
        for (const auto& event : log) {
            if (!bot::follows(head, event)) return false;
        }
        return head.hash == state.chain().hash;
    }
    int audited(std::string_view kind) const
    {
        int n = 0;
        for (const auto& event : log)
            n += event.body.find("\"kind\":\"" + std::string(kind) + "\"") != std::string::npos;
        return n;
    }
};

}  // namespace tests
