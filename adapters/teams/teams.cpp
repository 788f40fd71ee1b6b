#include "adapters/teams/teams.hpp"

#include "adapters/teams/connector.hpp"
#include "adapters/teams/poster.hpp"
#include "bot/cancel_at_end.hpp"
#include "bot/task_group.hpp"
#include "bot/within.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <exception>
#include <map>
#include <variant>

namespace adapters::teams {

namespace asio = boost::asio;

namespace {

constexpr std::size_t most_memberships = 500;

constexpr bot::phrase cannot_look{
    "o Teams não diz se uma mensagem chegou", "Teams does not tell whether a message arrived"
};

class teams_platform final : public bot::platform {
public:
    teams_platform(dependencies with, bot::teams_settings config, password secret, timings limits)
        : with_(std::move(with)),
          config_(std::move(config)),
          limits_(limits),
          chores_(with_.executor),
          tokens_(
              with_.executor,
              with_.net,
              with_.time,
              config_,
              std::move(secret),
              with_.identity,
              limits_,
              with_.count
          ),
          connector_(
              with_.executor, with_.net, with_.time, config_, tokens_, limits_, with_.count, with_.seed
          ),
          poster_(connector_, with_.time, with_.book, config_, with_.language, with_.name_of, with_.named)
    {
        inbound_ = with_.make_inbound(
            [this](bot::account who, bot::channel_ref where, std::string thread, bot::notice words) {
                chores_.spawn(
                    "teams " + config_.name + " answer",
                    poster_.tell(std::move(who), std::move(where), std::move(thread), std::move(words))
                );
            },
            [this](std::string conversation, std::string id) -> asio::awaitable<std::optional<member>> {
                address of = poster_.address_of(poster_.reference_of(conversation));
                co_return co_await connector_.one_member(std::move(of), std::move(id));
            }
        );
    }

    std::string_view kind() const noexcept override { return "teams"; }
    std::string_view connection() const noexcept override { return config_.name; }

    asio::awaitable<boost::system::error_code> run(bot::event_sink& sink) override
    {
        using namespace asio::experimental::awaitable_operators;
        // The first to end for good ends both: a bot that cannot answer must not listen, nor the other way.
        const auto first =
            co_await (bot::deadline::settle(tokens_.keep()) || bot::deadline::settle(inbound_->run(sink)));
        const auto& ended = first.index() == 0 ? std::get<0>(first) : std::get<1>(first);
        if (!ended.value) std::rethrow_exception(ended.thrown);
        co_return *ended.value;
    }

    bool usable() const noexcept override { return tokens_.usable() && inbound_->usable(); }

    std::string trouble() const override
    {
        if (usable()) return {};
        return tokens_.usable() ? inbound_->trouble() : tokens_.trouble();
    }

    asio::awaitable<bot::delivery_outcome> deliver(bot::delivery what, std::optional<bot::delivery> target)
        override
    {
        co_return co_await poster_.deliver(std::move(what), std::move(target));
    }

    // There is no reading back: a message that may have gone out is in doubt, and people are asked.
    asio::awaitable<bot::look_up_outcome> look_up(bot::delivery what, std::optional<bot::delivery>) override
    {
        bot::look_up_outcome o;
        o.error = what.error.empty() ? bot::say(with_.language, cannot_look) : what.error;
        co_return o;
    }

    asio::awaitable<std::optional<std::set<std::string>>> members(bot::membership_query query) override
    {
        if (query.connection != config_.name) co_return std::nullopt;
        const auto known = memberships_.find(query);
        if (known != memberships_.end() && with_.time.now() - known->second.at < limits_.members)
            co_return known->second.ids;
        auto ids = co_await read_members(query);
        if (!ids) co_return std::nullopt;
        if (memberships_.size() >= most_memberships) memberships_.clear();
        memberships_[query] = {*ids, with_.time.now()};
        co_return ids;
    }

    // Nothing of the Connector tells who reacted.
    asio::awaitable<std::optional<std::vector<bot::found_reaction>>> reactions(bot::channel_ref, std::string)
        override
    {
        co_return std::nullopt;
    }

    asio::awaitable<void> tell(bot::account who, bot::channel_ref where, bot::notice words) override
    {
        co_await poster_.tell(std::move(who), std::move(where), {}, std::move(words));
    }

    asio::awaitable<void> stop() override
    {
        // However it ends, cancelled included: an answer that hangs must not hold the process up.
        const bot::cancel_at_end last(chores_);
        co_await inbound_->stop();
        co_await bot::within(with_.time, limits_.stop, chores_.join());
    }

private:
    asio::awaitable<std::optional<std::set<std::string>>> read_members(bot::membership_query query)
    {
        address of;
        if (query.kind == "team") {
            conversation_reference team;
            if (const auto* known = with_.book.of_team(query.id)) team = *known;
            const std::string id = team.team_id.empty() ? query.id : team.team_id;
            // The Connector knows teams by their conversation's id only.
            if (!id.starts_with("19:")) {
                spdlog::warn(
                    "teams {}: nothing was heard of the team {} yet: its members are not known",
                    config_.name,
                    id
                );
                co_return std::nullopt;
            }
            conversation_reference reached = poster_.reference_of(id);
            if (!team.service_url.empty()) reached.service_url = team.service_url;
            if (!team.tenant_id.empty()) reached.tenant_id = team.tenant_id;
            of = poster_.address_of(reached);
        } else if (query.kind == "channel") {
            of = poster_.address_of(poster_.reference_of(query.id));
        } else {
            co_return std::nullopt;
        }
        const auto all = co_await connector_.members(std::move(of));
        if (!all) co_return std::nullopt;
        std::set<std::string> ids;
        for (const member& m : *all) {
            if (!m.aad_id.empty()) ids.insert(m.aad_id);
        }
        co_return ids;
    }

    struct membership {
        std::set<std::string> ids;
        bot::clock::time_point at;
    };

    dependencies with_;
    bot::teams_settings config_;
    timings limits_;
    std::map<bot::membership_query, membership> memberships_;
    bot::task_group chores_;
    tokens tokens_;
    connector connector_;
    poster poster_;
    std::unique_ptr<inbound_side> inbound_;
};

}  // namespace

std::unique_ptr<bot::platform> make_teams(
    dependencies with, bot::teams_settings config, password secret, timings limits
)
{
    return std::make_unique<teams_platform>(std::move(with), std::move(config), std::move(secret), limits);
}

}  // namespace adapters::teams
