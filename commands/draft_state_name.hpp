// A draft's state as people read it.
#pragma once

#include "bot/draft.hpp"
#include "bot/language.hpp"

#include <string_view>

namespace commands {

std::string_view shown(bot::draft_state s, bot::language l) noexcept;

}  // namespace commands
