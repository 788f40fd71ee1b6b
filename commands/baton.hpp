// What a button's value or a form's context carries so that a command can go on when it comes back.
#pragma once

#include "bot/inbound.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace commands {

inline constexpr std::size_t most_baton = 2000;  // bytes of a button's value on every platform

struct baton {
    std::string incident_id;   // chosen; empty: not yet
    bot::typed_command words;  // behind the command word
    bot::place at;             // where the command was typed; without a channel: wherever the press happens
};

std::string to_text(const baton& b);
// Nothing for any text that to_text() did not make: it comes from outside.
std::optional<baton> baton_from(std::string_view text);

}  // namespace commands
