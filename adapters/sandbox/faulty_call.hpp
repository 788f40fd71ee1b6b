// A call that an app makes of an in-process platform, with the faults that were planned for it.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/sandbox/fault_plan.hpp"
#include "adapters/sandbox/wire_log.hpp"
#include "bot/clock.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace adapters::sandbox {

struct faulty_call {
    wire_entry entry;  // its subject is what faults are filtered by
    // What the platform says to a fault of the kinds rate_limited, server_error and api_error: nothing is
    // done.
    std::function<http::server_response(const fault& why)> refuse;
    std::function<http::server_response(wire_entry& entry)> carry_out;
    // How the answer is shown in the log; as it is without.
    std::function<json::value(json::value answered)> shown;
    unsigned status_after = 500;  // of error_after, unless the fault has its own
};

// Everything that the call refers to outlives it.
boost::asio::awaitable<http::server_response> run(
    faulty_call call, bot::clock& time, fault_plan& faults, wire_log& log
);

}  // namespace adapters::sandbox
