// Votes on drafts: who may, what they do, and the decision that follows from them.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/inbound.hpp"
#include "bot/policy.hpp"
#include "bot/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// Whoever acts through the daemon's own command line: the operating system vouches for them.
inline constexpr std::string_view operator_platform = "operator";

struct ballot {
    std::string draft_id;
    std::optional<int> revision;  // a click carries it; one that is not current is refused privately
    vote_kind kind = vote_kind::approve;
    vote_means means = vote_means::button;
    std::string reason;
    bool emergency = false;  // break glass: at once and alone, with a reason, by those who may
    actor by;
    place at;
};

// Counts the vote, or answers privately why not and who may instead. Decides the draft when the policy is
// met: approved → final posts enqueued in the same change set.
void cast_vote(change_set& changes, const context& ctx, const ballot& vote);
// A reaction was removed before the decision.
void take_back_vote(change_set& changes, const context& ctx, const ballot& vote);

// Memberships that judging a vote on this draft needs.
std::vector<membership_query> memberships_for(
    const world& now, const context& ctx, const std::string& draft_id
);

// Who may approve, as text for previews and refusals ("Approval Lead (@renata.quality, @igor.audit), …").
std::string approvers_text(const context& ctx, const draft& about, language l);
std::string approvers_text(const context& ctx, const approval_need& need, language l);
// What is still needed: "1 of Engineer (@joao.ops); 1 of …".
std::string missing_text(
    const context& ctx,
    const approval_need& need,
    const std::vector<std::optional<std::size_t>>& filled,
    language l
);
// Whether this person may edit the draft: its authors, who may approve it, the incident's commander.
bool may_edit(const change_set& changes, const context& ctx, const draft& about, const actor& by);
// Whether this person's reject would decide (or, by an author, withdraw) the draft, and whether their
// approval would be counted.
bool may_reject(const change_set& changes, const context& ctx, const draft& about, const account& who);
bool counts_for(const change_set& changes, const context& ctx, const draft& about, const account& who);
bool counts_for(
    const change_set& changes,
    const context& ctx,
    const draft& about,
    const approval_need& need,
    const account& who
);

// Whether this person may answer for a delivery: who may approve, the commander, the requester, an operator.
bool may_settle(const change_set& changes, const context& ctx, const delivery& about, const account& who);
// The answer to "It arrived" / "Send again" on a delivery in doubt or failed for a mendable cause; the first
// one holds.
void settle_delivery(
    change_set& changes, const context& ctx, const std::string& delivery_id, bool arrived, const actor& by
);

}  // namespace bot
