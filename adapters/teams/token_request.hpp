// Requests for the bot's token and what their answers mean: no I/O. teams.md 3.
#pragma once

#include "adapters/http/client.hpp"
#include "bot/config/teams_settings.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::teams {

// Where a managed identity's tokens come from: $IDENTITY_ENDPOINT and $IDENTITY_HEADER of App Service and
// Container Apps, else the instance metadata service of virtual machines.
struct identity_service {
    std::string endpoint;  // empty: the instance metadata service
    std::string header;    // a secret of the environment
};

http::request client_credentials_request(const bot::teams_settings& config, std::string_view secret);
http::request managed_identity_request(const bot::teams_settings& config, const identity_service& from);

enum class token_end { got, refused, failed };

struct token_reply {
    token_end end = token_end::failed;
    std::string token;
    std::chrono::seconds life{0};
    std::string why;  // for people: error word and AADSTS code, what to do; never a secret
    std::chrono::seconds retry_after{0};
};

// `reference` names the password in what is said about a refusal.
token_reply read_token_reply(
    const http::response& answer, std::chrono::system_clock::time_point now, const std::string& reference
);

}  // namespace adapters::teams
