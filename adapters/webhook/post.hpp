// One post to a webhook, judged: delivered, accepted, worth repeating, refused, or unknown.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/webhook/webhook_kind.hpp"
#include "bot/clock.hpp"
#include "bot/platform.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>

namespace adapters::webhook {

// The error names scheme and host of the URL at most (design 1.5). A body of a refusal is told only where the
// receiver's words are fixed codes (slack.md 8), shortened.
// `time` says what a Retry-After that names a date means; it outlives the call.
boost::asio::awaitable<bot::delivery_outcome> post(
    http::client& client,
    const bot::clock& time,
    kind k,
    std::string url,
    std::string text,
    std::chrono::milliseconds deadline,
    std::vector<mentioned_person> mentions = {}
);

}  // namespace adapters::webhook
