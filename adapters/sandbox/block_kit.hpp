// Slack's rules for blocks and views: what chat.* and views.* refuse, with the spot as a JSON pointer.
#pragma once

#include "adapters/sandbox/json_in.hpp"

#include <functional>
#include <string>
#include <vector>

namespace adapters::sandbox {

// "must be less than 3001 characters [json-pointer:/blocks/0/text/text]", one for each fault; at most 20.
using block_faults = std::vector<std::string>;

block_faults check_blocks(const json::array& blocks, std::string pointer = "/blocks", std::size_t most = 50);
block_faults check_view(const json::object& view);  // modal or home; pointers start with /view

// Gives every block and interactive element without one its block_id or action_id, as Slack does.
void give_ids(json::array& blocks, const std::function<std::string()>& fresh);

// Calls `visit(block, element)` for each interactive element: of actions, accessories and inputs.
void each_element(
    const json::array& blocks, const std::function<void(const json::object&, const json::object&)>& visit
);

}  // namespace adapters::sandbox
