// A stage of an incident's communication: its texts and the rules the runbook sets for it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runbooks/diagnostic.hpp"
#include "runbooks/template.hpp"

namespace runbooks {

struct stage_text {
    message_template text;
    place where;  // of the text's first character
};

// Everything is optional in a runbook; what is absent here was not written there.
struct stage_settings {
    place where;
    std::vector<std::string> required;  // variable names in lower case
    std::vector<std::string> optional;
    std::optional<int> approvals;        // at least 1
    std::vector<std::string> approvers;  // "role:…", "person:@…", "slack_group:…", "teams_team:…", "channel"
    std::string next;                    // stage, lower case
    std::string sets_state;              // an incident state
    std::optional<std::chrono::seconds> cadence;
    std::vector<std::string> destinations;
    std::vector<std::string> severities;  // "S1" … "S4"
};

// A text for each platform, and one for any of them.
struct stage_texts {
    std::optional<stage_text> slack;
    std::optional<stage_text> teams;
    std::optional<stage_text> any;
};

// The texts of one language.
struct stage_translation : stage_texts {
    std::string language;  // tag in lower case, "pt-br"
};

struct stage : stage_texts {  // its own texts are those of no particular language
    std::string name;         // lower case
    place where;              // of its first mention
    std::vector<stage_translation> translations;
    std::optional<stage_settings> settings;

    // In this order: the platform's text in the language, the platform's text, the one for any platform in
    // the language, the one for any. nullptr when there is none of them. For `plain`: only those for any.
    // A text in "en" serves "en-GB" where there is none in that; an empty language takes no translation.
    const stage_text* text_for(dialect platform, std::string_view language = {}) const noexcept;
    // Every text, translations included.
    std::vector<const stage_text*> all_texts() const;

    // The state a sent post of this stage puts the incident in; empty for none. `resolution` resolves by
    // itself.
    std::string_view sets_state() const noexcept;

    // May a draft go out although this variable (in any case) shows as {name}? Only if listed as optional.
    bool may_stay_unfilled(std::string_view variable) const;

    // What must be filled before these texts may be approved: the listed ones and every placeholder that is
    // not optional; lower case, each once, in order. A null text is skipped.
    std::vector<std::string> must_fill(const std::vector<const stage_text*>& texts) const;

    // Every variable of every text and setting, lower case, each once, in order: what a form asks for.
    std::vector<std::string> variables() const;
};

}  // namespace runbooks
