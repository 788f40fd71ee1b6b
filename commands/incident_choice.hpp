// Which incident a command means: the one it names, the channel's open one, or the one that people pick.
#pragma once

#include "bot/incident.hpp"
#include "commands/invocation.hpp"

#include <string_view>
#include <vector>

namespace commands {

enum class choice {
    working,         // one that is worked on; of the channel's, unresolved ones before resolved ones
    resolved_first,  // live or closed after a resolution; resolved ones before the others
    live,            // neither closed nor cancelled
    ended,           // resolved, closed or cancelled: what can be reopened
    readable,        // as `working`, but a named one may be in any state
};

// Takes a leading ID, or `id=…`, off the arguments. Null after it has been answered: nothing to choose from,
// a named incident that is unknown or over, or a question with one button an incident. With `text_follows` a
// number that names no incident may be the command's own word; else it is an unknown incident.
const bot::incident* choose_incident(invocation& call, choice how, bool text_follows = false);

// The incident that a word names; null when it is no ID of an existing one.
const bot::incident* incident_named(const invocation& call, std::string_view word);

}  // namespace commands
