// Where bots log in: the token endpoint of the tenant, and whether a token that comes back is one of its own.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/sandbox/teams_keys.hpp"
#include "adapters/sandbox/teams_workspace.hpp"
#include "bot/clock.hpp"

#include <chrono>
#include <map>
#include <string>

namespace adapters::sandbox {

struct login_settings {
    std::string secret = "teams-sandbox-secret";
    std::string scope = "https://api.botframework.com/.default";
    std::chrono::seconds token_life{3599};
};

class teams_login {
public:
    teams_login(const teams_workspace& w, teams_keys& keys, const bot::clock& time, login_settings settings);

    // POST /{tenant}/oauth2/v2.0/token: client credentials by secret. Refusals are Entra's: 400 or 401 with
    // AADSTS codes.
    http::server_response token(const std::string& tenant, const http::server_request& r);
    // GET /{tenant}/v2.0/.well-known/openid-configuration, which Microsoft's own client library reads first.
    json::object metadata(const std::string& base, const std::string& tenant) const;

    // Nothing when the request bears a token that lives; else the 401 of the Connector.
    teams_answer<void> check(const http::header_list& headers);

    void expire_all() { tokens_.clear(); }
    login_settings& settings() noexcept { return settings_; }

private:
    const teams_workspace& workspace_;
    teams_keys& keys_;
    const bot::clock& time_;
    login_settings settings_;
    std::map<std::string, bot::clock::time_point> tokens_;  // and when each dies
    std::uint64_t issued_ = 0;
};

}  // namespace adapters::sandbox
