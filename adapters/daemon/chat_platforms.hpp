// The platforms of a configuration, made and handed to the engine: each [[slack]], each [[teams]], and
// webhooks.
#pragma once

#include "adapters/daemon/teams_bots.hpp"
#include "adapters/daemon/webhook_targets.hpp"
#include "adapters/http/client.hpp"
#include "adapters/http/proxy.hpp"
#include "adapters/http/server.hpp"
#include "adapters/http/tls_context.hpp"
#include "adapters/slack/counters.hpp"
#include "adapters/slack/settings.hpp"
#include "adapters/status/status_server.hpp"
#include "bot/clock.hpp"
#include "bot/config/config_file.hpp"
#include "bot/config/secret.hpp"
#include "bot/engine.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>

#include <deque>
#include <set>
#include <string>
#include <vector>

namespace adapters::daemon {

// Loop's thread only; outlives the engine's use of the platforms, and all of its parts outlive it.
class chat_platforms {
public:
    struct parts {
        boost::asio::any_io_executor executor;
        bot::clock& time;
        http::client& net;
        http::tls_context tls;           // of Slack's sockets
        http::proxy_settings proxy;      // of Slack's sockets
        boost::asio::thread_pool& pool;  // secrets block
        bot::secret_cache& secrets;
        teams::identity_service identity;
        bot::engine& engine;
        std::set<std::string> without_secrets = {};  // connections that can never come up
    };
    // `stored`: what the store remembers of conversations and people.
    chat_platforms(parts with, const bot::loaded_config& config, std::vector<bot::address> stored);

    // What chat platforms are sent over HTTP, and `next` for every other path.
    http::request_handler handler(http::request_handler next) { return bots_.handler(std::move(next)); }
    std::vector<status::sample> samples() const;
    // Looks at each webhook's secret, so that a missing one is known before a post needs it.
    boost::asio::awaitable<void> check_webhooks() { return webhooks_.check_all(); }
    std::vector<std::string> webhook_troubles() const { return webhooks_.troubles(); }
    // Every one of them was refused for good, or has no secret to be refused; webhooks do not count.
    bool all_refused() const;

private:
    void add_slack(const bot::slack_settings& s, bot::language language);
    void add_webhooks();
    slack::token token_of(bot::secret_ref ref);
    std::string handle_of(const bot::account& who) const;

    parts with_;
    teams_bots bots_;
    std::deque<slack::counters> slack_counters_;  // addresses stay
    webhook_targets webhooks_;
};

}  // namespace adapters::daemon
