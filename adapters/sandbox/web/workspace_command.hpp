// `incidentd sandbox` without --tour: the local workspace until it is interrupted.
#pragma once

#include "adapters/sandbox/web/local_workspace.hpp"

namespace adapters::sandbox::web {

// Prints the address on standard output and the daemon's warnings on standard error; ends in order on SIGINT
// and SIGTERM. The process's exit code.
int run_workspace(workspace_options how);

}  // namespace adapters::sandbox::web
