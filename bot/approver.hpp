// Whom the approver rules of a draft admit, and who counts as one of its authors.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/policy.hpp"
#include "bot/world.hpp"

#include <optional>
#include <string>

namespace bot {

// The rule of the first list that admits the person, when every list has one that does.
std::optional<std::string> admitted_by(
    const change_set& rows,
    const context& ctx,
    const draft& about,
    const std::vector<std::string>& rules,
    const account& who
);
// The same for any of the approvals that are needed: the rules of the first that the person could give.
std::optional<std::string> admitted_by(
    const change_set& rows,
    const context& ctx,
    const draft& about,
    const approval_need& need,
    const account& who
);
std::optional<std::string> admitted_by(
    const change_set& rows, const context& ctx, const draft& about, const account& who
);
// Every list that somebody may be admitted by, particular requirements first, each once.
std::vector<std::vector<std::string>> admitting_rules(const approval_need& need);

// The approvals of the current revision that count now, oldest first, one a person.
std::vector<const vote*> counting_votes(
    const change_set& rows, const context& ctx, const draft& about, const approval_need& need
);
// For each of approval_slots(need) the vote that fills it, by its place in `votes`.
std::vector<std::optional<std::size_t>> filled_slots(
    const change_set& rows,
    const context& ctx,
    const draft& about,
    const approval_need& need,
    const std::vector<const vote*>& votes
);
// Requester or editor, on whatever platform.
bool is_author(const context& ctx, const draft& about, const account& who);
// Whether the voter and everybody who wrote the text can be told apart: all on one platform, or each of them
// known to the configuration.
bool is_comparable(const context& ctx, const draft& about, const account& who);

}  // namespace bot
