// The Web API methods, response_url and incoming webhooks: from a parsed request to Slack's answer.
#pragma once

#include "adapters/http/headers.hpp"
#include "adapters/sandbox/slack_workspace.hpp"
#include "adapters/sandbox/socket_mode.hpp"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace adapters::sandbox {

struct api_settings {
    std::string bot_token = "xoxb-sandbox";
    std::string app_token = "xapp-sandbox";
    bool rate_limits = true;
    double tier_scale = 1;              // multiplies the calls a minute of every tier
    double post_burst = 20;             // messages a channel takes at once; then one a second
    bool honour_client_msg_id = false;  // answer a repeated one with is_duplicate instead of posting
    // Scopes of the bot token; chat:write.public is left out, as in the manifest.
    std::set<std::string> scopes{
        "commands",        "chat:write",       "app_mentions:read", "reactions:read",  "reactions:write",
        "channels:read",   "channels:history", "channels:join",     "channels:manage", "groups:read",
        "groups:history",  "groups:write",     "im:read",           "im:history",      "im:write",
        "mpim:read",       "mpim:history",     "pins:write",        "bookmarks:write", "users:read",
        "usergroups:read",
    };
};

struct api_answer {
    unsigned status = 200;
    json::object body;
    std::optional<std::chrono::seconds> retry_after;
};

struct hook_answer {
    unsigned status = 200;
    std::string body = "ok";
    std::string content_type = "text/html";
    std::optional<std::chrono::seconds> retry_after;
};

class slack_api {
public:
    slack_api(slack_workspace& w, socket_mode& sockets, const bot::clock& time, api_settings settings = {});

    api_settings& settings() noexcept { return settings_; }
    void base(std::string http, std::string ws)  // without a slash at the end
    {
        http_base_ = std::move(http);
        ws_base_ = std::move(ws);
    }

    // `method` without /api/. The body is JSON or a form, as the content type says.
    api_answer call(
        const std::string& http_method,
        const std::string& method,
        const std::string& query,
        const http::header_list& headers,
        const std::string& body,
        json::object* args_seen = nullptr
    );

    // /commands/…, /actions/… (response URLs) and /services/… (incoming webhooks).
    hook_answer hook(const std::string& path, const http::header_list& headers, const std::string& body);

    // Where the app may answer an interaction: 5 uses in 30 minutes. `message_ts` and `ephemeral` name the
    // message that held the component, if any.
    std::string make_response_url(
        const std::string& family,
        const std::string& channel,
        const std::string& user,
        const std::string& message_ts = {}
    );
    // What an ack's payload or a response_url shows: an answer in the channel or to one person.
    answer<void> respond(
        const std::string& channel,
        const std::string& user,
        const std::string& message_ts,
        const json::object& m
    );
    std::string add_webhook(const std::string& channel, std::string secret = {});

private:
    struct call_context;
    using handler = answer<json::object> (slack_api::*)(call_context&);
    struct method_row;
    static const std::vector<method_row>& methods();

    answer<json::object> auth_test(call_context&);
    answer<json::object> connections_open(call_context&);
    answer<json::object> post_message(call_context&);
    answer<json::object> update_message(call_context&);
    answer<json::object> delete_message(call_context&);
    answer<json::object> post_ephemeral(call_context&);
    answer<json::object> permalink(call_context&);
    answer<json::object> history(call_context&);
    answer<json::object> replies(call_context&);
    answer<json::object> channel_info(call_context&);
    answer<json::object> channel_members(call_context&);
    answer<json::object> channel_list(call_context&);
    answer<json::object> channel_join(call_context&);
    answer<json::object> channel_open(call_context&);
    answer<json::object> react(call_context&);
    answer<json::object> reactions_get(call_context&);
    answer<json::object> user_info(call_context&);
    answer<json::object> user_list(call_context&);
    answer<json::object> group_list(call_context&);
    answer<json::object> group_users(call_context&);
    answer<json::object> view_open(call_context&);
    answer<json::object> view_update(call_context&);
    answer<json::object> view_publish(call_context&);
    answer<json::object> pin(call_context&);

    answer<message*> message_of(call_context& c, std::string_view ts_name);
    std::optional<std::chrono::seconds> over_limit(
        const std::string& bucket, double per_second, double burst
    );

    struct bucket {
        double tokens = 0;
        bot::clock::time_point at;
    };
    struct response_url {
        std::string channel;
        std::string user;
        std::string message_ts;
        bot::clock::time_point made;
        int uses = 0;
    };

    slack_workspace& workspace_;
    socket_mode& sockets_;
    const bot::clock& time_;
    api_settings settings_;
    std::string http_base_;
    std::string ws_base_;
    std::map<std::string, bucket> buckets_;
    std::map<std::string, response_url> response_urls_;                          // by path
    std::deque<std::pair<std::string, bot::clock::time_point>> response_order_;  // the oldest first
    std::map<std::string, std::string> webhooks_;                                // path → channel
    std::map<std::string, std::pair<std::string, std::string>> client_ids_;      // → channel, ts
};

}  // namespace adapters::sandbox
