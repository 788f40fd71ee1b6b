// `incidentd audit bundle` and `incidentd audit verify BUNDLE`.
#pragma once

#include "bot/cli/invocation.hpp"
#include "bot/cli/output.hpp"
#include "bot/config/secret.hpp"

#include <string>

namespace bot::cli {

struct bundle_request {
    std::string incident;
    std::string out;   // empty: incidentd-audit-INCIDENT.tar
    std::string sign;  // a secret reference, empty: not signed
};
// 1 when the incident is unknown, the file cannot be written, or what was gathered does not hold: it is then
// written all the same, and why is told.
int make_bundle(const invocation& call, const secret_sources& sources, const bundle_request& what);

struct bundle_check {
    std::string file;
    std::string public_key;  // a file's name or 64 hex digits, empty: any or none
};
// Needs neither configuration nor store.
int verify_bundle(const invocation& call, output_format format, const bundle_check& what);

}  // namespace bot::cli
