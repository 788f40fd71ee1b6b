// Why somebody may not touch a draft, and who may instead, by name.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/language.hpp"
#include "bot/world.hpp"

#include <string>

namespace bot {

std::string may_not_edit_text(const change_set& changes, const context& ctx, const draft& about, language l);
std::string may_not_withdraw_text(
    const change_set& changes, const context& ctx, const draft& about, language l
);

// What became of a draft that is no longer pending, and what to do instead where something can be done.
std::string decided_text(const draft& about, language l);

}  // namespace bot
