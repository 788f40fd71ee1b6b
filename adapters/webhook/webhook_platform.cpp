#include "adapters/webhook/webhook_platform.hpp"

#include "adapters/webhook/post.hpp"

#include <utility>

namespace adapters::webhook {

namespace asio = boost::asio;

namespace {

class webhooks final : public bot::platform {
public:
    webhooks(http::client& client, target_source targets) : client_(client), targets_(std::move(targets)) {}

    std::string_view kind() const noexcept override { return "webhook"; }
    std::string_view connection() const noexcept override { return ""; }
    // There is nothing to hold: each post dials by itself.
    asio::awaitable<boost::system::error_code> run(bot::event_sink&) override
    {
        co_return boost::system::error_code{};
    }
    bool usable() const noexcept override { return true; }
    std::string trouble() const override { return {}; }

    asio::awaitable<bot::delivery_outcome> deliver(bot::delivery what, std::optional<bot::delivery>) override
    {
        auto target = co_await targets_(what.destination);
        if (!target) {
            co_return bot::delivery_outcome{
                .result = bot::delivery_result::failed,
                .failure = bot::failure_kind::mendable,
                .error = target.error().message
            };
        }
        const auto k = kind_named(target->kind);
        if (what.kind != bot::delivery_kind::post || !k) {
            co_return bot::delivery_outcome{
                .result = bot::delivery_result::failed,
                .failure = bot::failure_kind::permanent,
                .error = "a webhook takes final posts only"
            };
        }
        co_return co_await post(
            client_, *k, std::move(target->url), what.final_text, std::chrono::seconds(20)
        );
    }

    asio::awaitable<bot::look_up_outcome> look_up(bot::delivery, std::optional<bot::delivery>) override
    {
        co_return bot::look_up_outcome{.error = "a webhook cannot tell whether a post arrived"};
    }

    asio::awaitable<std::optional<std::set<std::string>>> members(bot::membership_query) override
    {
        co_return std::nullopt;
    }
    asio::awaitable<std::vector<bot::found_reaction>> reactions(bot::channel_ref, std::string) override
    {
        co_return std::vector<bot::found_reaction>{};
    }
    asio::awaitable<void> tell(bot::account, bot::channel_ref, bot::notice) override { co_return; }
    asio::awaitable<void> stop() override { co_return; }

private:
    http::client& client_;
    target_source targets_;
};

}  // namespace

std::unique_ptr<bot::platform> make_webhooks(http::client& client, target_source targets)
{
    return std::make_unique<webhooks>(client, std::move(targets));
}

}  // namespace adapters::webhook
