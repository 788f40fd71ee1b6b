// The flags of `incidentd messenger`: those of the script that it replaces.
#pragma once

#include "adapters/http/proxy.hpp"
#include "bot/cli/invocation.hpp"

namespace CLI {
class App;
}

namespace adapters::webhook {

void add_messenger_command(CLI::App& to, bot::cli::invocation& call, http::proxy_settings proxy);

}  // namespace adapters::webhook
