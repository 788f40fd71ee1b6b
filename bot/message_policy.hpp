// What the message policy says about texts before anybody may approve them: [policy], [[policy.rule]], the
// runbook's own wishes, and the leak gate.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/incident.hpp"
#include "bot/time.hpp"
#include "runbooks/stage.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// One rendered text and the template that it came from.
struct judged_text {
    rendered_text* text = nullptr;
    const runbooks::stage_text* source = nullptr;
    std::string dialect;
};

struct judging {
    const context& ctx;
    const runbooks::stage& of;
    const variables& values;
    severity level = severity::S1;
    time_point now;
};

// Errors first. Credentials are taken out of the texts: such a text can never be approved, so nobody needs to
// see them again in previews and records.
std::vector<finding> judge_texts(const judging& by, const std::vector<judged_text>& texts);

// The same for the values that a revision keeps, and for any text that is shown: what people type now comes
// without credentials (credential_mark.hpp), what was stored or configured before may not.
void hide_credentials(variables& values, language l);
std::string without_credentials(std::string text, language l);

// The sentences of the findings that block approval.
std::vector<std::string> blocking_findings(const revision& of);

// For `incidentd lint`: what can be said about a template before it has values. `to_public`: it goes to a
// public destination.
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
    bool to_public
);

// Why the pattern cannot be used; nothing when it can.
std::optional<std::string> pattern_fault(std::string_view pattern);
// The rule's examples that do not do what they say, as sentences.
std::vector<std::string> example_faults(const policy_rule& rule);

}  // namespace bot
