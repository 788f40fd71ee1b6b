// What an answer of the Connector means: no I/O. teams.md 4.5 and 11.
#pragma once

#include "adapters/http/client.hpp"

#include <chrono>
#include <string>

namespace adapters::teams {

enum class call_end {
    ok,
    refused,   // `status` and `code` say why; the same again would be refused again
    limited,   // not carried out, again after `retry_after`
    not_sent,  // nothing was written
    unknown,   // may have been carried out
};

struct connector_reply {
    call_end end = call_end::unknown;
    unsigned status = 0;
    std::string code;    // the Connector's word, else what happened on the way
    std::string detail;  // for the log: the operation id that Microsoft's support asks for
    std::chrono::milliseconds retry_after{0};
    bool retry_after_told = false;
    bool bad_credentials = false;  // no token could be had, or it was refused twice
    std::string body;
    std::string id;           // of a conversation or an activity
    std::string activity_id;  // of the first activity of a new thread

    bool ok() const noexcept { return end == call_end::ok; }
};

// Statuses decide; bodies may be JSON of two shapes, HTML or nothing.
connector_reply read_connector_reply(http::response answer, std::chrono::system_clock::time_point now);

}  // namespace adapters::teams
