// A [[slack]] section: one workspace's connection, with its tokens still as references.
#pragma once

#include "bot/config/settings.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace bot {

struct slack_settings {
    std::string name;
    secret_ref app_token;
    secret_ref bot_token;
    std::string api_url = "https://slack.com/api/";  // always ends with "/"
    int connections = 2;                             // 1–10
    std::vector<std::string> commands = {"/incident", "/incidente"};
    std::chrono::seconds liveness{25};
    bool pacing = true;
};

}  // namespace bot
