// The state of input elements as payloads carry it, and what Slack's own client refuses to submit.
#pragma once

#include "adapters/sandbox/json_in.hpp"

#include <string>

namespace adapters::sandbox {

// The state object of one element: `typed` as a plain value (a string, a list of strings), or what the
// element starts with when `typed` is null.
json::object element_state(const json::object& element, const json::value& typed);

// Of all stateful elements: block_id → action_id → state; `typed` may be nested the same way or name blocks
// only.
json::object all_state(const json::array& blocks, const json::object& typed, const json::object& earlier);

// block_id → what the client shows, for inputs that are required, too short or too long; empty when it would
// send.
json::object client_errors(const json::array& blocks, const json::object& state);

}  // namespace adapters::sandbox
