// For `incidentd lint` and the check of the configuration: what can be said of the policy's rules, and of
// templates, before there are values.
#pragma once

#include "bot/config/settings.hpp"
#include "bot/draft.hpp"
#include "runbooks/stage.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// About one template. `destinations`: where its stage goes; `to_public`: one of them is public.
struct template_finding {
    finding_level level = finding_level::warning;
    std::size_t line = 1;  // of the template's text
    std::string message;   // English, as lint speaks
};
std::vector<template_finding> judge_template(
    const message_policy& policy,
    std::string_view incident_prefix,
    const runbooks::stage& of,
    std::string_view text,
    const std::vector<std::string>& destinations,
    bool to_public
);

// Why the pattern cannot be used; nothing when it can.
std::optional<std::string> pattern_fault(std::string_view pattern);
// The rule's examples that do not do what they say, as sentences.
std::vector<std::string> example_faults(const policy_rule& rule);

}  // namespace bot
