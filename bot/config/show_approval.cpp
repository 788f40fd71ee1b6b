#include "bot/config/printer.hpp"

#include <array>

namespace bot {
namespace {

void show_scope(printer& to, const draft_scope& about)
{
    to.texts("severities", about.severities);
    to.texts("stages", about.stages);
    to.texts("destinations", about.destinations);
}

std::string days_of(const approval_window& w)
{
    constexpr std::array<const char*, 8> names{"mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"};
    std::vector<std::string> days;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (w.days[i]) days.emplace_back(names[i]);
    }
    return list(days);
}

std::string hours_of(const approval_window& w)
{
    const auto clock = [](std::chrono::minutes m) {
        return fmt::format("{:02}:{:02}", m.count() / 60, m.count() % 60);
    };
    return toml_string(clock(w.from) + "-" + clock(w.to));
}

std::string_view name_of(policy_level level)
{
    return level == policy_level::off ? "off" : level == policy_level::warning ? "warning" : "error";
}

}  // namespace

void show_approval(printer& to, const approval_settings& a)
{
    to.section("[approval]");
    std::string required = "{ ";
    for (const auto& [name, count] : a.required)
        required += fmt::format("{} = {}, ", toml_string(name), count);
    to.raw("required", fmt::format("{}default = {} }}", required, a.required_default));
    to.texts("approvers", a.approvers);
    to.flag("self_approval", a.self_approval);
    to.raw("expires", duration(a.expires));
    to.texts("mirror", a.mirror);
    to.texts("holidays", a.holidays);
    for (const required_approvers& row : a.requires_rows) {
        to.section("[[approval.requires]]");
        to.raw("count", std::to_string(row.count));
        to.texts("approvers", row.approvers);
        show_scope(to, row.about);
    }
    for (const approval_window& w : a.windows) {
        to.section("[[approval.window]]");
        to.text("name", w.name);
        to.raw("days", days_of(w));
        to.raw("hours", hours_of(w));
        to.flag("outside", w.outside);
        show_scope(to, w.about);
        if (w.required) to.raw("required", std::to_string(*w.required));
        to.texts("approvers", w.approvers);
        if (w.self_approval) to.flag("self_approval", *w.self_approval);
    }
    if (!a.break_glass.roles.empty()) {
        to.section("[approval.break_glass]");
        to.texts("roles", a.break_glass.roles);
        to.text("mark", a.break_glass.mark);
        to.raw("remind", duration(a.break_glass.remind));
    }
    const std::array<std::pair<const char*, std::optional<std::chrono::seconds>>, 4> steps{{
        {"approver", a.nudge.approver},
        {"deputy", a.nudge.deputy},
        {"commander", a.nudge.commander},
        {"ops", a.nudge.ops},
    }};
    to.section("[approval.nudge]");
    int sixths = 1;
    for (const auto& [name, after] : steps) {
        ++sixths;
        const std::chrono::seconds when = after.value_or(a.expires * sixths / 6);
        to.raw(name, when.count() == 0 ? toml_string("off") : duration(when));
    }
}

void show_policy(printer& to, const message_policy& p)
{
    to.section("[policy]");
    to.text("next_update", name_of(p.next_update));
    to.texts("next_update_stages", p.next_update_stages);
    to.text("acronyms", name_of(p.acronyms));
    to.texts("known_acronyms", p.known_acronyms);
    to.text("internal_names", name_of(p.internal_names));
    to.texts("internal_domains", p.internal_domains);
    to.texts("allowed", p.allowed);
    to.text("entropy", name_of(p.entropy));
    to.text("mentions", name_of(p.mentions));
    if (!p.length.empty()) {
        std::string limits;
        for (const auto& [dialect, units] : p.length)
            limits += fmt::format("{}{} = {}", limits.empty() ? "" : ", ", dialect, units);
        to.raw("length", "{ " + limits + " }");
    }
    for (const policy_rule& rule : p.rules) {
        to.section("[[policy.rule]]");
        to.text("name", rule.name);
        to.text("pattern", rule.pattern);
        to.text("level", name_of(rule.level));
        to.text("message", rule.message);
        show_scope(to, rule.about);
        to.texts("match", rule.match);
        to.texts("no_match", rule.no_match);
    }
}

}  // namespace bot
