// The Connector's REST API, below the service URL: conversations, activities, members, teams. Statuses and
// error bodies as Teams sends them; what Teams does not have (reading a message back) is not here either.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/sandbox/teams_login.hpp"
#include "adapters/sandbox/teams_throttle.hpp"
#include "adapters/sandbox/teams_workspace.hpp"
#include "bot/clock.hpp"

#include <functional>
#include <string>
#include <vector>

namespace adapters::sandbox {

class teams_connector {
public:
    teams_connector(teams_workspace& w, teams_login& login, const bot::clock& time, teams_throttle& throttle);

    // `path` below the service URL, still percent-encoded: "v3/conversations/19%3A…/activities".
    struct call {
        std::string operation;  // create, send, reply, update, delete, members, member, team, channels,
                                // react; else ""
        std::vector<std::string> words;  // decoded segments after "v3"
    };
    static call parse(const std::string& method, std::string_view path);

    http::server_response run(const call& c, const http::server_request& r);
    static http::server_response refuse(const teams_refusal& why);
    // What a fault with this code answers: its usual status and body.
    static http::server_response refuse_with(const std::string& code, unsigned status);

    // A card was posted or updated: clients that refresh by themselves do so now.
    std::function<void(teams_conversation&, teams_message&)> on_card;

private:
    using done = teams_answer<http::server_response>;
    done create(const json::object& body);
    done send(const std::string& conversation, const json::object& body);
    done update(const std::vector<std::string>& w, const json::object& body);
    done members(const std::vector<std::string>& w, const http::server_request& r);
    done team(const std::vector<std::string>& w);
    done react(const std::vector<std::string>& w, bool add);
    teams_answer<void> admit(teams_throttle::call what, const std::string& thread);
    void shown(teams_conversation& c, teams_message& m);

    teams_workspace& workspace_;
    teams_login& login_;
    const bot::clock& time_;
    teams_throttle& throttle_;
};

}  // namespace adapters::sandbox
