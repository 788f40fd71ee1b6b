// The words of a preview: header, status, who asked and may approve, and what speaks against approving.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/world.hpp"

#include <string>
#include <vector>

namespace bot {

std::string title_of(const change_set& changes, const draft& about, language l);
std::string status_of(const draft& about, language l);
// "posted", or a state for each destination when there are several; empty before the decision.
std::string posting_state(
    const change_set& changes,
    const draft& about,
    const revision& shown,
    const std::vector<std::string>& destinations,
    language l
);
std::vector<std::string> facts_of(
    const change_set& changes, const context& ctx, const draft& about, const revision& shown, language l
);
// As status_of(), with the approvals that count now under the rules of now.
std::string waiting_status(const change_set& changes, const context& ctx, const draft& about, language l);
// Of the current revision of a pending draft.
std::vector<std::string> warnings_of(
    const change_set& changes, const context& ctx, const draft& about, language l
);
// Individual approvers that have an account on that platform; groups are named as text only.
std::vector<account> approvers_to_mention(
    const change_set& changes, const context& ctx, const draft& about, const std::string& platform
);

}  // namespace bot
