// Which secrets of the chat platforms are not there before anything starts.
#pragma once

#include "bot/config/config_file.hpp"
#include "bot/config/secret.hpp"

#include <set>
#include <string>
#include <vector>

namespace adapters::daemon {

struct missing_secrets {
    std::vector<std::string> faults;  // for people: whose, which reference, and why
    std::set<std::string> platforms;  // names of the sections that they belong to
    bool leaves_nothing = false;      // no section is without a fault: nothing could ever be connected to
};

// A variable that is not set or a file that is not there will not come by waiting. A secret manager's command
// may, so it is not run here. Blocking (files).
missing_secrets look_for_secrets(const bot::loaded_config& config, const bot::secret_sources& from);

}  // namespace adapters::daemon
