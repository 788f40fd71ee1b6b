// `incidentd audit show|verify`.
#pragma once

#include "bot/cli/invocation.hpp"
#include "bot/cli/output.hpp"

#include <string>

namespace CLI {
class App;
}

namespace bot::cli {

void add_audit_commands(CLI::App& to, invocation& call);

// All events when `id` is empty.
int show_audit(const invocation& call, output_format format, const std::string& id);
// 1 when an event was changed, left out, added or cut off; names the first bad one.
int verify_audit(const invocation& call, output_format format);

}  // namespace bot::cli
