#include "bot/expiry.hpp"

#include "bot/break_glass.hpp"
#include "bot/decide.hpp"
#include "bot/drafting.hpp"
#include "bot/lifecycle.hpp"
#include "bot/nudge.hpp"
#include "bot/policy.hpp"
#include "bot/verdict.hpp"
#include "bot/vote_phrases.hpp"

namespace bot {
namespace {

// Another window, or none: the preview must say whose approval counts now. Votes are not counted again; the
// next one is judged by the rules of its own moment.
void follow_window(change_set& changes, const context& ctx, const std::string& draft_id)
{
    const draft* row = changes.find_draft(draft_id);
    std::string now = window_name(ctx, *row, changes.now());
    if (row->window == now) return;
    changes.edit_draft(draft_id).window = std::move(now);
    refresh_previews(changes, ctx, draft_id);
}

}  // namespace

bool expire_if_due(change_set& changes, const context& ctx, const std::string& draft_id)
{
    const draft* row = changes.find_draft(draft_id);
    if (!row || !row->is_pending() || changes.now() < row->current().expires_at) return false;
    end_draft(
        changes,
        ctx,
        draft_id,
        draft_state::expired,
        "draft.expired",
        say(channel_language(ctx), vote_phrases::expired_reply, row->revision_name())
    );
    return true;
}

void decide_time(change_set& changes, const context& ctx)
{
    for (const auto& [id, row] : changes.before().drafts()) {
        if (row.is_pending() && !expire_if_due(changes, ctx, id)) {
            follow_window(changes, ctx, id);
            nudge_if_due(changes, ctx, id);
        }
        if (awaits_sign_off(row)) remind_if_due(changes, ctx, id);
    }
}

std::optional<time_point> deadline_of(const context& ctx, const draft& row, time_point now)
{
    if (!row.is_pending()) return next_reminder(ctx, row);
    time_point first = row.current().expires_at;
    if (const auto nudge = next_nudge(ctx, row)) first = std::min(first, *nudge);
    if (!ctx.config.approval.windows.empty()) {
        if (row.window != window_name(ctx, row, now)) return now;
        if (const auto change = next_window_change(ctx, row, now)) first = std::min(first, *change);
    }
    return first;
}

std::optional<time_point> next_deadline(const world& state, const context& ctx, time_point now)
{
    std::optional<time_point> first;
    for (const auto& [id, row] : state.drafts()) {
        const auto due = deadline_of(ctx, row, now);
        if (due && (!first || *due < *first)) first = due;
    }
    return first;
}

}  // namespace bot
