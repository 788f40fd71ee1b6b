// `incidentd messenger`: one stage's text out of a runbook, to standard output or to a webhook, without a
// daemon.
#pragma once

#include "adapters/http/proxy.hpp"
#include "bot/clock.hpp"

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace adapters::webhook {

inline constexpr const char* default_runbook =
    "quality/observability/runbooks/communication-post-incident.md";

struct messenger_options {
    std::string channel;                        // "slack" or "teams"
    std::string language;                       // a tag, empty: the text of no particular language
    std::string stage;                          // any case
    std::string runbook = default_runbook;      // below the working directory
    std::optional<std::string> context;         // a JSON file
    std::vector<std::string> vars;              // KEY=VALUE; they win over the context
    std::optional<std::string> webhook_url;     // the secret itself; empty counts as not given
    std::optional<std::string> webhook_kind;    // otherwise by the URL's host
    std::chrono::milliseconds timeout{10'000};  // of one attempt, name look-up to last byte
    bool dry_run = false;
    bool verbose = false;
    http::proxy_settings proxy;
    std::string ca_file;
};

// Exit codes: 0 done, 1 failure, 2 wrong usage. Blocking: it runs a loop of its own until the attempts are
// over. `out` gets the message alone, and nothing when it goes to a webhook; everything said about it goes to
// `err`.
int run_messenger(const messenger_options& options, std::ostream& out, std::ostream& err);

// The same with the clock that pauses between attempts are taken from.
int run_messenger(const messenger_options& options, std::ostream& out, std::ostream& err, bot::clock& pauses);

}  // namespace adapters::webhook
