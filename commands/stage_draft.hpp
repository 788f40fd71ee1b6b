// What `update`, `resolve` and `postmortem` share: values and a stage become a draft with its preview.
#pragma once

#include "bot/drafting.hpp"
#include "bot/incident.hpp"
#include "commands/invocation.hpp"

#include <string>
#include <string_view>

namespace commands {

// The stage must be one of the runbooks'. Answers with what was made or why not.
void draft_stage(invocation& call, const bot::incident& about, const std::string& stage);

// Makes the draft and answers with its preview's name, or with why there is none.
void preview_draft(invocation& call, const bot::draft_request& request);

// Refuses with the nearest stage and the list.
void refuse_stage(invocation& call, std::string_view typed);
std::string stage_list(const invocation& call);

}  // namespace commands
