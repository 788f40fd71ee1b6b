#include "bot/break_glass.hpp"

#include "bot/approval_phrases.hpp"
#include "bot/approver.hpp"
#include "bot/content_hash.hpp"
#include "bot/drafting.hpp"
#include "bot/format_time.hpp"
#include "bot/lifecycle.hpp"
#include "bot/ops_notice.hpp"
#include "bot/preview.hpp"
#include "bot/rendering.hpp"
#include "bot/settling.hpp"
#include "bot/verdict.hpp"
#include "runbooks/dialect.hpp"

#include <algorithm>

namespace bot {
namespace {

namespace words = approval_phrases;

constexpr std::size_t longest_reason = 2000;  // code points
constexpr std::string_view sign_off_action = "draft.signoff";

void audit(
    change_set& changes, const draft& about, std::string kind, const account& by, boost::json::object details
)
{
    changes.audit(
        {.kind = std::move(kind),
         .incident_id = about.incident_id,
         .draft_id = about.id,
         .by = by,
         .details = std::move(details)}
    );
}

std::optional<std::string> break_glass_role(const context& ctx, const account& who)
{
    for (const std::string& role : ctx.config.approval.break_glass.roles) {
        if (ctx.people.has_role(who, role)) return role;
    }
    return std::nullopt;
}

// The texts with the mark in front; a fault for the person when one of them no longer fits.
boost::system::result<std::vector<rendered_text>, std::string> marked_texts(
    const context& ctx, const draft& about, language l
)
{
    std::vector<rendered_text> texts = about.current().texts;
    for (rendered_text& text : texts) {
        const auto dialect =
            runbooks::dialect_named(dialect_of(ctx, text.destination)).value_or(runbooks::dialect::plain);
        text.text = runbooks::final_text(dialect, emergency_mark(ctx, text) + "\n" + text.text);
        const std::size_t units = runbooks::utf16_units(text.text);
        const std::size_t room = room_for(ctx, text.destination);
        if (units > room)
            return say(l, words::mark_does_not_fit, about.revision_name(), text.destination, units, room);
    }
    return texts;
}

button sign_off_button(const draft& about, language l)
{
    return {
        .action = std::string(sign_off_action),
        .value = about.id,
        .label = std::string(words::sign_off_button.in(l)),
        .style = button_style::plain,
        .confirm = {}
    };
}

void tell_ops_about(change_set& changes, const context& ctx, const draft& about, std::string text)
{
    notice line;
    line.text = std::move(text);
    line.buttons.push_back(sign_off_button(about, channel_language(ctx)));
    tell_ops(changes, ctx, std::move(line));
}

// What asked for the sign-off asks no more, wherever it stands: its words stay, with the answer below.
void close_questions(change_set& changes, const std::string& draft_id, const std::string& answer)
{
    const auto asks = [&](const delivery& row) {
        return row.words && !row.channel.empty() && row.kind != delivery_kind::update &&
               std::any_of(row.words->buttons.begin(), row.words->buttons.end(), [&](const button& b) {
                   return b.action == sign_off_action && b.value == draft_id;
               });
    };
    std::vector<std::string> ids;
    for (const auto& [id, row] : changes.before().deliveries()) {
        if (asks(row) && row.state != delivery_state::failed) ids.push_back(id);
    }
    for (const std::string& id : ids) {
        const delivery asked = *changes.find_delivery(id);
        changes.enqueue(update_of(asked, {.text = asked.words->text + "\n" + answer, .buttons = {}}));
    }
}

// Whom a sign-off may come from, as text.
std::string signers_text(const change_set& changes, const context& ctx, const draft& about, language l)
{
    return approvers_text(ctx, rules_for(changes, ctx, about), l);
}

}  // namespace

std::string emergency_mark(const context& ctx, const rendered_text& text)
{
    const std::string& own = ctx.config.approval.break_glass.mark;
    if (!own.empty()) return own;
    const language of_text = parse_language(text_language(ctx, text.destination), channel_language(ctx));
    return std::string(words::mark.in(of_text));
}

std::string break_glass_text(const context& ctx)
{
    std::string text;
    for (const std::string& role : ctx.config.approval.break_glass.roles) {
        std::string names;
        for (const person* holder : ctx.people.holders(role)) {
            if (!names.empty()) names += ", ";
            names += holder->handle.empty() ? holder->name : holder->handle;
        }
        if (!text.empty()) text += ", ";
        text += names.empty() ? role : role + " (" + names + ")";
    }
    return text;
}

void break_glass(change_set& changes, const context& ctx, const std::string& draft_id, const ballot& vote)
{
    const draft before = *changes.find_draft(draft_id);
    const language l = private_language(ctx, vote.by);
    const std::string name = before.revision_name();
    const auto refuse = [&](std::string_view why, std::string answer) {
        audit(
            changes,
            before,
            "vote.refused",
            vote.by.who,
            {{"vote", "approve"}, {"emergency", true}, {"revision", before.current().number}, {"reason", why}}
        );
        changes.answer(std::move(answer));
    };
    const auto who_may = [&] { return approvers_text(ctx, rules_for(changes, ctx, before), l); };
    if (ctx.config.approval.break_glass.roles.empty())
        return refuse("no break-glass", say(l, words::no_break_glass, name, who_may()));
    const auto role = break_glass_role(ctx, vote.by.who);
    if (!role)
        return refuse(
            "no break-glass role", say(l, words::may_not_break_glass, name, break_glass_text(ctx), who_may())
        );
    const std::string reason(runbooks::strip(vote.reason));
    if (reason.empty()) return refuse("no reason", say(l, words::emergency_needs_reason, name));
    if (const std::size_t length = runbooks::code_points(reason); length > longest_reason)
        return refuse("reason too long", say(l, words::reason_too_long, length, longest_reason));
    auto texts = marked_texts(ctx, before, l);
    if (!texts) return refuse("mark does not fit", texts.error());

    const std::string who = ctx.people.label(vote.by.who, vote.by.display);
    revision made = before.current();
    made.number = before.current().number + 1;
    made.texts = std::move(*texts);
    made.content_sha256 = content_hash(made.texts);
    made.author = vote.by.who;
    made.author_name = who;
    if (std::find(made.authors.begin(), made.authors.end(), vote.by.who) == made.authors.end())
        made.authors.push_back(vote.by.who);
    made.made_at = changes.now();

    draft& row = changes.edit_draft(draft_id);
    bot::vote only;
    only.by = vote.by.who;
    only.by_name = who;
    only.as_role = "break_glass:" + *role;
    only.kind = vote_kind::approve;
    only.means = vote.means;
    only.revision = made.number;
    only.reason = reason;
    only.at = changes.now();
    row.revisions.push_back(std::move(made));
    row.votes = {only};
    row.reactions.clear();
    emergency_post emergency;
    emergency.by = vote.by.who;
    emergency.by_name = who;
    emergency.as_role = *role;
    emergency.reason = reason;
    emergency.at = changes.now();
    row.emergency = std::move(emergency);
    const draft marked = row;
    boost::json::object facts{
        {"revision", marked.current().number},
        {"content_sha256", marked.current().content_sha256},
        {"emergency", true},
    };
    audit(changes, marked, "draft.revised", vote.by.who, facts);
    facts["vote"] = "approve";
    facts["rule"] = only.as_role;
    facts["reason"] = reason;
    audit(changes, marked, "vote.cast", vote.by.who, std::move(facts));

    update_previews(changes, ctx, draft_id, before.current().number);
    approve_draft(changes, ctx, draft_id);
    post_previews(changes, ctx, draft_id);
    const language channel = channel_language(ctx);
    reply_to_previews(
        changes,
        draft_id,
        say(channel, words::emergency_reply, marked.revision_name(), who, *role, reason, draft_id),
        {sign_off_button(marked, channel)}
    );
    tell_ops_about(
        changes,
        ctx,
        marked,
        say(channel,
            words::emergency_ops,
            marked.incident_id,
            marked.revision_name(),
            marked.stage,
            who,
            *role,
            reason,
            draft_id)
    );
    changes.answer(say(l, words::emergency_answer, marked.revision_name(), draft_id));
}

bool awaits_sign_off(const draft& about) noexcept
{
    return about.emergency && !about.emergency->signed_at;
}

void sign_off(
    change_set& changes,
    const context& ctx,
    const std::string& draft_id,
    const std::string& note,
    const actor& by
)
{
    const language l = private_language(ctx, by);
    const draft* found = changes.find_draft(draft_id);
    if (!found || !found->emergency) return changes.answer(say(l, words::nothing_to_sign_off, draft_id));
    const draft about = *found;
    if (!awaits_sign_off(about))
        return changes.answer(say(l, words::already_signed, draft_id, about.emergency->signed_by_name));
    const auto refuse = [&](std::string_view why, std::string answer) {
        audit(changes, about, "signoff.refused", by.who, {{"reason", why}});
        changes.answer(std::move(answer));
    };
    if (ctx.people.same_person(about.emergency->by, by.who) || is_author(ctx, about, by.who))
        return refuse("author", say(l, words::own_emergency, draft_id, signers_text(changes, ctx, about, l)));
    if (!admitted_by(changes, ctx, about, by.who) && !break_glass_role(ctx, by.who))
        return refuse(
            "not an approver", say(l, words::may_not_sign_off, draft_id, signers_text(changes, ctx, about, l))
        );
    if (!is_comparable(ctx, about, by.who))
        return refuse(
            "not known on both platforms",
            say(l, words::sign_off_not_linked, draft_id, signers_text(changes, ctx, about, l))
        );
    if (const std::size_t length = runbooks::code_points(note); length > longest_reason)
        return refuse("note too long", say(l, words::reason_too_long, length, longest_reason));

    const std::string who = ctx.people.label(by.who, by.display);
    emergency_post& emergency = *changes.edit_draft(draft_id).emergency;
    emergency.signed_at = changes.now();
    emergency.signed_by = by.who;
    emergency.signed_by_name = who;
    emergency.signed_note = note;
    boost::json::object details{
        {"revision", about.current().number}, {"content_sha256", about.current().content_sha256}
    };
    if (!note.empty()) details["note"] = note;
    audit(changes, about, "draft.signed_off", by.who, std::move(details));
    note_record_due(changes, ctx, draft_id);
    refresh_previews(changes, ctx, draft_id);
    const language channel = channel_language(ctx);
    const std::string text = note.empty()
                                 ? say(channel, words::signed_reply, about.revision_name(), who)
                                 : say(channel, words::signed_reply_note, about.revision_name(), who, note);
    close_questions(changes, draft_id, text);
    reply_to_previews(changes, draft_id, text);
    tell_ops(changes, ctx, text);
    changes.answer(say(l, words::signed_answer, about.revision_name()));
}

std::optional<time_point> next_reminder(const context& ctx, const draft& about)
{
    if (!awaits_sign_off(about)) return std::nullopt;
    return about.emergency->reminded_at.value_or(about.emergency->at) +
           ctx.config.approval.break_glass.remind;
}

void remind_if_due(change_set& changes, const context& ctx, const std::string& draft_id)
{
    const draft about = *changes.find_draft(draft_id);
    const auto due = next_reminder(ctx, about);
    if (!due || changes.now() < *due) return;
    emergency_post& emergency = *changes.edit_draft(draft_id).emergency;
    emergency.reminded_at = changes.now();
    ++emergency.reminders;
    const language l = channel_language(ctx);
    const std::string text =
        say(l,
            words::sign_off_reminder,
            about.revision_name(),
            about.incident_id,
            emergency.by_name,
            format_duration(changes.now() - emergency.at),
            emergency.reason,
            signers_text(changes, ctx, about, l),
            draft_id);
    reply_to_previews(changes, draft_id, text, {sign_off_button(about, l)});
    tell_ops_about(changes, ctx, about, text);
}

}  // namespace bot
