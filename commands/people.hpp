// People and roles as words name them.
#pragma once

#include "bot/account.hpp"
#include "commands/invocation.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace commands {

struct named_person {
    bot::account who;   // empty when only a handle that nobody is known by was typed
    std::string label;  // handle, else display name: how texts name them
};

// A mention, a handle with or without "@", or a handle with "@" that the configuration does not know. Nothing
// for other words.
std::optional<named_person> person_named(
    const invocation& call, std::string_view word, const std::optional<bot::account>& mentioned
);
named_person acting_person(const invocation& call);

// Of the runbooks' tables, the configuration, and the one that leads; each once, as first spelled.
std::vector<std::string> known_roles(const invocation& call);
// As it is spelled there; nothing, and refused with what is near and the list, when there is no such role.
std::optional<std::string> role_named(invocation& call, std::string_view typed);

}  // namespace commands
