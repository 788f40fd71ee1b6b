// What happened to pending drafts while nobody acted on them here: reactions given meanwhile, a reload.
#include "bot/decide.hpp"
#include "bot/drafting.hpp"
#include "bot/lifecycle.hpp"
#include "bot/message_policy.hpp"
#include "bot/policy.hpp"
#include "bot/preview_parts.hpp"
#include "bot/verdict.hpp"
#include "bot/vote_phrases.hpp"
#include "bot/voting.hpp"
#include "runbooks/library.hpp"

#include <algorithm>

namespace bot {

namespace {

bool points_elsewhere(const destination* before, const destination* after)
{
    if (!before) return false;
    if (!after || before->channel != after->channel || before->dialect != after->dialect) return true;
    if (before->webhook.has_value() != after->webhook.has_value()) return true;
    return before->webhook && (before->webhook->kind != after->webhook->kind ||
                               before->webhook->url.text != after->webhook->url.text);
}

}  // namespace

void decide_found_reactions(
    change_set& changes,
    const context& ctx,
    const std::string& preview_delivery_id,
    const reactions_read& answer
)
{
    const std::vector<found_reaction>& found = answer.found;
    const delivery* shown = changes.find_delivery(preview_delivery_id);
    const draft* about = shown ? changes.find_draft(shown->draft_id) : nullptr;
    if (!about || !about->is_pending() || shown->revision != about->current().number) return;
    const std::string draft_id = about->id;
    const auto ballot_by = [&](const account& who, vote_kind kind) {
        ballot vote;
        vote.draft_id = draft_id;
        vote.revision = shown->revision;
        vote.kind = kind;
        vote.means = vote_means::reaction;
        vote.by.who = who;
        vote.at.channel = shown->channel;
        return vote;
    };
    const auto is_there = [&](const account& who, std::string_view name) {
        return std::any_of(found.begin(), found.end(), [&](const found_reaction& f) {
            return f.who == who && f.name == name;
        });
    };

    const std::vector<vote> votes = about->votes;
    const auto marks = about->reactions;
    const auto has_acted_since = [&](const account& who, vote_kind kind) {
        return std::any_of(marks.begin(), marks.end(), [&](const reaction_mark& m) {
            if (m.by != who || m.kind != kind || m.message_id != shown->platform_id) return false;
            return std::none_of(answer.known.begin(), answer.known.end(), [&](const reaction_mark& k) {
                return k.by == m.by && k.kind == m.kind && k.message_id == m.message_id && k.order == m.order;
            });
        });
    };
    for (const vote& v : votes) {
        if (v.means != vote_means::reaction || v.by.platform != shown->channel.platform) continue;
        // Given on another copy: this message says nothing about it.
        const bool elsewhere = std::any_of(marks.begin(), marks.end(), [&](const reaction_mark& m) {
            return m.by == v.by && m.kind == v.kind && m.added && m.message_id != shown->platform_id;
        });
        if (!elsewhere && !has_acted_since(v.by, v.kind) &&
            !is_there(v.by, v.kind == vote_kind::reject ? "reject" : "approve"))
            take_back_vote(changes, ctx, ballot_by(v.by, v.kind));
    }
    // Rejections first: one is decisive, and a missed objection is worse than a missed approval.
    for (const vote_kind kind : {vote_kind::reject, vote_kind::approve}) {
        for (const found_reaction& f : found) {
            if (f.name != (kind == vote_kind::reject ? "reject" : "approve")) continue;
            if (has_acted_since(f.who, kind)) continue;
            const draft* now = changes.find_draft(draft_id);
            if (!now->is_pending()) return;
            const bool counted = std::any_of(now->votes.begin(), now->votes.end(), [&](const vote& v) {
                return v.kind == kind && ctx.people.same_person(v.by, f.who);
            });
            // Votes that would be refused were refused, and told so, when they were given.
            const bool useful = kind == vote_kind::reject ? may_reject(changes, ctx, *now, f.who)
                                                          : is_readable_in(changes, *now, shown->channel) &&
                                                                counts_for(changes, ctx, *now, f.who) &&
                                                                now->current().unfilled.empty() &&
                                                                now->current().problems.empty() &&
                                                                blocking_findings(now->current()).empty();
            if (!counted && useful) cast_vote(changes, ctx, ballot_by(f.who, kind));
        }
    }
}

void decide_reload(change_set& changes, const settings& before, const context& after)
{
    for (const auto& [id, row] : changes.before().drafts()) {
        if (!row.is_pending()) continue;
        const auto& texts = row.current().texts;
        const auto moved = std::find_if(texts.begin(), texts.end(), [&](const rendered_text& text) {
            return points_elsewhere(
                before.find_destination(text.destination), after.config.find_destination(text.destination)
            );
        });
        if (moved != texts.end()) {
            end_draft(
                changes,
                after,
                id,
                draft_state::superseded,
                "draft.superseded",
                say(channel_language(after),
                    vote_phrases::moved_reply,
                    row.revision_name(),
                    moved->destination)
            );
            continue;
        }
        // The text stays; who may approve it, and how many must, follows the configuration in force.
        const incident* of = changes.find_incident(row.incident_id);
        draft changed = row;
        if (!of || !apply_policy(after, *of, after.runbooks.find(row.stage), changed)) continue;
        changes.edit_draft(id) = changed;
        changes.audit(
            {.kind = "draft.policy_changed",
             .incident_id = row.incident_id,
             .draft_id = id,
             .by = {},
             .details = {{"required", changed.required}}}
        );
        refresh_previews(changes, after, id);
    }
}

}  // namespace bot
