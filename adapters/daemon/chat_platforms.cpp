#include "adapters/daemon/chat_platforms.hpp"

#include "adapters/daemon/metrics.hpp"
#include "adapters/daemon/secrets.hpp"
#include "adapters/slack/slack.hpp"
#include "adapters/webhook/webhook_platform.hpp"
#include "bot/language.hpp"
#include "bot/sighting.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>
#include <utility>

namespace adapters::daemon {

namespace asio = boost::asio;

chat_platforms::chat_platforms(parts with, const bot::loaded_config& config, std::vector<bot::address> stored)
    : with_(std::move(with)),
      bots_(
          teams_bots::parts{
              .executor = with_.executor,
              .time = with_.time,
              .net = with_.net,
              .identity = with_.identity,
              .current = [this] { return with_.engine.current(); },
              .state = [this]() -> const bot::world& { return with_.engine.state(); },
              .password_of =
                  [this](bot::secret_ref ref) {
                      slack::token held = token_of(std::move(ref));
                      return teams::password{std::move(held.reference), std::move(held.read)};
                  },
          },
          std::move(stored)
      ),
      webhooks_(
          {.pool = with_.pool,
           .secrets = with_.secrets,
           .current = [this] { return with_.engine.current(); },
           .tell_ops = [this](std::string words) { with_.engine.tell_ops(std::move(words)); }}
      )
{
    const auto language = bot::parse_language(config.core.locale, bot::language::pt_br);
    for (const bot::slack_settings& s : config.slack) add_slack(s, language);
    for (const bot::teams_settings& t : config.teams) with_.engine.add(bots_.make(t, language));
    add_webhooks();
}

void chat_platforms::add_slack(const bot::slack_settings& s, bot::language language)
{
    with_.engine.add(slack::make_slack(
        {.executor = with_.executor,
         .time = with_.time,
         .net = with_.net,
         .tls = with_.tls,
         .proxy = with_.proxy,
         .handle = [this](const bot::account& who, std::string_view) { return handle_of(who); },
         .language = language,
         .count = slack_counters_.emplace_back(),
         .seed = std::random_device{}(),
         .is_news = [this](
                        const bot::sighting& seen, const bot::channel_ref& where
                    ) { return bot::is_news(with_.engine.state(), seen, where); }},
        s,
        token_of(s.app_token),
        token_of(s.bot_token)
    ));
}

void chat_platforms::add_webhooks()
{
    with_.engine.add(webhook::make_webhooks(
        with_.net,
        with_.time,
        [this](std::string name, bool anew) { return webhooks_.find(std::move(name), anew); },
        [this](std::string_view name) { return bots_.person_named(name); }
    ));
}

slack::token chat_platforms::token_of(bot::secret_ref ref)
{
    return {
        .reference = bot::shown(ref),
        // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): the token keeps it
        .read = [this, ref](bool rejected) -> asio::awaitable<bot::result<bot::secret>> {
            auto got = co_await fetch_secret(with_.pool, with_.secrets, ref, rejected);
            if (got) co_return std::move(*got);
            spdlog::error("{}", got.error().message);
            co_return bot::make_error_code(bot::errc::bad_credentials);
        },
    };
}

std::string chat_platforms::handle_of(const bot::account& who) const
{
    const bot::person* p = with_.engine.current()->people.find(who);
    return p == nullptr ? std::string() : p->handle;
}

std::vector<status::sample> chat_platforms::samples() const
{
    return daemon::samples(with_.engine, slack_counters_, bots_.counters(), webhooks_.troubles().empty());
}

bool chat_platforms::all_refused() const
{
    const auto& all = with_.engine.platforms();
    return std::all_of(all.begin(), all.end(), [this](const auto& p) {
        return p->kind() == "webhook" || with_.engine.refused().contains(p.get()) ||
               with_.without_secrets.contains(std::string(p->connection()));
    });
}

}  // namespace adapters::daemon
