// `incidentd audit show|verify|bundle`.
#pragma once

#include "bot/cli/invocation.hpp"
#include "bot/cli/output.hpp"
#include "bot/config/secret.hpp"

#include <string>

namespace CLI {
class App;
}

namespace bot::cli {

// `sources`: where the signing key's reference leads.
void add_audit_commands(CLI::App& to, invocation& call, const secret_sources& sources);

// All events when `id` is empty.
int show_audit(const invocation& call, output_format format, const std::string& id);
// 1 when an event was changed, left out, added or cut off; names the first bad one. `with_records`: also when
// an approval record below the documents tree holds another hash than the chain.
int verify_audit(const invocation& call, output_format format, bool with_records);

}  // namespace bot::cli
