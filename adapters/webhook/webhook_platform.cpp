#include "adapters/webhook/webhook_platform.hpp"

#include "adapters/webhook/post.hpp"
#include "runbooks/mention.hpp"

#include <utility>

namespace adapters::webhook {

namespace asio = boost::asio;

namespace {

class webhooks final : public bot::platform {
public:
    webhooks(http::client& client, const bot::clock& time, target_source targets, account_of_name named)
        : client_(client), time_(time), targets_(std::move(targets)), named_(std::move(named))
    {
    }

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
        const auto target = co_await targets_(what.destination, false);
        if (!target) co_return without(target.error());
        auto outcome = co_await post_to(*target, what);
        // Refused for good: whoever keeps the URL may hold another one by now. Once more, with that one only.
        if (outcome.failure != bot::failure_kind::mendable) co_return outcome;
        const auto fresh = co_await targets_(what.destination, true);
        if (!fresh || fresh->url == target->url) co_return outcome;
        co_return co_await post_to(*fresh, what);
    }

    asio::awaitable<bot::look_up_outcome> look_up(bot::delivery, std::optional<bot::delivery>) override
    {
        co_return bot::look_up_outcome{.error = "a webhook cannot tell whether a post arrived"};
    }

    asio::awaitable<std::optional<std::set<std::string>>> members(bot::membership_query) override
    {
        co_return std::nullopt;
    }
    asio::awaitable<std::optional<std::vector<bot::found_reaction>>> reactions(bot::channel_ref, std::string)
        override
    {
        co_return std::nullopt;
    }
    asio::awaitable<void> tell(bot::account, bot::channel_ref, bot::notice) override { co_return; }
    asio::awaitable<void> stop() override { co_return; }

private:
    // Nothing was sent. A secret manager that is slow or away for a moment is no reason to give a post up.
    static bot::delivery_outcome without(const target_fault& fault)
    {
        bot::delivery_outcome out{.result = bot::delivery_result::retry, .error = fault.message};
        if (fault.is_lasting) {
            out.result = bot::delivery_result::failed;
            out.failure = bot::failure_kind::mendable;
        }
        return out;
    }

    asio::awaitable<bot::delivery_outcome> post_to(webhook_target to, bot::delivery what) const
    {
        const auto k = kind_named(to.kind);
        if (what.kind != bot::delivery_kind::post || !k) {
            co_return bot::delivery_outcome{
                .result = bot::delivery_result::failed,
                .failure = bot::failure_kind::permanent,
                .error = "a webhook takes final posts only"
            };
        }
        auto mentions = mentioned_in(what.final_text);
        co_return co_await post(
            client_,
            time_,
            *k,
            std::move(to.url),
            std::move(what.final_text),
            std::chrono::seconds(20),
            std::move(mentions)
        );
    }

    std::vector<mentioned_person> mentioned_in(const std::string& text) const
    {
        std::vector<mentioned_person> people;
        for (const auto& each : runbooks::mentions_in(runbooks::dialect::teams, text)) {
            const auto who = named_ ? named_(each.id) : std::nullopt;
            if (who && who->platform == "teams" && people.size() < 50)
                people.push_back({text.substr(each.offset, each.length), each.id, who->id});
        }
        return people;
    }

    http::client& client_;
    const bot::clock& time_;
    target_source targets_;
    account_of_name named_;
};

}  // namespace

std::unique_ptr<bot::platform> make_webhooks(
    http::client& client, const bot::clock& time, target_source targets, account_of_name named
)
{
    return std::make_unique<webhooks>(client, time, std::move(targets), std::move(named));
}

}  // namespace adapters::webhook
