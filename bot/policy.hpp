// How many approvals a draft needs, and whose: the highest count of all rules, who may approve by each of them.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/incident.hpp"

#include <string>
#include <vector>

namespace runbooks {
struct stage;
}

namespace bot {

struct approval_need {
    int required = 1;                // the highest of the severity's, the stage's and the destinations' counts
    std::vector<std::string> rules;  // "role:Approval Lead", "person:@x", "channel", …
};

// `of` is null when the runbooks no longer define the stage: then configuration and destinations alone decide.
approval_need needed_approvals(
    const context& ctx, severity level, const runbooks::stage* of, const std::vector<rendered_text>& texts
);

}  // namespace bot
