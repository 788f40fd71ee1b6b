// Webhook destinations as a platform: posts only, nothing can be looked up, edited or read.
#pragma once

#include "adapters/http/client.hpp"
#include "bot/clock.hpp"
#include "bot/config/settings.hpp"
#include "bot/platform.hpp"

#include <boost/system/result.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace adapters::webhook {

struct webhook_target {
    std::string kind;  // as configured
    std::string url;   // the secret itself
};

struct target_fault {
    std::string message;      // for people: names the reference, never the value
    bool is_lasting = false;  // waiting cannot help: somebody must mend the configuration
};
// Taking the value of a failed result is a bug.
[[noreturn]] inline void throw_exception_from_error(const target_fault& f, const boost::source_location&)
{
    throw std::logic_error(f.message);
}
using target_result = boost::system::result<webhook_target, target_fault>;

// Resolves a destination's name to its webhook, now; `anew` after the receiver refused the URL that was told
// before: whatever is remembered of it counts no more.
using target_source =
    std::function<boost::asio::awaitable<target_result>(std::string destination, bool anew)>;

// Whom a template's <at>…</at> means; nothing for strangers.
using account_of_name = std::function<std::optional<bot::account>(std::string_view name)>;

std::unique_ptr<bot::platform> make_webhooks(
    http::client& client, const bot::clock& time, target_source targets, account_of_name named = {}
);

}  // namespace adapters::webhook
