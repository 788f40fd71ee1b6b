// Where the configuration and the runbooks do not fit together, though each is right by itself.
#pragma once

#include "bot/config/settings.hpp"
#include "runbooks/diagnostic.hpp"
#include "runbooks/library.hpp"

#include <string>
#include <vector>

namespace bot {

// A warning for each handle of a role table that belongs to no [[person]], at the table's row; each handle
// once.
std::vector<runbooks::diagnostic> unmatched_handles(
    const std::vector<person>& people, const runbooks::library& books
);

// A sentence for each name in [approval] required that is no stage of any runbook: its count never holds.
std::vector<std::string> unmatched_stages(const approval_settings& policy, const runbooks::library& books);

}  // namespace bot
