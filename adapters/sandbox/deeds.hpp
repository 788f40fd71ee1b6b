// What people do in the workspace: type commands, press buttons, fill in forms, react, talk. Each deed
// becomes what a real Slack would send to the app, and returns what the person would see.
#pragma once

#include "adapters/sandbox/slack_api.hpp"
#include "adapters/sandbox/slack_workspace.hpp"
#include "adapters/sandbox/socket_mode.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace adapters::sandbox {

// {"ok":true,…}, or {"ok":false,"error":"…"}: operation_timeout when the app did not ack in time,
// dispatch_failed when it had no link, else why the person cannot do this. People are named by id or handle,
// channels by id or name. After an interaction `acked` and `latency_us` tell how the app took it.
class deeds {
public:
    using seen = boost::asio::awaitable<json::object>;

    deeds(slack_workspace& w, slack_api& api, socket_mode& sockets, const bot::clock& time);

    bool escape_commands = true;  // the manifest's should_escape

    seen slash(std::string who, std::string where, std::string typed);  // "/incident update severity=S1"
    json::object say(std::string who, std::string where, std::string typed, std::string thread_ts = {});
    json::object edit(std::string who, std::string where, std::string ts, std::string typed);  // one's own
    json::object erase(std::string who, std::string where, std::string ts);
    json::object react(std::string who, std::string where, std::string ts, std::string name, bool add);

    // `chosen` is the value picked in a select or date picker; for a button it is ignored. With `stale` the
    // component is also looked for in what the message showed before. An action_id may stand in several
    // blocks: then `block_id` says in which, else it is the first.
    seen press(
        std::string who,
        std::string where,
        std::string ts,
        std::string action_id,
        json::value chosen = {},
        bool stale = false,
        std::string block_id = {}
    );
    // On the person's topmost modal, or `view_id`. `values`: block_id → value, or block_id → {action_id:
    // value}.
    seen submit(std::string who, json::object values, std::string view_id = {});
    seen close(std::string who, bool whole_stack = false, std::string view_id = {});
    seen press_in_modal(std::string who, std::string action_id, json::value chosen = {});
    seen message_shortcut(std::string who, std::string where, std::string ts, std::string callback_id);
    seen global_shortcut(std::string who, std::string callback_id);
    json::object open_home(std::string who);

    // What Slack makes of typed text: entities, mentions, channel links, URLs.
    std::string encoded(std::string_view typed, bool with_labels);

private:
    channel* chat_with_app(const std::string& where, const person& p);
    json::object user_json(const person& p) const;
    json::object base(const person& p, std::string type) const;
    boost::asio::awaitable<delivery> interact(json::object payload, bool accepts_payload);
    json::object show_answer(const std::string& user, view& v, const delivery& d);

    slack_workspace& workspace_;
    slack_api& api_;
    socket_mode& sockets_;
    const bot::clock& time_;
};

}  // namespace adapters::sandbox
