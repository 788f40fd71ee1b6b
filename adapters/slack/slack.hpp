// Slack as one of the platforms: Socket Mode links for what people do, the Web API for what they are told.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/http/proxy.hpp"
#include "adapters/http/tls_context.hpp"
#include "adapters/slack/counters.hpp"
#include "adapters/slack/settings.hpp"
#include "adapters/slack/text.hpp"
#include "bot/clock.hpp"
#include "bot/language.hpp"
#include "bot/platform.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <functional>
#include <memory>

namespace adapters::slack {

// All of it outlives the platform.
struct dependencies {
    boost::asio::any_io_executor executor;
    bot::clock& time;
    http::client& net;
    http::tls_context tls;       // of the sockets
    http::proxy_settings proxy;  // of the sockets
    handle_of handle;            // how people are written in what others typed; may answer nothing
    bot::language language = bot::language::pt_br;
    counters& count;
    std::uint64_t seed = 0;  // of all jitter
    // Whether the rules want to hear of a message that somebody clicked on; may be empty: never.
    std::function<bool(const bot::sighting&, const bot::channel_ref& where)> is_news = {};
};

// On a refused credential run() returns bad_credentials, and trouble() names the reference and Slack's
// answer.
std::unique_ptr<bot::platform> make_slack(
    dependencies with, settings config, token app_token, token bot_token, timings limits = {}
);

}  // namespace adapters::slack
