// What Slack's reading methods answer: messages with our marks, members, reactions.
#pragma once

#include "bot/platform.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::slack {

struct marked_message {
    std::string ts;
    std::string app_id;
    std::string bot_id;
    std::string event_type;
    std::string delivery_id;
    std::string part;
};

// The messages of a page of history that carry metadata; nothing when the page is unreadable.
std::optional<std::vector<marked_message>> read_history(std::string_view body);

// `members` or `users` of a page.
std::optional<std::vector<std::string>> read_ids(std::string_view body);

// The person's locale as users.info tells it; empty when it does not.
std::string read_locale(std::string_view body);

// Only reactions with a meaning, one entry a person and name.
std::optional<std::vector<bot::found_reaction>> read_reactions(std::string_view body);

}  // namespace adapters::slack
