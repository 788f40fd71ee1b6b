// What the `messenger` subcommand prints or sends: one stage's text from one runbook, without a daemon.
#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runbooks/diagnostic.hpp"
#include "runbooks/template.hpp"

namespace runbooks {

struct messenger_request {
    std::string_view markdown;
    std::string runbook;  // the file that was really given, for messages
    dialect channel = dialect::slack;
    std::string stage;  // any case
    values with;
    bool escape = false;   // for a webhook: values escaped and line breaks as in a final post
    std::string language;  // tag in lower case, empty: the text of no particular language
};

struct messenger_message {
    std::string text;
    std::vector<std::string> unfilled;    // for a line on standard error
    std::vector<diagnostic> diagnostics;  // about the rest of the runbook, for --verbose
};

// An unknown stage, a stage without a text for the channel, a template fault, and (when escaping) a value
// inside a link that is no URL are faults; other faults of the runbook do not stop this message.
boost::system::result<messenger_message, fault> messenger_text(const messenger_request& what);

// A context file: numbers keep their spelling, null is not given, arrays of scalars are joined with ", ",
// objects become compact JSON. At most 1 MiB, 1,000 names and 32 levels.
boost::system::result<values, fault> context_values(std::string_view json_text);

// "KEY=VALUE" of --var, both sides trimmed.
boost::system::result<std::pair<std::string, std::string>, fault> variable_argument(std::string_view text);

}  // namespace runbooks
