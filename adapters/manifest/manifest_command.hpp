// `incidentd manifest slack|teams`: what is uploaded to install the apps, made from the configuration.
#pragma once

#include "adapters/manifest/command_words.hpp"
#include "bot/cli/invocation.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace adapters::manifest {

void add_manifest_command(
    CLI::App& to, bot::cli::invocation& call, std::vector<command_words> commands, std::string version
);

}  // namespace adapters::manifest
