#include "bot/policy.hpp"

#include "runbooks/stage.hpp"

#include <algorithm>

namespace bot {

approval_need needed_approvals(
    const context& ctx, severity level, const runbooks::stage* of, const std::vector<rendered_text>& texts
)
{
    const approval_settings& policy = ctx.config.approval;
    std::vector<std::vector<std::string>> lists;
    const auto add_list = [&](const std::vector<std::string>& list) {
        if (!list.empty() && std::find(lists.begin(), lists.end(), list) == lists.end())
            lists.push_back(list);
    };

    approval_need need;
    const auto at_least = [&](int count) { need.required = std::max(need.required, count); };

    const auto by_severity = policy.required.find(name_of(level));
    at_least(by_severity != policy.required.end() ? by_severity->second : policy.required_default);
    add_list(policy.approvers);

    if (of) {
        if (const auto by_stage = policy.required.find(of->name); by_stage != policy.required.end())
            at_least(by_stage->second);
        if (of->settings) {
            at_least(of->settings->approvals.value_or(1));
            add_list(of->settings->approvers);
        }
    }
    for (const rendered_text& text : texts) {
        if (const destination* to = ctx.config.find_destination(text.destination)) {
            at_least(to->approvals.value_or(1));
            add_list(to->approvers);
        }
    }

    for (const auto& list : lists) {
        if (!need.rules.empty()) need.rules.emplace_back(rule_and);
        need.rules.insert(need.rules.end(), list.begin(), list.end());
    }
    return need;
}

std::vector<std::vector<std::string>> rule_lists(const std::vector<std::string>& rules)
{
    std::vector<std::vector<std::string>> lists;
    bool open = false;
    for (const std::string& rule : rules) {
        if (rule == rule_and) {
            open = false;
            continue;
        }
        if (!open) lists.emplace_back();
        open = true;
        lists.back().push_back(rule);
    }
    return lists;
}

}  // namespace bot
