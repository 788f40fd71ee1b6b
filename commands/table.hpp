// All commands, in the order in which help tells them.
#pragma once

#include "bot/language.hpp"
#include "commands/command.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace commands {

std::span<const command* const> table() noexcept;

// By its word or any alias, in any case; null when unknown.
const command* find_command(std::string_view typed);
// The word or alias that was probably meant.
std::optional<std::string> nearest_command(std::string_view typed);

// Says that there is no such command, what is near and what there is.
void refuse_command(invocation& call, std::string_view typed);

// The word that speakers of this language use: the one that begins the usage line.
std::string_view word_in(const command& of, bot::language l) noexcept;

}  // namespace commands
