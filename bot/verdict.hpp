// What a decision on a draft sets in motion: final posts, replies, the record. Voting, expiry and outcomes
// call it.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/world.hpp"

#include <string>
#include <vector>

namespace bot {

// Enqueues the final posts of the current revision, one per destination, in the same change set. The draft is
// pending and its votes suffice; each destination is configured.
void approve_draft(change_set& changes, const context& ctx, const std::string& draft_id);
void reject_draft(
    change_set& changes,
    const context& ctx,
    const std::string& draft_id,
    const account& by,
    const std::string& by_name,
    const std::string& reason
);
// The decision is on nobody's vote: state, audit event, previews and a reply in their threads.
void end_draft(
    change_set& changes,
    const context& ctx,
    const std::string& draft_id,
    draft_state to,
    const std::string& audit_kind,
    const std::string& reply
);

// A reply in the thread of each copy of the current revision's preview.
void reply_to_previews(
    change_set& changes,
    const std::string& draft_id,
    const std::string& text,
    std::vector<button> buttons = {}
);

// The same with people mentioned: each copy notifies those who have an account on its platform.
void remind_at_previews(
    change_set& changes,
    const std::string& draft_id,
    const std::string& text,
    const std::vector<account>& mention
);

// The channel that a destination of a draft means; empty for webhooks. False: no longer configured.
bool find_channel(const context& ctx, const draft& about, const std::string& destination, channel_ref& to);

// The record is to be written, or written again; names its file the first time.
void note_record_due(change_set& changes, const context& ctx, const std::string& draft_id);

}  // namespace bot
