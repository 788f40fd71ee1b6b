// How many approvals a draft needs, and whose: the highest count of all rules, who may approve by each of
// them, who must be among them, and which hours change that.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/incident.hpp"
#include "bot/world.hpp"

#include <optional>
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
    // Of the `required` approvals these must be by certain people; the others are by `rules`.
    std::vector<approval_requirement> requirements;
    bool self_approval = false;
    std::string window;  // the [[approval.window]] that makes it so; empty: none
};

inline constexpr std::string_view rule_and = "and";

// `of` is null when the runbooks no longer define the stage: then configuration and destinations alone
// decide. Several severities: the strictest of each. `under` replaces what [approval] says.
approval_need needed_approvals(
    const context& ctx,
    const std::vector<severity>& levels,
    const runbooks::stage* of,
    std::string_view stage_name,
    const std::vector<rendered_text>& texts,
    const approval_window* under = nullptr
);
approval_need needed_approvals(
    const context& ctx, severity level, const runbooks::stage* of, const std::vector<rendered_text>& texts
);

// The first window of the configuration that is about the draft and open at that moment; null: none.
const approval_window* window_over(const context& ctx, const draft& about, time_point at);
// Its name; empty: none.
std::string window_name(const context& ctx, const draft& about, time_point at);
// The next moment after `at` at which another window, or none, is in force for the draft.
std::optional<time_point> next_window_change(const context& ctx, const draft& about, time_point at);

// What holds for votes on the draft at changes.now(): its stored policy, which grows but never shrinks while
// it is pending, or what a window makes of it.
approval_need rules_for(const change_set& rows, const context& ctx, const draft& about);
approval_need rules_at(const change_set& rows, const context& ctx, const draft& about, time_point at);

// Takes the policy of now into the draft: counts grow, requirements of every severity it has seen are kept.
// True when something changed.
bool apply_policy(const context& ctx, const incident& about, const runbooks::stage* of, draft& row);

// The lists that `rules` is made of. No list at all admits nobody.
std::vector<std::vector<std::string>> rule_lists(const std::vector<std::string>& rules);

// One place for each approval that is needed, the particular ones first: the rules that admit to it.
std::vector<const std::vector<std::string>*> approval_slots(const approval_need& need);

}  // namespace bot
