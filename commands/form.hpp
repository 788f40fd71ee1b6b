// Forms: opened where words are missing and the platform allows it, offered as a button where it does not.
#pragma once

#include "bot/incident.hpp"
#include "bot/language.hpp"
#include "bot/message.hpp"
#include "commands/invocation.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace commands {

// The words are missing that this command cannot do without: opens its form, or answers with the usage and a
// button that does. In a submitted form the empty required fields are the fault.
void ask_for_words(invocation& call, const bot::incident* about);

// The action of the button that opens a command's form, and whether an action is one.
std::string form_action(std::string_view word);
bool is_form_action(std::string_view action) noexcept;

// What a command's form is submitted as: its fields as values or words. False when a field is refused.
bool take_fields(invocation& call, const bot::variables& fields, const bot::incident* about);

// The variables of a stage that people fill in, as fields prefilled from the incident; those there already
// are not repeated.
void add_stage_fields(
    std::vector<bot::form_field>& fields,
    const invocation& call,
    std::string_view stage,
    const bot::incident* about
);

// The same, prefilled from these.
void add_stage_fields(
    std::vector<bot::form_field>& fields,
    const invocation& call,
    std::string_view stage,
    const bot::variables& values
);

inline bot::form_field field(
    std::string name,
    std::string label,
    std::string value = {},
    bool required = false,
    bool multiline = false,
    std::string hint = {}
)
{
    return {std::move(name), std::move(label), std::move(value), required, multiline, std::move(hint)};
}

}  // namespace commands
