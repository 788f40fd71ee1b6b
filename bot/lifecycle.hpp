// Changes to incidents: opening, severity, state, roles, variables, closing. Each with its line, timeline
// entry and audit event.
#pragma once

#include "bot/context.hpp"
#include "bot/inbound.hpp"
#include "bot/world.hpp"

#include <string>

namespace bot {

struct opening {
    std::string id;  // given by the person, normalised with the prefix; empty: assigned
    std::string summary;
    std::optional<severity> level;
    variables values;
    std::optional<account> commander;  // given as commander=; else a role may say, else the opener
    std::string commander_label;
    actor by;
    place at;
};

// Null after a refusal (id used), which has been answered. Does not draft anything.
incident* open_incident(change_set& changes, const context& ctx, const opening& what);

// These return false after a refusal, and nothing was changed. Either way the person has an answer.
bool change_severity(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    severity to,
    const std::string& reason,
    const actor& by
);
// `role` as the role tables or the configuration spell it; `to` may have no account when only a handle was
// typed.
bool assign_role(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    const std::string& role,
    const account& to,
    const std::string& label,
    const actor& by
);
bool set_variables(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    const variables& values,
    const actor& by
);
bool change_state(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    incident_state to,
    const actor& by
);
bool reopen_incident(
    change_set& changes, const context& ctx, const std::string& incident_id, const actor& by
);
// close and cancel withdraw pending drafts.
bool end_incident(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    incident_state to,
    const actor& by
);
bool add_note(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    const std::string& text,
    const actor& by
);

// A line in the incident's channel.
void say_in_channel(change_set& changes, const incident& about, std::string text);

// "845", "sup-inc-845" → "SUP-INC-845"; other texts become upper case as they are. Nothing when no id can
// look so: up to 64 of A-Z 0-9 - . with a digit among them. "S2" may look so too: ask whether it exists.
std::optional<std::string> normalise_incident_id(std::string_view word, std::string_view prefix);

// The state as a word of a sentence ("em mitigação").
std::string state_word(incident_state s, language l);

// The language of channel messages, and of private answers to this person.
language channel_language(const context& ctx) noexcept;
language private_language(const context& ctx, const actor& to) noexcept;

}  // namespace bot
