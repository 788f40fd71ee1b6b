// `incidentd config check|show` and `incidentd lint`.
#pragma once

#include "bot/cli/invocation.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace bot::cli {

void add_config_commands(CLI::App& to, invocation& call);
void add_lint_command(CLI::App& to, invocation& call);

int check_config(const invocation& call);
int show_config(const invocation& call);
// The configured runbooks when no file is given. 1 on errors, warnings alone are 0.
int lint(const invocation& call, const std::vector<std::string>& files);

}  // namespace bot::cli
