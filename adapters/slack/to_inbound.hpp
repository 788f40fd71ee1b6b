// From what Slack delivered to what the rules take: who, where, what, and the keys that tell duplicates.
#pragma once

#include "adapters/slack/envelope.hpp"
#include "adapters/slack/text.hpp"
#include "bot/inbound.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::slack {

// What auth.test told about ourselves.
struct identity {
    std::string user_id;
    std::string bot_id;
    std::string app_id;  // of the hello
    std::string team_id;
    std::string user;  // the name people type after /invite @
};

struct translation {
    std::string connection;
    std::vector<std::string> commands;
    identity self;
    handle_of handle;
};

// Nothing for what is acknowledged and dropped: other kinds, our own messages, reactions without meaning,
// command words that are not ours.
std::optional<bot::inbound> to_inbound(const frame& f, const translation& how);

// "approve", "reject", or empty for every other reaction. Skin tones do not matter.
std::string_view meaning_of_reaction(std::string_view name) noexcept;

}  // namespace adapters::slack
