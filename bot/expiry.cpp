#include "bot/expiry.hpp"

#include "bot/decide.hpp"
#include "bot/lifecycle.hpp"
#include "bot/verdict.hpp"
#include "bot/vote_phrases.hpp"

namespace bot {

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
        if (row.is_pending()) expire_if_due(changes, ctx, id);
    }
}

std::optional<time_point> next_deadline(const world& now)
{
    std::optional<time_point> first;
    for (const auto& [id, row] : now.drafts()) {
        if (row.is_pending() && (!first || row.current().expires_at < *first))
            first = row.current().expires_at;
    }
    return first;
}

}  // namespace bot
