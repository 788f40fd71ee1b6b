#include "bot/drafting.hpp"

#include "bot/built_in_variables.hpp"
#include "bot/correcting.hpp"
#include "bot/correction_phrases.hpp"
#include "bot/expiry.hpp"
#include "bot/lifecycle.hpp"
#include "bot/phrases.hpp"
#include "bot/policy.hpp"
#include "bot/preview.hpp"
#include "bot/preview_facts.hpp"
#include "bot/refusal_text.hpp"
#include "bot/release_record.hpp"
#include "bot/rendering.hpp"
#include "bot/verdict.hpp"
#include "bot/voting.hpp"
#include "runbooks/library.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace bot {
namespace {

std::string label_of(const context& ctx, const actor& by)
{
    return ctx.people.label(by.who, by.display);
}

bool sets_resolved(const runbooks::stage& of)
{
    return of.sets_state() == name_of(incident_state::resolved);
}

// Closed incidents take only what is due after the end, and cancelled ones nothing.
bool takes_drafts(const incident& about, const runbooks::stage& of)
{
    return about.is_live() ||
           (about.state == incident_state::closed && about.resolved_at && of.name == "postmortem_summary");
}

std::vector<std::string> destinations_of(const revision& made)
{
    std::vector<std::string> names;
    for (const rendered_text& text : made.texts) names.push_back(text.destination);
    return names;
}

boost::json::object facts_of(const revision& made)
{
    boost::json::array destinations;
    for (const rendered_text& text : made.texts) destinations.emplace_back(text.destination);
    return {
        {"revision", made.number},
        {"content_sha256", made.content_sha256},
        {"destinations", std::move(destinations)},
        {"runbook", made.runbook},
    };
}

void audit(
    change_set& changes,
    const draft& about,
    const std::string& kind,
    const account& by,
    boost::json::object details
)
{
    changes.audit(
        {.kind = kind,
         .incident_id = about.incident_id,
         .draft_id = about.id,
         .by = by,
         .details = std::move(details)}
    );
}

// Messages of one stage, or new texts of one message.
bool are_about_the_same(const change_set& changes, const draft& a, const draft& b)
{
    const bool own = a.purpose == draft_purpose::message;
    if (own != (b.purpose == draft_purpose::message)) return false;
    return own ? a.stage == b.stage : message_draft(changes, a).id == message_draft(changes, b).id;
}

void supersede_older(change_set& changes, const context& ctx, const draft& newer, const account& by)
{
    const std::string newer_id = newer.id;
    for (const draft* other : changes.drafts_of(newer.incident_id)) {
        if (other->id == newer_id || !other->is_pending() || !are_about_the_same(changes, *other, newer))
            continue;
        draft& row = changes.edit_draft(other->id);
        row.state = draft_state::superseded;
        row.decided_at = changes.now();
        row.decision_reason = newer_id;
        audit(
            changes,
            row,
            "draft.superseded",
            by,
            {{"revision", row.current().number}, {"superseded_by", newer_id}}
        );
        refresh_previews(changes, ctx, row.id);
    }
}

// The draft when it is pending still; else null, and the person knows why.
const draft* pending_draft(
    change_set& changes, const context& ctx, const std::string& draft_id, const actor& by
)
{
    const language l = private_language(ctx, by);
    expire_if_due(changes, ctx, draft_id);
    const draft* about = changes.find_draft(draft_id);
    if (about == nullptr) {
        changes.answer(say(l, phrases::no_such_draft, draft_id));
        return nullptr;
    }
    if (!about->is_pending()) {
        changes.answer(decided_text(*about, l));
        return nullptr;
    }
    return about;
}

}  // namespace

bool is_reserved_variable(std::string_view name) noexcept
{
    return is_built_in(name) && !may_be_overridden(name);
}

std::string unknown_stage_text(const context& ctx, const std::string& typed, language l)
{
    const std::string all = fmt::format("{}", fmt::join(ctx.runbooks.stage_names(), ", "));
    const auto near = ctx.runbooks.nearest_stage(typed);
    return near ? say(l, phrases::unknown_stage_near, typed, all, *near)
                : say(l, phrases::unknown_stage, typed, all);
}

variables values_for(
    const change_set& changes, const context& ctx, const incident& about, const draft_request* request
)
{
    if (request == nullptr) return with_built_ins(ctx, about, {}, {}, false, changes.now());
    const runbooks::stage* of = ctx.runbooks.find(request->stage);
    return with_built_ins(
        ctx,
        about,
        request->overrides,
        label_of(ctx, request->by),
        of != nullptr && sets_resolved(*of),
        changes.now()
    );
}

draft* make_draft(change_set& changes, const context& ctx, const draft_request& request)
{
    const language l = private_language(ctx, request.by);
    const incident* about = changes.find_incident(request.incident_id);
    if (about == nullptr) {
        changes.answer(say(l, phrases::no_such_incident, request.incident_id));
        return nullptr;
    }
    const bool is_message = request.purpose == draft_purpose::message;
    std::optional<correction_plan> plan;
    if (!is_message) {
        plan = plan_correction(changes, ctx, about->id, request.purpose, request.overrides, l);
        if (!plan) return nullptr;
    }
    const std::string stage = plan ? plan->stage : request.stage;
    const variables& overrides = plan ? plan->overrides : request.overrides;
    const runbooks::stage* of = ctx.runbooks.find(stage);  // whose rules hold
    const auto source =
        stage_to_render(ctx, stage, request.purpose, overrides.contains(reason_variable));  // whose texts do
    if (source == nullptr) {
        changes.answer(unknown_stage_text(ctx, stage, l));
        return nullptr;
    }
    // What was said in public can be corrected whatever has become of the incident.
    if (is_message && !takes_drafts(*about, *of)) {
        changes.answer(say(l, phrases::needs_reopening, about->id, state_word(about->state, l)));
        return nullptr;
    }
    if (const auto fault = fault_of(overrides, about->values, true, l)) {
        changes.answer(*fault);
        return nullptr;
    }
    draft row;
    row.purpose = request.purpose;
    if (plan) row.corrects = plan->corrects;
    row.asked_in = request.at.personal ? about->channel : request.at.channel;
    if (row.asked_in.empty()) {
        changes.answer(say(l, phrases::no_channel_for_preview, about->id));
        return nullptr;
    }
    row.incident_id = about->id;
    row.stage = is_message ? of->name : stage;
    row.requester = request.by.who;
    row.requester_name = label_of(ctx, request.by);
    // The incident went where the message sent it; a new text of that message changes nothing there.
    if (is_message) {
        row.resolves = sets_resolved(*of);
        row.sets_state = std::string(of->sets_state());
    }

    auto made = render_revision(
        ctx,
        {.about = *about,
         .of = *source,
         .overrides = overrides,
         .requested_by = row.requester_name,
         .asked_in = row.asked_in,
         .now = changes.now(),
         .only_to = plan ? plan->destinations : std::vector<std::string>(),
         .purpose = request.purpose,
         .posted_at = plan ? plan->posted_at : std::string()},
        l
    );
    if (!made) {
        changes.answer(made.error().message);
        return nullptr;
    }
    if (plan && request.purpose == draft_purpose::correction &&
        changes_nothing(changes, ctx, *changes.find_draft(plan->corrects), *made)) {
        changes.answer(
            say(l, correction_phrases::nothing_changes, changes.find_draft(plan->corrects)->revision_name())
        );
        return nullptr;
    }
    row.release = release_in(about->values, overrides);
    made->number = 1;
    made->author = row.requester;
    made->author_name = row.requester_name;
    made->authors = {row.requester};
    made->expires_at = changes.now() + ctx.config.approval.expires;
    row.revisions.push_back(std::move(*made));
    apply_policy(ctx, *about, of, row);
    row.window = window_name(ctx, row, changes.now());

    const std::string id = changes.add_draft(std::move(row)).id;
    const draft added = *changes.find_draft(id);
    auto details = facts_of(added.current());
    details["stage"] = added.stage;
    details["required"] = added.required;
    if (!is_message) {
        details["purpose"] = name_of(added.purpose);
        details["corrects"] = added.corrects;
    }
    audit(changes, added, "draft.created", request.by.who, std::move(details));
    supersede_older(changes, ctx, added, request.by.who);
    post_previews(changes, ctx, id);

    const bool here = added.asked_in == request.at.channel && !request.at.channel_name.empty();
    const std::string where = here                          ? "#" + request.at.channel_name
                              : about->channel_name.empty() ? std::string(phrases::preview_here.in(l))
                                                            : "#" + about->channel_name;
    changes.answer(say(l, phrases::preview_shown, added.revision_name(), added.stage, where));
    return &changes.edit_draft(id);
}

draft* revise_draft(
    change_set& changes,
    const context& ctx,
    const std::string& draft_id,
    const variables& values,
    const actor& by
)
{
    const language l = private_language(ctx, by);
    const draft* found = pending_draft(changes, ctx, draft_id, by);
    if (found == nullptr) return nullptr;
    const draft before = *found;
    const incident* about = changes.find_incident(before.incident_id);
    const runbooks::stage* of = ctx.runbooks.find(before.stage);
    const auto had_reason = before.current().overrides.contains(reason_variable);
    const auto given_reason = values.find(reason_variable);
    const auto source = stage_to_render(
        ctx,
        before.stage,
        before.purpose,
        given_reason == values.end() ? had_reason : !given_reason->second.empty()
    );
    const bool is_message = before.purpose == draft_purpose::message;
    if (!may_edit(changes, ctx, before, by)) {
        changes.answer(may_not_edit_text(changes, ctx, before, l));
        return nullptr;
    }
    if (source == nullptr) {
        changes.answer(unknown_stage_text(ctx, before.stage, l));
        return nullptr;
    }

    // What equals the incident's own value is no override; a computed one left empty is computed again.
    variables overrides = before.current().overrides;
    for (const auto& [name, value] : values) {
        const auto own = about->values.find(name);
        const bool same = own == about->values.end() ? value.empty() : own->second == value;
        if (same || (may_be_overridden(name) && value.empty()))
            overrides.erase(name);
        else
            overrides[name] = value;
    }
    if (const auto fault = fault_of(overrides, about->values, true, l)) {
        changes.answer(*fault);
        return nullptr;
    }
    auto made = render_revision(
        ctx,
        {.about = *about,
         .of = *source,
         .overrides = std::move(overrides),
         .requested_by = before.requester_name,
         .asked_in = before.asked_in,
         .now = changes.now(),
         .only_to = is_message ? std::vector<std::string>() : destinations_of(before.current()),
         .purpose = before.purpose,
         .posted_at = is_message ? std::string() : posted_at(changes, ctx, before)},
        l
    );
    if (!made) {
        changes.answer(made.error().message);
        return nullptr;
    }
    made->number = before.current().number + 1;
    made->author = by.who;
    made->author_name = label_of(ctx, by);
    made->authors = before.current().authors;
    if (std::find(made->authors.begin(), made->authors.end(), by.who) == made->authors.end())
        made->authors.push_back(by.who);
    made->expires_at = changes.now() + ctx.config.approval.expires;

    draft& row = changes.edit_draft(draft_id);
    row.release = release_in(about->values, made->overrides);
    row.revisions.push_back(std::move(*made));
    row.votes.clear();
    row.reactions.clear();
    row.nudged = 0;
    row.changed_since.clear();
    if (is_message) {
        row.resolves = sets_resolved(*of);
        row.sets_state = std::string(of->sets_state());
    }
    apply_policy(ctx, *about, of, row);
    row.window = window_name(ctx, row, changes.now());
    audit(changes, row, "draft.revised", by.who, facts_of(row.current()));
    update_previews(changes, ctx, draft_id, before.current().number);
    post_previews(changes, ctx, draft_id);
    return &changes.edit_draft(draft_id);
}

void note_incident_changed(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    const std::vector<std::string>& names
)
{
    const incident* about = changes.find_incident(incident_id);
    if (about == nullptr) return;
    for (const draft* pending : changes.drafts_of(incident_id)) {
        if (!pending->is_pending()) continue;
        const runbooks::stage* of = ctx.runbooks.find(pending->stage);
        draft& row = changes.edit_draft(pending->id);
        const std::vector<std::string> used = of == nullptr ? std::vector<std::string>() : of->variables();
        for (const std::string& name : names) {
            const bool shown = std::find(used.begin(), used.end(), name) != used.end();
            const bool replaced = row.current().overrides.contains(name);
            const bool known = std::find(row.changed_since.begin(), row.changed_since.end(), name) !=
                               row.changed_since.end();
            if (((shown && !replaced) || name == "severity") && !known) row.changed_since.push_back(name);
        }
        if (apply_policy(ctx, *about, of, row))
            audit(changes, row, "draft.policy_changed", {}, {{"required", row.required}});
        refresh_previews(changes, ctx, row.id);
    }
}

void withdraw_draft(
    change_set& changes,
    const context& ctx,
    const std::string& draft_id,
    const actor& by,
    const std::string& reason
)
{
    if (pending_draft(changes, ctx, draft_id, by) == nullptr) return;
    draft& row = changes.edit_draft(draft_id);
    const std::string who = label_of(ctx, by);
    const std::string name = row.revision_name();
    row.state = draft_state::withdrawn;
    row.decided_at = changes.now();
    row.decided_by = who;
    row.decision_reason = reason;
    boost::json::object details{{"revision", row.current().number}};
    if (!reason.empty()) details["reason"] = reason;
    audit(changes, row, "draft.withdrawn", by.who, std::move(details));
    refresh_previews(changes, ctx, draft_id);
    const language l = channel_language(ctx);
    reply_to_previews(
        changes,
        draft_id,
        reason.empty() ? say(l, phrases::withdrawn_reply, name, who)
                       : say(l, phrases::withdrawn_reply_because, name, who, reason)
    );
    changes.answer(say(private_language(ctx, by), phrases::withdrawn_answer, name));
}

}  // namespace bot
