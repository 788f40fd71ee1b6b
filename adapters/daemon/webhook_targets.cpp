#include "adapters/daemon/webhook_targets.hpp"

#include "adapters/daemon/secrets.hpp"
#include "adapters/http/url.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace adapters::daemon {

namespace asio = boost::asio;

webhook_targets::webhook_targets(parts with) : with_(std::move(with)) {}

asio::awaitable<webhook::target_result> webhook_targets::find(std::string destination, bool anew)
{
    auto found = co_await fetch(destination, anew);
    note(destination, found ? std::string() : found.error().message);
    co_return found;
}

asio::awaitable<webhook::target_result> webhook_targets::fetch(std::string destination, bool anew)
{
    const auto held = with_.current();
    const bot::destination* to = held->config.find_destination(destination);
    if (to == nullptr || !to->webhook) {
        co_return webhook::target_fault{
            .message = fmt::format("no webhook is configured for {}", destination), .is_lasting = true
        };
    }
    const std::string kind = to->webhook->kind;
    const bot::secret_ref ref = to->webhook->url;
    for (bool is_last = anew;; is_last = true) {
        const auto url = co_await fetch_secret(with_.pool, with_.secrets, ref, is_last);
        if (!url) co_return webhook::target_fault{url.error().message, url.error().is_lasting};
        const auto checked = http::check_url(url->reveal(), http::url_purpose::webhook);
        if (checked) co_return webhook::webhook_target{.kind = kind, .url = std::string(url->reveal())};
        // What is remembered may have been mended where it comes from.
        if (!is_last) continue;
        co_return webhook::target_fault{
            .message = fmt::format(
                "secret {}: {}",
                bot::shown(ref),
                checked.error() == bot::errc::insecure_url
                    ? "the webhook's URL must be https; plain http is allowed to this machine only"
                    : "what it holds is no URL that can be posted to"
            ),
            .is_lasting = true
        };
    }
}

asio::awaitable<void> webhook_targets::check_all()
{
    std::vector<std::string> names;
    const auto held = with_.current();
    for (const bot::destination& each : held->config.destinations)
        if (each.webhook) names.push_back(each.name);
    std::erase_if(troubles_, [&](const auto& known) {
        return std::find(names.begin(), names.end(), known.first) == names.end();
    });
    for (const std::string& name : names) co_await find(name, false);
}

std::vector<std::string> webhook_targets::troubles() const
{
    std::vector<std::string> out;
    for (const auto& [destination, trouble] : troubles_)
        out.push_back(fmt::format("destination {}: {}", destination, trouble));
    return out;
}

void webhook_targets::note(const std::string& destination, const std::string& trouble)
{
    const auto known = troubles_.find(destination);
    if (trouble.empty()) {
        if (known == troubles_.end()) return;
        troubles_.erase(known);
        spdlog::info("destination {}: its webhook's URL can be read again", destination);
        return;
    }
    if (known != troubles_.end() && known->second == trouble) return;
    troubles_[destination] = trouble;
    const auto words = fmt::format("destination {}: {}", destination, trouble);
    spdlog::warn("{}", words);
    if (with_.tell_ops) with_.tell_ops(words);
}

}  // namespace adapters::daemon
