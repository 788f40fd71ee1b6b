// How many approvals a draft needs, and whose: the highest count of all rules, who may approve by each of
// them.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/incident.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace runbooks {
struct stage;
}

namespace bot {

struct approval_need {
    int required = 1;  // the highest of the severity's, the stage's and the destinations' counts
    // "role:Approval Lead", "person:@x", "channel", …: the configuration's list, then the stage's and the
    // destinations', with `rule_and` between them. A vote must be admitted by each of the lists.
    std::vector<std::string> rules;
};

inline constexpr std::string_view rule_and = "and";

// `of` is null when the runbooks no longer define the stage: then configuration and destinations alone
// decide.
approval_need needed_approvals(
    const context& ctx, severity level, const runbooks::stage* of, const std::vector<rendered_text>& texts
);

// The lists that `rules` is made of. No list at all admits nobody.
std::vector<std::vector<std::string>> rule_lists(const std::vector<std::string>& rules);

}  // namespace bot
