// Making drafts: a stage rendered for all its destinations, its preview, its revisions, and what supersedes
// it.
#pragma once

#include "bot/context.hpp"
#include "bot/inbound.hpp"
#include "bot/world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bot {

struct draft_request {
    std::string incident_id;
    std::string stage;    // in any case; an unknown one is refused with the nearest and the list
    variables overrides;  // for this draft only
    actor by;
    place at;  // where the command was typed; from a personal chat the preview goes to the incident's channel
    // A correction or retraction is about the incident's last posted message; `stage` is then that message's.
    draft_purpose purpose = draft_purpose::message;
};

// Renders, adds the draft with its previews and supersedes an older pending draft of the same incident and
// stage; a correction or retraction supersedes those of the same message instead. Returns null after a
// refusal, which has then been put into `changes` as the private answer.
draft* make_draft(change_set& changes, const context& ctx, const draft_request& request);

// A new revision with other values. Earlier votes are void, the expiry starts again, the old preview is
// marked superseded without buttons and a new preview is posted. Null after a refusal (not pending, not
// allowed), which has been answered.
draft* revise_draft(
    change_set& changes,
    const context& ctx,
    const std::string& draft_id,
    const variables& values,
    const actor& by
);
// The form of the Edit button and of `edit`, prefilled: one input a variable of the stage.
std::optional<form> edit_form(
    const change_set& changes, const context& ctx, const std::string& draft_id, const actor& by
);

// The stage that `update` without STAGE means for this incident now; nothing when none is defined (the caller
// lists them).
std::optional<std::string> following_stage(
    const change_set& changes, const context& ctx, const incident& about
);

// The words for an unknown stage: the nearest one and the list.
std::string unknown_stage_text(const context& ctx, const std::string& typed, language l);

// Built-in variables and the incident's own, as a template of this incident sees them at `changes.now()`.
variables values_for(
    const change_set& changes, const context& ctx, const incident& about, const draft_request* request
);
// Names that only the daemon fills in and that a draft may not override; `severity` and `commander` change
// the incident instead.
bool is_reserved_variable(std::string_view name) noexcept;

// Pending drafts of the incident: marks what changed, applies stricter policy, updates the previews.
void note_incident_changed(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    const std::vector<std::string>& names
);
// Puts an updated preview of the draft's present state on every copy. Call it after each change of state or
// votes.
void refresh_previews(change_set& changes, const context& ctx, const std::string& draft_id);
// Withdraws a pending draft (rights are the caller's to ask): previews updated, a reply in the thread, an
// audit event.
void withdraw_draft(
    change_set& changes,
    const context& ctx,
    const std::string& draft_id,
    const actor& by,
    const std::string& reason
);

}  // namespace bot
