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
    bot::account who;         // empty when only a handle that nobody is known by was typed
    std::string label;        // handle, else display name: how texts name them
    bool is_unknown = false;  // a handle that neither the configuration nor a role table has
};

// A mention, a handle with or without "@", or a handle with "@" that the configuration does not know. Nothing
// for other words.
std::optional<named_person> person_named(
    const invocation& call, std::string_view word, const std::optional<bot::account>& mentioned
);
// The same. Nothing, and refused at `field`, when the word names nobody, or is a known handle misspelled.
std::optional<named_person> person_meant(
    invocation& call,
    std::string_view field,
    std::string_view word,
    const std::optional<bot::account>& mentioned
);
// Says beneath the answer that a handle was taken as it stands, if it was.
void remark_unknown(invocation& call, const named_person& who);
named_person acting_person(const invocation& call);

// Of the runbooks' tables, the configuration, and the one that leads; each once, as first spelled.
std::vector<std::string> known_roles(const invocation& call);
// As it is spelled there; nothing, and refused with what is near and the list, when there is no such role.
std::optional<std::string> role_named(invocation& call, std::string_view typed);

}  // namespace commands
