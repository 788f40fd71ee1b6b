#include "bot/policy.hpp"

#include "bot/window.hpp"
#include "runbooks/library.hpp"
#include "runbooks/stage.hpp"

#include <algorithm>

namespace bot {
namespace {

using names = std::vector<std::string>;

bool has(const names& list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

bool goes_public(const context& ctx, const std::vector<rendered_text>& texts)
{
    return std::any_of(texts.begin(), texts.end(), [&](const rendered_text& text) {
        const destination* to = ctx.config.find_destination(text.destination);
        return to && to->is_public;
    });
}

bool is_about(
    const draft_scope& scope,
    const context& ctx,
    const std::vector<severity>& levels,
    std::string_view stage_name,
    const std::vector<rendered_text>& texts
)
{
    if (!scope.severities.empty() && std::none_of(levels.begin(), levels.end(), [&](severity level) {
            return has(scope.severities, name_of(level));
        }))
        return false;
    if (!scope.stages.empty() && !has(scope.stages, stage_name)) return false;
    if (scope.destinations.empty()) return true;
    if (has(scope.destinations, "public") && goes_public(ctx, texts)) return true;
    return std::any_of(texts.begin(), texts.end(), [&](const rendered_text& text) {
        return has(scope.destinations, text.destination);
    });
}

void add_list(std::vector<names>& lists, const names& list)
{
    if (!list.empty() && std::find(lists.begin(), lists.end(), list) == lists.end()) lists.push_back(list);
}

names flat(const std::vector<names>& lists)
{
    names rules;
    for (const names& list : lists) {
        if (!rules.empty()) rules.emplace_back(rule_and);
        rules.insert(rules.end(), list.begin(), list.end());
    }
    return rules;
}

int sum_of(const std::vector<approval_requirement>& rows)
{
    int sum = 0;
    for (const approval_requirement& row : rows) sum += row.count;
    return sum;
}

void add_row(std::vector<approval_requirement>& rows, approval_requirement row)
{
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(std::move(row));
}

std::vector<severity> levels_of(const incident* of, const draft& about)
{
    std::vector<severity> levels = about.levels;
    const severity now = of ? of->level : severity::S1;
    if (std::find(levels.begin(), levels.end(), now) == levels.end()) levels.push_back(now);
    return levels;
}

}  // namespace

approval_need needed_approvals(
    const context& ctx,
    const std::vector<severity>& levels,
    const runbooks::stage* of,
    std::string_view stage_name,
    const std::vector<rendered_text>& texts,
    const approval_window* under
)
{
    const approval_settings& policy = ctx.config.approval;
    approval_need need;
    need.self_approval = policy.self_approval;
    const auto at_least = [&](int count) { need.required = std::max(need.required, count); };

    if (under && under->required) {
        at_least(*under->required);
    } else {
        for (const severity level : levels) {
            const auto count = policy.required.find(name_of(level));
            at_least(count != policy.required.end() ? count->second : policy.required_default);
        }
        if (const auto count = policy.required.find(stage_name); count != policy.required.end())
            at_least(count->second);
        if (const auto count = policy.required.find("public");
            count != policy.required.end() && goes_public(ctx, texts))
            at_least(count->second);
    }

    // What runbook and destinations ask for holds in every window: they only tighten.
    std::vector<names> tighter;
    if (of && of->settings) {
        at_least(of->settings->approvals.value_or(1));
        add_list(tighter, of->settings->approvers);
    }
    for (const rendered_text& text : texts) {
        if (const destination* to = ctx.config.find_destination(text.destination)) {
            at_least(to->approvals.value_or(1));
            add_list(tighter, to->approvers);
        }
    }

    const auto with_tighter = [&](const names& list) {
        std::vector<names> lists;
        add_list(lists, list);
        for (const names& each : tighter) add_list(lists, each);
        return flat(lists);
    };
    names admitted = policy.approvers;
    if (under && !under->approvers.empty()) {
        admitted = under->approvers;
    } else {
        for (const required_approvers& row : policy.requires_rows) {
            if (!is_about(row.about, ctx, levels, stage_name, texts)) continue;
            add_row(need.requirements, {row.count, with_tighter(row.approvers)});
            for (const std::string& rule : row.approvers) {
                if (!has(admitted, rule)) admitted.push_back(rule);
            }
        }
    }
    need.rules = with_tighter(admitted);
    need.required = std::max(need.required, sum_of(need.requirements));
    if (under) {
        need.window = under->name;
        need.self_approval = under->self_approval.value_or(need.self_approval);
    }
    return need;
}

approval_need needed_approvals(
    const context& ctx, severity level, const runbooks::stage* of, const std::vector<rendered_text>& texts
)
{
    return needed_approvals(
        ctx, std::vector<severity>{level}, of, of ? std::string_view(of->name) : std::string_view(), texts
    );
}

namespace {

// Windows look at the strictest severity that the draft has seen, so that lowering one opens none.
bool is_over(const context& ctx, const draft& about, const approval_window& window)
{
    const draft_scope& scope = window.about;
    if (!scope.severities.empty()) {
        const auto worst = std::min_element(about.levels.begin(), about.levels.end());
        if (worst == about.levels.end() || !has(scope.severities, name_of(*worst))) return false;
    }
    if (!scope.stages.empty() && !has(scope.stages, about.stage)) return false;
    if (scope.destinations.empty()) return true;
    // A window loosens: every destination of the draft must be one that it is about.
    const auto& texts = about.current().texts;
    return std::all_of(texts.begin(), texts.end(), [&](const rendered_text& text) {
        const destination* to = ctx.config.find_destination(text.destination);
        return has(scope.destinations, text.destination) ||
               (to && to->is_public && has(scope.destinations, "public"));
    });
}

}  // namespace

const approval_window* window_over(const context& ctx, const draft& about, time_point at)
{
    const approval_settings& policy = ctx.config.approval;
    for (const approval_window& window : policy.windows) {
        if (is_over(ctx, about, window) && is_open(window, policy.holidays, ctx.config.timezone, at))
            return &window;
    }
    return nullptr;
}

std::string window_name(const context& ctx, const draft& about, time_point at)
{
    const approval_window* open = window_over(ctx, about, at);
    return open ? open->name : std::string();
}

std::optional<time_point> next_window_change(const context& ctx, const draft& about, time_point at)
{
    const approval_settings& policy = ctx.config.approval;
    const approval_window* now = window_over(ctx, about, at);
    constexpr int most_steps = 50;
    for (int step = 0; step < most_steps; ++step) {
        std::optional<time_point> first;
        for (const approval_window& window : policy.windows) {
            if (!is_over(ctx, about, window)) continue;
            const auto change = next_change(window, policy.holidays, ctx.config.timezone, at);
            if (change && (!first || *change < *first)) first = change;
        }
        if (!first || window_over(ctx, about, *first) != now) return first;
        at = *first;
    }
    return std::nullopt;
}

approval_need rules_for(const change_set& rows, const context& ctx, const draft& about)
{
    return rules_at(rows, ctx, about, rows.now());
}

approval_need rules_at(const change_set& rows, const context& ctx, const draft& about, time_point at)
{
    const auto levels = levels_of(rows.find_incident(about.incident_id), about);
    const runbooks::stage* of = ctx.runbooks.find(about.stage);
    const auto& texts = about.current().texts;
    if (const approval_window* open = window_over(ctx, about, at))
        return needed_approvals(ctx, levels, of, about.stage, texts, open);
    approval_need need = needed_approvals(ctx, levels, of, about.stage, texts);
    need.required = std::max({need.required, about.required, sum_of(about.requirements)});
    need.rules = about.approver_rules;
    need.requirements = about.requirements;
    return need;
}

bool apply_policy(const context& ctx, const incident& about, const runbooks::stage* of, draft& row)
{
    row.levels = levels_of(&about, row);
    approval_need need = needed_approvals(ctx, row.levels, of, row.stage, row.current().texts);
    const int required = std::max(row.required, need.required);
    const bool changed =
        required != row.required || need.rules != row.approver_rules || need.requirements != row.requirements;
    row.required = required;
    row.approver_rules = std::move(need.rules);
    row.requirements = std::move(need.requirements);
    return changed;
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

std::vector<const std::vector<std::string>*> approval_slots(const approval_need& need)
{
    std::vector<const std::vector<std::string>*> slots;
    for (const approval_requirement& row : need.requirements) {
        for (int n = 0; n < row.count; ++n) slots.push_back(&row.rules);
    }
    while (slots.size() < static_cast<std::size_t>(std::max(1, need.required))) slots.push_back(&need.rules);
    return slots;
}

}  // namespace bot
