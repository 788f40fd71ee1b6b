// `incidentd delivery list|show|resend|settle`.
#pragma once

#include "bot/cli/invocation.hpp"
#include "bot/cli/output.hpp"

#include <string>

namespace CLI {
class App;
}

namespace bot::cli {

void add_delivery_commands(CLI::App& to, invocation& call);

// `state` empty: all.
int list_deliveries(const invocation& call, output_format format, const std::string& state);
int show_delivery(const invocation& call, output_format format, const std::string& id);
// It arrived (settle), or send it again (resend): through the running daemon, else in the store itself.
int settle_delivery(const invocation& call, const std::string& id, bool arrived);

}  // namespace bot::cli
