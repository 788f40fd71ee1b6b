#include "bot/approver.hpp"

#include "bot/matching.hpp"
#include "bot/vote_phrases.hpp"
#include "bot/voting.hpp"

#include <algorithm>

namespace bot {

namespace {

bool has_prefix(std::string_view text, std::string_view prefix)
{
    return text.substr(0, prefix.size()) == prefix;
}

// Where the current revision is shown; where it was asked for as long as it is shown nowhere.
std::vector<channel_ref> shown_in(const change_set& rows, const draft& about)
{
    std::vector<channel_ref> places;
    for (const preview_copy& copy : about.previews) {
        if (copy.revision != about.current().number) continue;
        if (const delivery* shown = rows.find_delivery(copy.delivery_id)) places.push_back(shown->channel);
    }
    if (places.empty()) places.push_back(about.asked_in);
    return places;
}

struct platform_query {
    std::string platform;
    membership_query query;
};

// "channel" and "<platform>_<kind>:<id>"; nothing for rules that need no look-up.
std::vector<platform_query> queries_of(
    const change_set& rows, const context& ctx, const draft& about, std::string_view rule
)
{
    std::vector<platform_query> queries;
    if (rule == "channel") {
        for (const channel_ref& c : shown_in(rows, about))
            queries.push_back({c.platform, {c.connection, "channel", c.id}});
        return queries;
    }
    const auto colon = rule.find(':');
    const auto underscore = rule.find('_');
    if (colon == rule.npos || underscore == rule.npos || underscore > colon) return queries;
    const auto platform = rule.substr(0, underscore);
    const auto kind = rule.substr(underscore + 1, colon - underscore - 1);
    const auto ask = [&](const channel_ref& c) {
        if (c.platform != platform) return;
        platform_query q{c.platform, {c.connection, std::string(kind), std::string(rule.substr(colon + 1))}};
        const bool twice = std::any_of(queries.begin(), queries.end(), [&](const platform_query& other) {
            return other.query == q.query;
        });
        if (!twice) queries.push_back(std::move(q));
    };
    for (const channel_ref& c : shown_in(rows, about)) ask(c);
    // Shown only elsewhere: a vote may be typed on this platform all the same.
    if (queries.empty()) {
        for (const destination& to : ctx.config.destinations) ask(to.channel);
    }
    return queries;
}

bool admits(
    const change_set& rows, const context& ctx, const draft& about, std::string_view rule, const account& who
)
{
    if (has_prefix(rule, "role:")) return ctx.people.has_role(who, rule.substr(5));
    if (has_prefix(rule, "person:")) {
        const person* meant = ctx.people.find_handle(rule.substr(7));
        return meant && meant == ctx.people.find(who);
    }
    for (const platform_query& q : queries_of(rows, ctx, about, rule)) {
        if (q.platform != who.platform) continue;
        const auto found = ctx.memberships.find(q.query);
        if (found == ctx.memberships.end()) continue;
        if (const auto& members = found->second; members && members->contains(who.id)) return true;
    }
    return false;
}

}  // namespace

std::optional<std::string> admitted_by(
    const change_set& rows,
    const context& ctx,
    const draft& about,
    const std::vector<std::string>& rules,
    const account& who
)
{
    std::optional<std::string> first;
    for (const auto& list : rule_lists(rules)) {
        const auto rule = std::find_if(list.begin(), list.end(), [&](const std::string& r) {
            return admits(rows, ctx, about, r, who);
        });
        if (rule == list.end()) return std::nullopt;
        if (!first) first = *rule;
    }
    return first;
}

std::vector<std::vector<std::string>> admitting_rules(const approval_need& need)
{
    std::vector<std::vector<std::string>> all;
    for (const std::vector<std::string>* rules : approval_slots(need)) {
        if (std::find(all.begin(), all.end(), *rules) == all.end()) all.push_back(*rules);
    }
    return all;
}

std::optional<std::string> admitted_by(
    const change_set& rows,
    const context& ctx,
    const draft& about,
    const approval_need& need,
    const account& who
)
{
    for (const auto& rules : admitting_rules(need)) {
        if (auto rule = admitted_by(rows, ctx, about, rules, who)) return rule;
    }
    return std::nullopt;
}

std::optional<std::string> admitted_by(
    const change_set& rows, const context& ctx, const draft& about, const account& who
)
{
    return admitted_by(rows, ctx, about, rules_for(rows, ctx, about), who);
}

std::vector<const vote*> counting_votes(
    const change_set& rows, const context& ctx, const draft& about, const approval_need& need
)
{
    std::vector<const vote*> counted;
    for (const vote& v : about.votes) {
        if (v.kind != vote_kind::approve || v.revision != about.current().number) continue;
        if (!need.self_approval && is_author(ctx, about, v.by)) continue;
        if (!is_comparable(ctx, about, v.by) || !admitted_by(rows, ctx, about, need, v.by)) continue;
        const bool twice = std::any_of(counted.begin(), counted.end(), [&](const vote* other) {
            return ctx.people.same_person(other->by, v.by);
        });
        if (!twice) counted.push_back(&v);
    }
    return counted;
}

std::vector<std::optional<std::size_t>> filled_slots(
    const change_set& rows,
    const context& ctx,
    const draft& about,
    const approval_need& need,
    const std::vector<const vote*>& votes
)
{
    const auto slots = approval_slots(need);
    return fill_slots(slots.size(), votes.size(), [&](std::size_t slot, std::size_t voter) {
        return admitted_by(rows, ctx, about, *slots[slot], votes[voter]->by).has_value();
    });
}

bool is_author(const context& ctx, const draft& about, const account& who)
{
    const auto same = [&](const account& a) { return ctx.people.same_person(a, who); };
    const auto& authors = about.current().authors;
    return same(about.requester) || same(about.current().author) ||
           std::any_of(authors.begin(), authors.end(), same);
}

bool is_comparable(const context& ctx, const draft& about, const account& who)
{
    std::vector<account> all = about.current().authors;
    all.push_back(about.requester);
    all.push_back(about.current().author);
    if (std::all_of(all.begin(), all.end(), [&](const account& a) { return a.platform == who.platform; }))
        return true;
    all.push_back(who);
    return std::all_of(all.begin(), all.end(), [&](const account& a) { return ctx.people.find(a); });
}

std::vector<membership_query> memberships_for(
    const world& now, const context& ctx, const std::string& draft_id
)
{
    std::vector<membership_query> all;
    const draft* about = now.find_draft(draft_id);
    if (!about) return all;
    const change_set rows(now, {});
    const auto ask = [&](const std::vector<std::string>& rules) {
        for (const std::string& rule : rules) {
            for (auto& q : queries_of(rows, ctx, *about, rule)) all.push_back(std::move(q.query));
        }
    };
    ask(about->approver_rules);
    for (const approval_requirement& row : about->requirements) ask(row.rules);
    // A window may open between the look-up and the decision.
    for (const approval_window& window : ctx.config.approval.windows) ask(window.approvers);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

namespace {

std::string rules_text(const context& ctx, const std::vector<std::string>& rules, language l)
{
    std::string text;
    for (const auto& list : rule_lists(rules)) {
        std::string part;
        for (const std::string& rule : list) {
            if (!part.empty()) part += ", ";
            const auto colon = rule.find(':');
            if (has_prefix(rule, "role:")) {
                part += rule.substr(5);
                std::string names;
                for (const person* holder : ctx.people.holders(rule.substr(5))) {
                    if (!names.empty()) names += ", ";
                    names += holder->handle.empty() ? holder->name : holder->handle;
                }
                if (!names.empty()) part += " (" + names + ")";
            } else if (has_prefix(rule, "person:")) {
                part += rule.substr(7);
            } else if (rule == "channel") {
                part += vote_phrases::channel_rule.in(l);
            } else {
                part += say(l, vote_phrases::group_rule, rule.substr(colon == rule.npos ? 0 : colon + 1));
            }
        }
        if (!text.empty()) text += vote_phrases::and_also.in(l);
        text += part;
    }
    return text.empty() ? std::string(vote_phrases::nobody.in(l)) : text;
}

std::string slots_text(
    const context& ctx,
    const std::vector<const std::vector<std::string>*>& slots,
    bool with_counts,
    language l
)
{
    std::string text;
    for (std::size_t i = 0; i < slots.size();) {
        std::size_t count = 0;
        const auto& rules = *slots[i];
        while (i < slots.size() && *slots[i] == rules) {
            ++count;
            ++i;
        }
        if (!text.empty()) text += "; ";
        const std::string people = rules_text(ctx, rules, l);
        text += with_counts ? say(l, vote_phrases::so_many_of, count, people) : people;
    }
    return text;
}

}  // namespace

std::string approvers_text(const context& ctx, const approval_need& need, language l)
{
    // Without particular requirements the count is told elsewhere, and one list says it all.
    return slots_text(ctx, approval_slots(need), !need.requirements.empty(), l);
}

std::string approvers_text(const context& ctx, const draft& about, language l)
{
    return approvers_text(
        ctx,
        approval_need{
            .required = about.required,
            .rules = about.approver_rules,
            .requirements = about.requirements,
            .self_approval = false,
            .window = {}
        },
        l
    );
}

std::string missing_text(
    const context& ctx,
    const approval_need& need,
    const std::vector<std::optional<std::size_t>>& filled,
    language l
)
{
    const auto slots = approval_slots(need);
    std::vector<const std::vector<std::string>*> open;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (!filled[i]) open.push_back(slots[i]);
    }
    return slots_text(ctx, open, true, l);
}

bool may_edit(const change_set& changes, const context& ctx, const draft& about, const actor& by)
{
    if (is_author(ctx, about, by.who)) return true;
    if (const incident* of = changes.find_incident(about.incident_id)) {
        const auto commander = of->role_accounts.find(commander_role);
        if (commander != of->role_accounts.end() && ctx.people.same_person(commander->second, by.who))
            return true;
    }
    return admitted_by(changes, ctx, about, by.who).has_value();
}

bool may_reject(const change_set& changes, const context& ctx, const draft& about, const account& who)
{
    return is_author(ctx, about, who) ||
           (admitted_by(changes, ctx, about, who) && is_comparable(ctx, about, who));
}

bool counts_for(const change_set& changes, const context& ctx, const draft& about, const account& who)
{
    return counts_for(changes, ctx, about, rules_for(changes, ctx, about), who);
}

bool counts_for(
    const change_set& changes,
    const context& ctx,
    const draft& about,
    const approval_need& need,
    const account& who
)
{
    return (need.self_approval || !is_author(ctx, about, who)) &&
           admitted_by(changes, ctx, about, need, who) && is_comparable(ctx, about, who);
}

bool may_settle(const change_set& changes, const context& ctx, const delivery& about, const account& who)
{
    if (who.platform == operator_platform) return true;
    const auto same = [&](const account& a) { return !a.empty() && ctx.people.same_person(a, who); };
    if (const incident* of = changes.find_incident(about.incident_id)) {
        const auto commander = of->role_accounts.find(commander_role);
        if (commander != of->role_accounts.end() && same(commander->second)) return true;
        if (about.draft_id.empty() && same(of->opened_by)) return true;
    }
    if (const draft* row = changes.find_draft(about.draft_id))
        return same(row->requester) || admitted_by(changes, ctx, *row, who).has_value();
    draft none;  // a line of no draft: the configuration's approvers
    none.revisions.emplace_back();
    none.asked_in = about.channel;
    return admitted_by(changes, ctx, none, ctx.config.approval.approvers, who).has_value();
}

}  // namespace bot
