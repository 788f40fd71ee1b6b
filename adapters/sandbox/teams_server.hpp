// The in-process Teams on a real port: OpenID metadata and keys, the token endpoint, the Connector, webhooks,
// and under /control/ the people's side of it.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/sandbox/fault_plan.hpp"
#include "adapters/sandbox/teams_connector.hpp"
#include "adapters/sandbox/teams_courier.hpp"
#include "adapters/sandbox/teams_deeds.hpp"
#include "adapters/sandbox/teams_hooks.hpp"
#include "adapters/sandbox/teams_keys.hpp"
#include "adapters/sandbox/teams_login.hpp"
#include "adapters/sandbox/teams_throttle.hpp"
#include "adapters/sandbox/teams_workspace.hpp"
#include "adapters/sandbox/wire_log.hpp"
#include "bot/clock.hpp"
#include "bot/task_group.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace adapters::sandbox {

class teams_control;

struct teams_server_settings {
    teams_identity who;
    courier_settings courier;
    login_settings login;
    std::uint64_t seed = 1;
    bool throttling = true;
    bool control = true;        // the people's side answers under /control/
    bool auto_refresh = false;  // clients refresh a card as soon as it is there, not only when somebody asks
    http::tls_context tls;      // with it, https only
    http::tls_context bot_tls;  // whom to trust when the bot's endpoint is https
};

// One thread: everything below runs on the executor given. Only requests whose Host is this machine's
// loopback name are answered, and of browsers only pages that came from here.
class teams_server {
public:
    teams_server(boost::asio::any_io_executor ex, bot::clock& time, teams_server_settings settings = {});
    ~teams_server();  // stop() first

    bot::result<std::uint16_t> start(const std::string& address = "127.0.0.1", std::uint16_t port = 0);
    boost::asio::awaitable<void> stop();

    const std::string& base() const noexcept { return base_; }  // http://127.0.0.1:PORT
    std::string service_url() const { return courier_.service_url(); }
    std::string openid_metadata_url() const { return base_ + "/v1/.well-known/openidconfiguration"; }
    std::string token_url() const { return base_ + "/" + workspace_.self().tenant + "/oauth2/v2.0/token"; }
    void bot_url(std::string url) { courier_.settings().bot_url = std::move(url); }  // its /api/messages

    teams_workspace& workspace() noexcept { return workspace_; }
    teams_deeds& people() noexcept { return deeds_; }
    teams_courier& courier() noexcept { return courier_; }
    teams_keys& keys() noexcept { return keys_; }
    teams_login& login() noexcept { return login_; }
    teams_hooks& hooks() noexcept { return hooks_; }
    teams_throttle& throttle() noexcept { return throttle_; }
    fault_plan& faults() noexcept { return faults_; }
    wire_log& log() noexcept { return log_; }
    bot::clock& time() noexcept { return time_; }
    bool& auto_refresh() noexcept { return settings_.auto_refresh; }

private:
    boost::asio::awaitable<http::server_response> handle(http::server_request r);
    // `operation` names it for faults and the log; empty: it is nobody's path.
    std::string operation_of(const http::server_request& r) const;
    http::server_response answer(const std::string& operation, const http::server_request& r);
    void refresh_by_itself(teams_conversation& c, teams_message& m);
    boost::asio::awaitable<void> refresh_for(std::string who, std::string where, std::string id);

    bot::clock& time_;
    teams_server_settings settings_;
    bot::task_group tasks_;
    wire_log log_;
    fault_plan faults_;
    teams_keys keys_;
    teams_workspace workspace_;
    teams_login login_;
    teams_throttle throttle_;
    teams_connector connector_;
    teams_courier courier_;
    teams_deeds deeds_;
    teams_hooks hooks_;
    std::unique_ptr<teams_control> control_;
    http::server server_;
    std::string base_;
    std::string service_path_;  // /emea/TENANT/
    std::uint16_t port_ = 0;
};

}  // namespace adapters::sandbox
