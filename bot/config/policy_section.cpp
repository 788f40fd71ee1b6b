#include "bot/config/sections.hpp"
#include "bot/policy_lint.hpp"

#include <fmt/format.h>

#include <array>

namespace bot {

namespace {

constexpr std::size_t most_rules = 100;
constexpr std::size_t most_examples = 50;
constexpr std::array<std::string_view, 3> levels{"off", "warning", "error"};

policy_level level_named(std::string_view name)
{
    return name == "off" ? policy_level::off : name == "error" ? policy_level::error : policy_level::warning;
}

void read_level(section_reader& in, std::string_view key, policy_level& into)
{
    std::string name;
    in.read_choice(key, name, levels);
    if (!name.empty()) into = level_named(name);
}

void read_rule(config_under_way& all, const toml_value& table)
{
    section_reader in(table, "[[policy.rule]]", all.faults);
    policy_rule rule;
    rule.line = table.line;
    rule.column = table.column;
    in.require_text("name", rule.name);
    in.require_text("pattern", rule.pattern);
    if (const toml_value* at = table.find("pattern"); at != nullptr && !rule.pattern.empty()) {
        if (const auto why = pattern_fault(rule.pattern)) in.fault(*at, "pattern", *why);
    }
    read_level(in, "level", rule.level);
    in.read("message", rule.message);
    read_scope(all, in, rule.about);
    in.read("match", rule.match);
    in.read("no_match", rule.no_match);
    if (rule.match.size() > most_examples || rule.no_match.size() > most_examples)
        in.fault(fmt::format("has more than {} examples", most_examples));
    in.finish();
    auto& rules = all.made.core.policy.rules;
    const bool twice =
        std::any_of(rules.begin(), rules.end(), [&](const policy_rule& r) { return r.name == rule.name; });
    if (twice && !rule.name.empty()) in.fault(fmt::format("name \"{}\" is already taken", rule.name));
    rules.push_back(std::move(rule));
}

}  // namespace

void read_policy(config_under_way& all, const toml_value& section)
{
    section_reader in(section, "[policy]", all.faults);
    message_policy& to = all.made.core.policy;
    read_level(in, "next_update", to.next_update);
    in.read("next_update_stages", to.next_update_stages);
    for (std::string& stage : to.next_update_stages) {
        for (char& c : stage) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
    }
    read_level(in, "acronyms", to.acronyms);
    in.read("known_acronyms", to.known_acronyms);
    read_level(in, "internal_names", to.internal_names);
    in.read("internal_domains", to.internal_domains);
    in.read("allowed", to.allowed);
    read_level(in, "entropy", to.entropy);
    read_level(in, "mentions", to.mentions);
    if (const toml_value* table = in.find("length", toml_kind::table)) {
        section_reader limits(*table, "[policy] length", all.faults);
        for (const char* dialect : {"slack", "teams"}) {
            int units = 0;
            limits.read(dialect, units, 1, 100'000);
            if (units > 0) to.length[dialect] = units;
        }
        limits.finish();
    }
    if (const toml_value* rows = in.find("rule", toml_kind::array)) {
        if (rows->items.size() > most_rules)
            in.fault(*rows, "rule", fmt::format("has more than {} rows", most_rules));
        for (const toml_value& each : rows->items) read_rule(all, each);
    }
    in.finish();
}

}  // namespace bot
