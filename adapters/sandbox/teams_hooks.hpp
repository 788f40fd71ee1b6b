// Webhooks into Teams without a bot: Power Automate workflows and the old connectors.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/sandbox/teams_workspace.hpp"

#include <map>
#include <string>

namespace adapters::sandbox {

class teams_hooks {
public:
    explicit teams_hooks(teams_workspace& w) : workspace_(w) {}

    // Path and query of a new hook that posts into this conversation. `kind`: workflow or connector.
    std::string add(const std::string& kind, const std::string& conversation);

    // A workflow answers 202 to whatever it can parse, and posts only what has `attachments` with valid
    // cards: a bare text is accepted and vanishes. A connector answers 200 with "1" once it posted.
    http::server_response run(const http::server_request& r);

private:
    struct hook {
        std::string kind;
        std::string conversation;
        std::string secret;
    };
    http::server_response run_workflow(const hook& h, const json::object& body);
    http::server_response run_connector(const hook& h, const json::object& body);

    teams_workspace& workspace_;
    std::map<std::string, hook> hooks_;  // by path
};

}  // namespace adapters::sandbox
