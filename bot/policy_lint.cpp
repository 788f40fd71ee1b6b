#include "bot/policy_lint.hpp"

#include "bot/leak_gate.hpp"
#include "bot/policy_text.hpp"
#include "bot/public_words.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

namespace bot {
namespace {

constexpr std::size_t most_findings = 20;

}  // namespace

std::vector<template_finding> judge_template(
    const message_policy& policy,
    std::string_view incident_prefix,
    const runbooks::stage& of,
    std::string_view text,
    const std::vector<std::string>& destinations,
    bool to_public
)
{
    std::vector<template_finding> found;
    const auto add = [&](finding_level level, std::size_t at, std::string message) {
        if (found.size() < most_findings) found.push_back({level, line_of(text, at), std::move(message)});
    };
    for (const leak& l : find_credentials(text))
        add(finding_level::error,
            l.begin,
            fmt::format("looks like a credential ({}): take it out and replace it", l.kind));
    for (const policy_rule& rule : policy.rules) {
        if (rule.level == policy_level::off || !is_meant(rule.about.stages, of.name)) continue;
        const auto& meant = rule.about.destinations;
        const bool goes_there = meant.empty() || (to_public && is_meant(meant, "public")) ||
                                std::any_of(destinations.begin(), destinations.end(), [&](const auto& to) {
                                    return is_meant(meant, to);
                                });
        const auto pattern = compiled_rule(rule.pattern);
        if (!goes_there || !pattern->ok()) continue;
        for (const policy_hit& hit : hits_of(*pattern, text))
            add(as_finding(rule.level),
                hit.at,
                fmt::format(
                    "rule {}: \"{}\": {}",
                    rule.name,
                    excerpt(hit.text),
                    rule.message.empty() ? "not wanted" : rule.message
                ));
    }
    if (!to_public) return found;
    if (policy.entropy != policy_level::off) {
        for (const leak& l : find_token_like(text))
            add(as_finding(policy.entropy),
                l.begin,
                fmt::format("\"{}\" looks like a key or password", masked(text.substr(l.begin, l.length))));
    }
    if (policy.internal_names != policy_level::off) {
        for (const inside_word& w : find_inside_words(text, policy))
            add(as_finding(policy.internal_names),
                w.begin,
                fmt::format(
                    "\"{}\" is internal, and the stage goes to a public destination",
                    excerpt(text.substr(w.begin, w.length))
                ));
    }
    if (policy.acronyms != policy_level::off) {
        for (const bare_acronym& a : find_acronyms(text, policy, incident_prefix))
            add(as_finding(policy.acronyms),
                a.begin,
                fmt::format(
                    "the acronym {0} is not explained; write \"{0} (…)\" or add it to [policy] "
                    "known_acronyms",
                    a.letters
                ));
    }
    return found;
}

std::optional<std::string> pattern_fault(std::string_view pattern)
{
    constexpr std::size_t longest = 1000;
    if (pattern.size() > longest) return fmt::format("is longer than {} bytes", longest);
    const auto compiled = compiled_rule(pattern);
    if (!compiled->ok()) return "is no pattern that can be used: " + compiled->error();
    if (RE2::FullMatch("", *compiled)) return "matches nothing at all, hence every text";
    return std::nullopt;
}

std::vector<std::string> example_faults(const policy_rule& rule)
{
    std::vector<std::string> faults;
    const auto pattern = compiled_rule(rule.pattern);
    if (!pattern->ok()) return {"its pattern cannot be used"};
    for (const std::string& text : rule.match) {
        if (!RE2::PartialMatch(text, *pattern))
            faults.push_back(fmt::format("should find something in \"{}\" and does not", excerpt(text)));
    }
    for (const std::string& text : rule.no_match) {
        re2::StringPiece found;
        if (pattern->Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1))
            faults.push_back(fmt::format(
                "should find nothing in \"{}\" and finds \"{}\"",
                excerpt(text),
                excerpt(std::string_view(found.data(), found.size()))
            ));
    }
    return faults;
}

}  // namespace bot
