// States as people read them.
#pragma once

#include "bot/draft.hpp"
#include "bot/incident.hpp"
#include "bot/language.hpp"

#include <string_view>

namespace commands {

std::string_view shown(bot::incident_state s, bot::language l) noexcept;
std::string_view shown(bot::draft_state s, bot::language l) noexcept;

}  // namespace commands
