// The in-process Slack on a real port: Web API, Socket Mode, hooks, and under /sandbox/ the people's side of
// it.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/sandbox/deeds.hpp"
#include "adapters/sandbox/fault_plan.hpp"
#include "adapters/sandbox/slack_api.hpp"
#include "adapters/sandbox/slack_workspace.hpp"
#include "adapters/sandbox/socket_mode.hpp"
#include "adapters/sandbox/wire_log.hpp"
#include "bot/clock.hpp"
#include "bot/task_group.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace adapters::sandbox {

class control;

struct slack_server_settings {
    identity who;
    api_settings api;
    socket_settings sockets;
    std::set<std::string> subscriptions{
        "app_home_opened",
        "app_mention",
        "message.channels",
        "message.groups",
        "message.im",
        "reaction_added",
        "reaction_removed",
    };
    std::uint64_t seed = 1;
    bool control = true;    // the people's side answers under /sandbox/
    http::tls_context tls;  // with it, https and wss only
    // A name under which something in front of it serves https and wss: then its URLs are of that host.
    std::string known_as;
};

// One thread: everything below runs on the executor given. Only requests whose Host is this machine's
// loopback name (or `known_as`) are answered, and of browsers only pages that came from here.
class slack_server {
public:
    slack_server(boost::asio::any_io_executor ex, bot::clock& time, slack_server_settings settings = {});
    ~slack_server();  // stop() first

    bot::result<std::uint16_t> start(const std::string& address = "127.0.0.1", std::uint16_t port = 0);
    boost::asio::awaitable<void> stop();

    std::string api_url() const { return base_ + "/api/"; }  // for the app's api_url
    std::uint16_t port() const noexcept { return port_; }

    slack_workspace& workspace() noexcept { return workspace_; }
    slack_api& api() noexcept { return api_; }
    socket_mode& sockets() noexcept { return sockets_; }
    fault_plan& faults() noexcept { return faults_; }
    wire_log& log() noexcept { return log_; }
    deeds& people() noexcept { return deeds_; }
    bot::clock& time() noexcept { return time_; }

private:
    boost::asio::awaitable<http::server_response> handle(http::server_request r);
    boost::asio::awaitable<http::server_response> handle_api(http::server_request r);
    void dispatch(const happening& h);

    bot::clock& time_;
    slack_server_settings settings_;
    bot::task_group tasks_;
    wire_log log_;
    fault_plan faults_;
    slack_workspace workspace_;
    socket_mode sockets_;
    slack_api api_;
    deeds deeds_;
    std::unique_ptr<control> control_;
    http::server server_;
    std::string base_;
    std::uint16_t port_ = 0;
    std::uint64_t events_ = 0;
};

}  // namespace adapters::sandbox
