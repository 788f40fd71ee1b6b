// Which changed settings a reload cannot take up.
#pragma once

#include "bot/config/config_file.hpp"

#include <string>
#include <vector>

namespace adapters::daemon {

// Each as people find it in the file, with keys but no values: "[http] listen", "[[slack]] acme: api_url,
// liveness", "[[teams]] acme-teams (new)". `in_force` is what the process was started with.
std::vector<std::string> restart_needed(const bot::loaded_config& in_force, const bot::loaded_config& fresh);

}  // namespace adapters::daemon
