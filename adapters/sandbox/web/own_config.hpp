// Somebody's own configuration, moved into the sandbox: its rules, people and places, with the in-process
// platforms in place of the real ones.
#pragma once

#include "adapters/sandbox/slack_server.hpp"
#include "adapters/sandbox/teams_server.hpp"
#include "adapters/sandbox/web/cast.hpp"
#include "adapters/sandbox/web/guide.hpp"
#include "bot/config/config_file.hpp"
#include "bot/language.hpp"

#include <string>
#include <utility>
#include <vector>

namespace adapters::sandbox::web {

// Its people and places in the workspaces: a channel for each destination, named like it, and a webhook's
// posts become visible in one, too. `teams` may be null; then what is of Teams is left out.
void furnish(const bot::loaded_config& own, slack_workspace& slack, teams_workspace* teams);

// Whom the guided minute casts: those who may do it by these rules.
guide_roles roles_in(const bot::loaded_config& own, const std::vector<cast_member>& cast);

// What is not as it says, as sentences for whoever tries it here.
std::vector<std::string> told_about(const bot::loaded_config& own, bot::language l);

// A Teams has to be there: for [[teams]], or to show what its webhooks post.
bool needs_teams(const bot::loaded_config& own);

struct sandbox_ports {
    std::uint16_t slack = 0;
    std::uint16_t daemon = 0;
    std::uint16_t teams = 0;  // 0: there is no Teams
};

// The configuration that the daemon of the sandbox runs on: only the first [[slack]] and [[teams]] stay,
// under their names, and what named others names those (told_about() says so); with neither there is a Slack;
// secrets are files below `state_dir` (prepare_state() writes the tokens; webhook addresses are in the
// result). Nothing in it leads out of this machine.
struct moved_config {
    bot::loaded_config config;
    std::vector<std::pair<std::string, std::string>> secret_files;  // name below state_dir, content
};
moved_config moved(
    bot::loaded_config own,
    const sandbox_ports& ports,
    const std::string& state_dir,
    const std::string& documents,
    slack_server& slack,
    teams_server* teams
);

}  // namespace adapters::sandbox::web
