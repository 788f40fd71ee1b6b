// What may be in the payload of an envelope, read in one pass and in any order.
#pragma once

#include "adapters/slack/envelope.hpp"
#include "adapters/slack/json_read.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace adapters::slack {

// Everything of interest in any payload; which of it counts depends on `type`, which may come last.
struct payload {
    std::string type;
    std::string command, text, user_id, user_name, channel_id, channel_name, team_id;
    std::string trigger_id, response_url, callback_id, event_id;
    person_ref user;
    std::string user_team;
    std::string team;
    std::string channel, channel_label;
    std::string container_type, container_ts, container_channel, container_thread;
    std::string message_ts, message_thread, message_delivery;
    bool ephemeral = false;
    bool has_view = false;
    std::string action_id, action_value, action_ts;
    std::size_t actions = 0;
    std::string view_id, view_callback, view_metadata;
    std::map<std::string, std::string> view_values;
    std::string event_type, event_user, event_text, event_ts, event_message_ts, event_thread, event_channel;
    std::string event_reaction, event_bot, event_app, event_team, item_type, item_channel, item_ts;
};

// Throws reading::broken for JSON that is none.
void read_payload(reading::json::value v, payload& into);

}  // namespace adapters::slack
