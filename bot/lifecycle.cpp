#include "bot/lifecycle.hpp"

#include "bot/built_in_variables.hpp"
#include "bot/drafting.hpp"
#include "bot/phrases.hpp"
#include "runbooks/dialect.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace bot {
namespace {

constexpr std::size_t most_entries = 1000;  // notes are refused above it; changes are always told

std::string label_of(const context& ctx, const actor& by)
{
    return ctx.people.label(by.who, by.display);
}

void note(change_set& changes, incident& about, const actor& by, std::string text)
{
    about.timeline.push_back({changes.now(), by.who, std::move(text)});
}

// The change is told in the channel, in the timeline and to the person who made it.
void tell(change_set& changes, const context& ctx, const std::string& id, const actor& by, auto&& words)
{
    const std::string line = words(channel_language(ctx));
    note(changes, changes.edit_incident(id), by, line);
    say_in_channel(changes, *changes.find_incident(id), line);
    changes.answer(words(private_language(ctx, by)));
}

void audit(
    change_set& changes,
    const std::string& kind,
    const std::string& incident_id,
    const actor& by,
    boost::json::object details
)
{
    changes.audit(
        {.kind = kind, .incident_id = incident_id, .draft_id = {}, .by = by.who, .details = std::move(details)
        }
    );
}

// The incident, when it can still be changed; else null, and the person knows why.
const incident* changeable(
    change_set& changes, const context& ctx, const std::string& id, const actor& by, bool until_resolved
)
{
    const language l = private_language(ctx, by);
    const incident* about = changes.find_incident(id);
    if (about == nullptr) {
        changes.answer(say(l, phrases::no_such_incident, id));
        return nullptr;
    }
    if (!about->is_live() || (until_resolved && about->state == incident_state::resolved)) {
        changes.answer(say(l, phrases::needs_reopening, about->id, state_word(about->state, l)));
        return nullptr;
    }
    return about;
}

}  // namespace

language channel_language(const context& ctx) noexcept
{
    return parse_language(ctx.config.locale, language::pt_br);
}

language private_language(const context& ctx, const actor& to) noexcept
{
    return parse_language(to.locale, channel_language(ctx));
}

std::string state_word(incident_state s, language l)
{
    switch (s) {
        case incident_state::open:
            return say(l, phrases::state_open);
        case incident_state::mitigating:
            return say(l, phrases::state_mitigating);
        case incident_state::monitoring:
            return say(l, phrases::state_monitoring);
        case incident_state::resolved:
            return say(l, phrases::state_resolved);
        case incident_state::closed:
            return say(l, phrases::state_closed);
        case incident_state::cancelled:
            return say(l, phrases::state_cancelled);
    }
    return {};
}

void say_in_channel(change_set& changes, const incident& about, std::string text)
{
    if (about.channel.empty()) return;
    delivery line;
    line.kind = delivery_kind::line;
    line.incident_id = about.id;
    line.destination = about.channel.key();
    line.channel = about.channel;
    line.words = notice{.text = std::move(text), .buttons = {}};
    changes.enqueue(std::move(line));
}

bool change_severity(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    severity to,
    const std::string& reason,
    const actor& by
)
{
    const incident* about = changeable(changes, ctx, incident_id, by, false);
    if (about == nullptr) return false;
    const severity from = about->level;
    if (from == to) {
        changes.answer(say(private_language(ctx, by), phrases::severity_same, about->id, name_of(to)));
        return true;
    }
    const std::string id = about->id;
    changes.edit_incident(id).level = to;
    const std::string who = label_of(ctx, by);
    tell(changes, ctx, id, by, [&](language l) {
        return reason.empty()
                   ? say(l, phrases::severity_changed, id, name_of(from), name_of(to), who)
                   : say(l, phrases::severity_changed_because, id, name_of(from), name_of(to), who, reason);
    });
    boost::json::object details{{"from", name_of(from)}, {"to", name_of(to)}};
    if (!reason.empty()) details["reason"] = reason;
    audit(changes, "incident.severity", id, by, std::move(details));
    note_incident_changed(changes, ctx, id, {"severity"});
    return true;
}

bool assign_role(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    const std::string& role,
    const account& to,
    const std::string& label,
    const actor& by
)
{
    const incident* about = changeable(changes, ctx, incident_id, by, false);
    if (about == nullptr) return false;
    const std::string id = about->id;
    const std::string name = ctx.people.role_named(role).value_or(role);
    const auto known = about->roles.find(name);
    const auto account_of = about->role_accounts.find(name);
    const std::string who = label.empty() ? ctx.people.label(to) : label;
    if (known != about->roles.end() && known->second == who &&
        (to.empty() || (account_of != about->role_accounts.end() && account_of->second == to))) {
        changes.answer(say(private_language(ctx, by), phrases::role_same, id, name, who));
        return true;
    }
    incident& row = changes.edit_incident(id);
    row.roles[name] = who;
    row.role_accounts.erase(name);
    if (!to.empty()) row.role_accounts[name] = to;
    const std::string by_name = label_of(ctx, by);
    tell(changes, ctx, id, by, [&](language l) {
        return say(l, phrases::role_assigned, id, name, who, by_name);
    });
    boost::json::object details{{"role", name}, {"name", who}};
    if (!to.empty()) details["account"] = to.platform + ":" + to.id;
    audit(changes, "incident.role", id, by, std::move(details));
    if (name == commander_role) note_incident_changed(changes, ctx, id, {"commander"});
    return true;
}

bool set_variables(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    const variables& values,
    const actor& by
)
{
    const language l = private_language(ctx, by);
    const incident* about = changeable(changes, ctx, incident_id, by, false);
    if (about == nullptr) return false;
    variables after = about->values;
    if (const auto fault = fault_of(values, about->values, false, l)) {
        changes.answer(*fault);
        return false;
    }
    std::vector<std::string> changed;
    for (const auto& [name, value] : values) {
        const auto before = about->values.find(name);
        const bool empty = runbooks::strip(value).empty();
        if (before == about->values.end() ? empty : before->second == value) continue;
        changed.push_back(name);
        if (empty)
            after.erase(name);
        else
            after[name] = value;
    }
    const std::string id = about->id;
    if (changed.empty()) {
        changes.answer(say(l, phrases::variables_same, id));
        return true;
    }
    const std::string names = fmt::format("{}", fmt::join(changed, ", "));
    incident& row = changes.edit_incident(id);
    row.values = std::move(after);
    note(changes, row, by, say(channel_language(ctx), phrases::variables_set_entry, names));
    boost::json::array listed;
    for (const std::string& name : changed) listed.emplace_back(name);
    audit(changes, "incident.variables", id, by, {{"names", std::move(listed)}});
    note_incident_changed(changes, ctx, id, changed);
    changes.answer(say(l, phrases::variables_set, id, names));
    return true;
}

bool change_state(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    incident_state to,
    const actor& by
)
{
    const language l = private_language(ctx, by);
    if (to != incident_state::mitigating && to != incident_state::monitoring) {
        changes.answer(say(l, phrases::state_not_by_hand));
        return false;
    }
    const incident* about = changeable(changes, ctx, incident_id, by, true);
    if (about == nullptr) return false;
    const incident_state from = about->state;
    if (from == to) {
        changes.answer(say(l, phrases::state_same, about->id, state_word(to, l)));
        return true;
    }
    const std::string id = about->id;
    changes.edit_incident(id).state = to;
    const std::string who = label_of(ctx, by);
    tell(changes, ctx, id, by, [&](language in) {
        return say(in, phrases::state_changed, id, state_word(to, in), who);
    });
    audit(changes, "incident.state", id, by, {{"from", name_of(from)}, {"to", name_of(to)}});
    note_incident_changed(changes, ctx, id, {});
    return true;
}

bool reopen_incident(change_set& changes, const context& ctx, const std::string& incident_id, const actor& by)
{
    const language l = private_language(ctx, by);
    const incident* about = changes.find_incident(incident_id);
    if (about == nullptr) {
        changes.answer(say(l, phrases::no_such_incident, incident_id));
        return false;
    }
    if (about->is_live() && about->state != incident_state::resolved) {
        changes.answer(say(l, phrases::already_open, about->id, state_word(about->state, l)));
        return false;
    }
    const std::string id = about->id;
    const incident_state from = about->state;
    incident& row = changes.edit_incident(id);
    row.state = incident_state::open;
    row.resolved_at.reset();
    row.closed_at.reset();
    const std::string who = label_of(ctx, by);
    tell(changes, ctx, id, by, [&](language in) { return say(in, phrases::reopened, id, who); });
    audit(
        changes, "incident.state", id, by, {{"from", name_of(from)}, {"to", name_of(incident_state::open)}}
    );
    note_incident_changed(changes, ctx, id, {"resolved_at", "ttr", "duration"});
    return true;
}

bool end_incident(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    incident_state to,
    const actor& by
)
{
    const language l = private_language(ctx, by);
    const incident* about = changes.find_incident(incident_id);
    if (about != nullptr && about->state == to) {
        changes.answer(say(l, phrases::state_same, about->id, state_word(to, l)));
        return true;
    }
    about = changeable(changes, ctx, incident_id, by, false);
    if (about == nullptr) return false;
    const std::string id = about->id;
    const incident_state from = about->state;
    incident& row = changes.edit_incident(id);
    row.state = to;
    row.closed_at = changes.now();
    audit(changes, "incident.state", id, by, {{"from", name_of(from)}, {"to", name_of(to)}});
    const language channel = channel_language(ctx);
    const std::string why = say(channel, phrases::incident_ended, id, state_word(to, channel));
    for (const draft* pending : changes.drafts_of(id)) {
        if (pending->is_pending()) withdraw_draft(changes, ctx, pending->id, by, why);
    }
    const std::string who = label_of(ctx, by);
    tell(changes, ctx, id, by, [&](language in) {
        return say(in, phrases::state_changed, id, state_word(to, in), who);
    });
    return true;
}

bool add_note(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    const std::string& text,
    const actor& by
)
{
    const language l = private_language(ctx, by);
    const incident* about = changes.find_incident(incident_id);
    if (about == nullptr) {
        changes.answer(say(l, phrases::no_such_incident, incident_id));
        return false;
    }
    const std::size_t length = runbooks::code_points(text);
    if (runbooks::strip(text).empty()) {
        changes.answer(say(l, phrases::note_empty));
        return false;
    }
    if (length > longest_variable) {
        changes.answer(say(l, phrases::note_too_long, length, longest_variable));
        return false;
    }
    if (about->timeline.size() >= most_entries) {
        changes.answer(say(l, phrases::timeline_full, about->id, about->timeline.size()));
        return false;
    }
    const std::string id = about->id;
    note(changes, changes.edit_incident(id), by, text);
    audit(changes, "incident.note", id, by, {{"text", text}});
    changes.answer(say(l, phrases::noted, id));
    return true;
}

}  // namespace bot
