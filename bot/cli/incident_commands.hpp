// `incidentd incident list|show|timeline|export`.
#pragma once

#include "bot/cli/invocation.hpp"
#include "bot/cli/output.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace bot::cli {

void add_incident_commands(CLI::App& to, invocation& call);

int list_incidents(const invocation& call, output_format format, bool open_only);
int show_incident(const invocation& call, output_format format, const std::string& id);
int show_timeline(const invocation& call, output_format format, const std::string& id);
// All incidents when no id is given.
int export_incidents(const invocation& call, output_format format, const std::vector<std::string>& ids);

}  // namespace bot::cli
