// A post that one person lets out alone because nobody else can be reached, and the second person who signs
// it off afterwards.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/voting.hpp"
#include "bot/world.hpp"

#include <optional>
#include <string>

namespace bot {

// The draft is pending and nothing but its approvals is missing. Makes a revision whose texts begin with the
// mark, so that the hash covers it, and approves that one on this person's word: for those who hold a
// break-glass role, with a reason. Else answers why not and who may.
void break_glass(change_set& changes, const context& ctx, const std::string& draft_id, const ballot& vote);

// A second person takes note and signs: no author, not who broke the glass, and one who may approve or break
// it. Answers in any case.
void sign_off(
    change_set& changes,
    const context& ctx,
    const std::string& draft_id,
    const std::string& note,
    const actor& by
);

bool awaits_sign_off(const draft& about) noexcept;
// When people are reminded next; nothing once it is signed off.
std::optional<time_point> next_reminder(const context& ctx, const draft& about);
void remind_if_due(change_set& changes, const context& ctx, const std::string& draft_id);

// The roles that may, with their holders ("Support Commander (@ana.suporte)"); empty when none is configured.
std::string break_glass_text(const context& ctx);
// The first line of such a post for the destination of this text.
std::string emergency_mark(const context& ctx, const rendered_text& text);

}  // namespace bot
