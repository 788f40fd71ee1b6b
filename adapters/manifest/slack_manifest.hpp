// The manifest of the Slack app: what the daemon calls and nothing more.
#pragma once

#include "adapters/manifest/command_words.hpp"
#include "bot/language.hpp"

#include <string>
#include <vector>

namespace adapters::manifest {

// JSON, indented; api.slack.com/apps takes it as it is. `slash_commands` as configured ("/incident").
std::string slack_manifest(
    const std::vector<std::string>& slash_commands,
    const std::vector<command_words>& commands,
    bot::language fallback
);

}  // namespace adapters::manifest
