// `incidentd sandbox` without --tour: the local workspace until it is interrupted.
#pragma once

#include "adapters/sandbox/web/local_workspace.hpp"

namespace adapters::sandbox::web {

// Prints the address on standard output, and on standard error when the daemon ends by itself; ends in order
// on SIGINT, SIGTERM and SIGHUP. The process's exit code.
int run_workspace(workspace_options how);

}  // namespace adapters::sandbox::web
