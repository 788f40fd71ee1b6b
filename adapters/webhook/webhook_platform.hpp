// Webhook destinations as a platform: posts only, nothing can be looked up, edited or read.
#pragma once

#include "adapters/http/client.hpp"
#include "bot/config/settings.hpp"
#include "bot/platform.hpp"

#include <boost/system/result.hpp>

#include <functional>
#include <memory>
#include <string>

namespace adapters::webhook {

struct webhook_target {
    std::string kind;  // as configured
    std::string url;   // the secret itself
};

// Resolves a destination's name to its webhook now; the fault is for people and names the reference, never
// the value.
using target_source = std::function<
    boost::asio::awaitable<boost::system::result<webhook_target, std::string>>(std::string destination)>;

std::unique_ptr<bot::platform> make_webhooks(http::client& client, target_source targets);

}  // namespace adapters::webhook
