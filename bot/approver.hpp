// Whom the approver rules of a draft admit, and who counts as one of its authors.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/world.hpp"

#include <optional>
#include <string>

namespace bot {

// The rule of the first list that admits the person, when every list has one that does.
std::optional<std::string> admitted_by(
    const change_set& rows, const context& ctx, const draft& about, const account& who
);
// Requester or editor, on whatever platform.
bool is_author(const context& ctx, const draft& about, const account& who);
// Whether the voter and everybody who wrote the text can be told apart: all on one platform, or each of them
// known to the configuration.
bool is_comparable(const context& ctx, const draft& about, const account& who);

}  // namespace bot
