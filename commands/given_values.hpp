// The values of a command, checked before anything changes and sorted by what they change.
#pragma once

#include "bot/incident.hpp"
#include "commands/invocation.hpp"
#include "commands/people.hpp"

#include <optional>

namespace commands {

struct given_values {
    std::optional<bot::severity> level;
    std::optional<named_person> commander;
    bot::variables variables;
    bot::variables draft_only;  // timestamp, ttr, duration: a draft may have its own
};

// Takes all values off the arguments. Nothing, and refused with the reason, when one cannot be.
std::optional<given_values> take_values(invocation& call);

// `severity=` and `commander=` change the incident as the commands of these names do.
void apply_to_incident(invocation& call, const std::string& incident_id, const given_values& given);

// Beneath the answer, once it is there: what to know about the commander that was given.
void remark_on(invocation& call, const given_values& given);

// Whether the incident has room for these too. False, and refused, when not.
bool has_room(
    invocation& call, const std::string& id, const bot::variables& present, const bot::variables& more
);

}  // namespace commands
