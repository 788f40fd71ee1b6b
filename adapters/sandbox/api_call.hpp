// One Web API call while it is answered: its arguments by name, whatever encoding they came in.
#pragma once

#include "adapters/sandbox/slack_api.hpp"

namespace adapters::sandbox {

struct slack_api::call_context {
    std::string method;
    json::object args;
    std::vector<std::string> warnings;
    std::optional<std::chrono::seconds> retry_after;  // set: answered with 429

    std::string text(std::string_view name) const;  // numbers and booleans as text
    bool flag(std::string_view name, bool otherwise = false) const { return flag_at(args, name, otherwise); }
    // An array or object, also when it came as a JSON string. Nothing when it is absent or not that.
    std::optional<json::value> structured(std::string_view name) const;
    bool has(std::string_view name) const { return args.contains(name) && !args.at(name).is_null(); }
    answer<std::string> need(std::string_view name) const;
};

// A page of `all`: `limit` and `cursor` of the call; fills response_metadata.next_cursor.
answer<json::array> page_of(
    const json::array& all, std::string limit, const std::string& cursor, json::object& out
);

}  // namespace adapters::sandbox
