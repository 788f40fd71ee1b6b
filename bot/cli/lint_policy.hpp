// What the message policy says to `incidentd lint`: about its own rules, and about the runbooks' templates.
#pragma once

#include "bot/config/settings.hpp"
#include "runbooks/diagnostic.hpp"
#include "runbooks/lint.hpp"

#include <string>
#include <vector>

namespace bot::cli {

// Examples of [[policy.rule]] that do not do what they say.
std::vector<runbooks::diagnostic> lint_policy(const settings& config, const std::string& config_file);

// Templates that the policy would stop or warn of. A stage that goes to a public destination is judged as
// such; without a configuration none does.
std::vector<runbooks::diagnostic> lint_templates(
    const settings& config, const std::vector<runbooks::source>& sources
);

// Handles of role tables that belong to no [[person]].
std::vector<runbooks::diagnostic> lint_roles(
    const settings& config, const std::vector<runbooks::source>& sources
);

}  // namespace bot::cli
