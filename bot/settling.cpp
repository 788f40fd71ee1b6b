#include "bot/settling.hpp"

#include "bot/correcting.hpp"
#include "bot/correction_phrases.hpp"
#include "bot/drafting.hpp"
#include "bot/lifecycle.hpp"
#include "bot/preview_parts.hpp"
#include "bot/verdict.hpp"
#include "bot/vote_phrases.hpp"
#include "bot/voting.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>
#include <set>

namespace bot {

namespace {

// Whether another message of the same stage is out and was not retracted.
bool stands_otherwise(const change_set& changes, const draft& retraction)
{
    const std::string root = message_draft(changes, retraction).id;
    std::set<std::string> out;
    for (const draft* each : changes.drafts_of(retraction.incident_id)) {
        const bool sent = std::any_of(each->post_ids.begin(), each->post_ids.end(), [&](const auto& id) {
            const delivery* d = changes.find_delivery(id);
            return d && d->state == delivery_state::sent;
        });
        if (!sent || each->stage != retraction.stage) continue;
        const std::string message = message_draft(changes, *each).id;
        if (each->purpose == draft_purpose::retraction)
            out.erase(message);
        else
            out.insert(message);
    }
    out.erase(root);
    return !out.empty();
}

// The incident takes what the stage says at the first sent delivery of the draft.
void note_first_sent(change_set& changes, const draft& about)
{
    if (!changes.find_incident(about.incident_id) || about.purpose == draft_purpose::correction) return;
    incident& of = changes.edit_incident(about.incident_id);
    if (about.purpose == draft_purpose::retraction) {
        if (!stands_otherwise(changes, about)) std::erase(of.posted_stages, about.stage);
        return;
    }
    if (std::find(of.posted_stages.begin(), of.posted_stages.end(), about.stage) == of.posted_stages.end())
        of.posted_stages.push_back(about.stage);
    incident_state to{};
    if (about.sets_state.empty() || !boost::describe::enum_from_string(about.sets_state.c_str(), to)) return;
    if (to == incident_state::resolved && !of.resolved_at) of.resolved_at = about.current().made_at;
    if (!of.is_live() || of.state == to) return;
    const auto from = of.state;
    of.state = to;
    if (!of.is_live()) of.closed_at = changes.now();
    changes.audit(
        {.kind = "incident.state",
         .incident_id = of.id,
         .draft_id = about.id,
         .by = {},
         .details = {{"from", name_of(from)}, {"to", name_of(to)}}}
    );
}

// Where the people are who can look: the channels of the current preview.
std::vector<std::pair<channel_ref, std::string>> places_to_ask(const change_set& changes, const delivery& d)
{
    std::vector<std::pair<channel_ref, std::string>> places;
    const draft* about = changes.find_draft(d.draft_id);
    if (about && d.kind != delivery_kind::preview) {
        for (const preview_copy& copy : about->previews) {
            const delivery* shown = changes.find_delivery(copy.delivery_id);
            if (copy.revision == about->current().number && shown && shown->state == delivery_state::sent)
                places.emplace_back(shown->channel, shown->destination);
        }
        if (places.empty() && !about->asked_in.empty())
            places.emplace_back(about->asked_in, about->asked_in.key());
    }
    if (places.empty() && !d.channel.empty()) places.emplace_back(d.channel, d.destination);
    return places;
}

// What the edits since then would have made of a message that never appeared.
shared_preview newest_view(const change_set& changes, const std::string& preview_id)
{
    const auto is_meant = [&](const delivery& row) {
        return row.kind == delivery_kind::update && row.target == preview_id && row.preview;
    };
    const delivery* newest = nullptr;
    for (const auto& [id, row] : changes.deliveries()) {
        if (is_meant(row) && (newest == nullptr || row.number > newest->number)) newest = &row;
    }
    if (newest == nullptr) newest = changes.before().newest_update(preview_id, is_meant);
    return newest == nullptr ? shared_preview() : newest->preview;
}

}  // namespace

std::string what_it_is(const change_set& changes, const delivery& d, language l)
{
    if (const std::string part = part_name(changes, d, l); !part.empty()) return part;
    const std::string name =
        d.draft_id.empty() ? d.incident_id : d.draft_id + "." + std::to_string(d.revision);
    if (d.kind == delivery_kind::post) return say(l, vote_phrases::the_post, name);
    if (d.kind == delivery_kind::edit) return say(l, vote_phrases::the_edit, name);
    if (d.kind == delivery_kind::preview) return say(l, vote_phrases::the_preview, name);
    return say(l, vote_phrases::the_message, d.id);
}

void audit_delivery(change_set& changes, const delivery& d, std::string kind, const account& by)
{
    boost::json::object details{
        {"delivery", d.id},
        {"kind", name_of(d.kind)},
        {"destination", d.destination},
        {"attempts", d.attempts},
    };
    if (!d.content_sha256.empty()) details["content_sha256"] = d.content_sha256;
    if (!d.platform_id.empty()) details["platform_id"] = d.platform_id;
    if (!d.error.empty()) details["error"] = d.error;
    changes.audit(
        {.kind = std::move(kind),
         .incident_id = d.incident_id,
         .draft_id = d.draft_id,
         .by = by,
         .details = std::move(details)}
    );
}

button settling_button(const delivery& d, bool arrived, language l)
{
    button b;
    b.action = arrived ? "delivery.arrived" : "delivery.resend";
    b.value = d.id;
    b.label = (arrived ? vote_phrases::arrived_button : vote_phrases::resend_button).in(l);
    if (!arrived && d.state == delivery_state::in_doubt) b.confirm = vote_phrases::resend_confirm.in(l);
    return b;
}

bool is_mendable(const delivery& d) noexcept
{
    return d.failure == failure_kind::mendable || d.failure == failure_kind::credentials;
}

void queue_anew(delivery& d)
{
    d.state = delivery_state::queued;
    d.attempts = 0;
    d.error.clear();
    d.failure = failure_kind::none;
    d.not_before.reset();
    d.sending_at.reset();
    d.settled_at.reset();
}

void follow_posts(change_set& changes, const context& ctx, const std::string& draft_id)
{
    const draft before = *changes.find_draft(draft_id);
    bool all_sent = true;
    bool all_settled = true;
    bool failed = false;
    bool in_doubt = false;
    for (const std::string& id : before.post_ids) {
        const delivery* post = changes.find_delivery(id);
        if (!post || !post->replaced_by.empty()) continue;
        all_sent = all_sent && post->state == delivery_state::sent;
        all_settled = all_settled && post->is_settled();
        failed = failed || post->state == delivery_state::failed;
        in_doubt = in_doubt || post->state == delivery_state::in_doubt;
    }
    const draft_state to = all_sent   ? draft_state::posted
                           : in_doubt ? draft_state::in_doubt
                           : failed   ? draft_state::failed
                                      : draft_state::posting;
    if (to != before.state) {
        changes.edit_draft(draft_id).state = to;
        if (to == draft_state::posted)
            changes.audit(
                {.kind = "draft.posted",
                 .incident_id = before.incident_id,
                 .draft_id = draft_id,
                 .by = {},
                 .details =
                     {
                         {"revision", before.current().number},
                         {"content_sha256", before.current().content_sha256},
                     }}
            );
    }
    if (all_settled) note_record_due(changes, ctx, draft_id);
    refresh_previews(changes, ctx, draft_id);
}

void note_sent(
    change_set& changes,
    const context& ctx,
    const std::string& id,
    const std::string& platform_id,
    const std::string& permalink,
    const account& by
)
{
    delivery& d = changes.edit_delivery(id);
    const bool was_missing = d.state == delivery_state::failed || d.state == delivery_state::in_doubt;
    d.state = delivery_state::sent;
    if (!platform_id.empty()) d.platform_id = platform_id;
    if (!permalink.empty()) d.permalink = permalink;
    d.error.clear();
    d.failure = failure_kind::none;
    d.not_before.reset();
    d.settled_at = changes.now();
    audit_delivery(changes, d, "delivery.sent", by);
    if (!d.is_final()) {
        follow_part(changes, ctx, id, was_missing);
        return;
    }
    const std::string draft_id = d.draft_id;
    const draft* about = changes.find_draft(draft_id);
    if (!about) return;
    const draft copy = *about;
    note_first_sent(changes, copy);
    follow_posts(changes, ctx, draft_id);
    // What waits for approval is read against what is out there, and that has changed.
    for (const draft* other : changes.drafts_of(copy.incident_id)) {
        if (other->is_pending()) refresh_previews(changes, ctx, other->id);
    }
}

void answer_questions(change_set& changes, const std::string& delivery_id, const std::string& text)
{
    const auto asks = [&](const delivery& row) {
        return (row.kind == delivery_kind::question || row.kind == delivery_kind::reply) && row.words &&
               std::any_of(row.words->buttons.begin(), row.words->buttons.end(), [&](const button& b) {
                   return b.value == delivery_id;
               });
    };
    std::set<std::string> ids;
    for (const auto& [id, row] : changes.before().deliveries()) {
        if (asks(row)) ids.insert(id);
    }
    for (const auto& [id, row] : changes.deliveries()) {
        if (asks(row)) ids.insert(id);
    }
    for (const std::string& id : ids) {
        const delivery asked = *changes.find_delivery(id);
        if (asked.state == delivery_state::failed) continue;
        changes.enqueue(update_of(asked, {.text = text, .buttons = {}}));
    }
}

delivery follow_up_of(const delivery& shown, delivery_kind kind)
{
    delivery next;
    next.kind = kind;
    next.incident_id = shown.incident_id;
    next.draft_id = shown.draft_id;
    next.stage = shown.stage;
    next.revision = shown.revision;
    next.content_sha256 = shown.content_sha256;
    next.destination = shown.destination;
    next.channel = shown.channel;
    next.target = shown.id;
    return next;
}

delivery update_of(const delivery& shown, notice words)
{
    delivery update = follow_up_of(shown, delivery_kind::update);
    update.words = std::move(words);
    return update;
}

void ask_people(change_set& changes, const context& ctx, const delivery& d)
{
    const language l = channel_language(ctx);
    const std::string why = d.error.empty() ? std::string(vote_phrases::no_reason.in(l)) : d.error;
    for (const auto& [channel, name] : places_to_ask(changes, d)) {
        delivery question;
        question.kind = delivery_kind::question;
        question.incident_id = d.incident_id;
        question.draft_id = d.draft_id;
        question.stage = d.stage;
        question.revision = d.revision;
        question.destination = name;
        question.channel = channel;
        question.words = notice{
            .text = say(l, vote_phrases::in_doubt_question, what_it_is(changes, d, l), d.destination, why),
            .buttons = {settling_button(d, true, l), settling_button(d, false, l)},
        };
        changes.enqueue(std::move(question));
    }
}

void settle_delivery(
    change_set& changes, const context& ctx, const std::string& delivery_id, bool arrived, const actor& by
)
{
    const language l = private_language(ctx, by);
    const delivery* found = changes.find_delivery(delivery_id);
    if (!found) {
        changes.answer(say(l, vote_phrases::no_such_delivery, delivery_id));
        return;
    }
    const delivery d = *found;
    if (!may_settle(changes, ctx, d, by.who)) {
        draft general;
        general.approver_rules = ctx.config.approval.approvers;
        const draft* about = changes.find_draft(d.draft_id);
        changes.answer(say(l, vote_phrases::may_not_settle, approvers_text(ctx, about ? *about : general, l))
        );
        audit_delivery(changes, d, "delivery.answer_refused", by.who);
        return;
    }
    if (const auto newer = overtaken_by(changes, d); newer && !arrived) {
        changes.answer(say(l, correction_phrases::not_resent, what_it_is(changes, d, l), *newer));
        return;
    }
    const bool failed = d.state == delivery_state::failed;
    if (!failed && d.state != delivery_state::in_doubt) {
        changes.answer(say(l, vote_phrases::nothing_to_settle, d.id));
        return;
    }
    if (failed && arrived) {
        changes.answer(say(l, vote_phrases::did_not_arrive, d.id));
        return;
    }
    if (failed && !is_mendable(d)) {
        changes.answer(say(l, vote_phrases::cannot_resend, d.id, d.error));
        return;
    }
    const std::string who = ctx.people.label(by.who, by.display);
    const language channel = channel_language(ctx);
    const auto result = [&](language in) {
        return say(
            in,
            arrived ? vote_phrases::settled_arrived : vote_phrases::settled_resend,
            who,
            what_it_is(changes, d, in),
            d.destination
        );
    };
    if (arrived) {
        audit_delivery(changes, d, "delivery.confirmed", by.who);
        note_sent(changes, ctx, d.id, {}, {}, by.who);
    } else {
        auto shown = d.kind == delivery_kind::preview ? newest_view(changes, d.id) : shared_preview();
        delivery& row = changes.edit_delivery(d.id);
        if (shown) row.preview = std::move(shown);
        if (row.state == delivery_state::in_doubt) ++row.doubtful_copies;
        queue_anew(row);
        audit_delivery(changes, d, "delivery.resent", by.who);
        resend_parts(changes, d.id);
        follow_part(changes, ctx, d.id, true);
        if (d.is_final() && changes.find_draft(d.draft_id)) follow_posts(changes, ctx, d.draft_id);
    }
    answer_questions(changes, d.id, result(channel));
    changes.answer(result(l));
}

}  // namespace bot
