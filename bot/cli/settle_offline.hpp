// Settles a delivery in the store of a stopped daemon, by the same rules and with the same audit events.
#pragma once

#include "bot/cli/control_socket.hpp"
#include "bot/config/config_file.hpp"

namespace bot::cli {

// Takes the store's lock. The answer is for people.
control_answer settle_offline(const loaded_config& config, const control_request& request);

}  // namespace bot::cli
