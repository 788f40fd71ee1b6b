#include "adapters/slack/slack.hpp"

#include "adapters/slack/api_errors.hpp"
#include "adapters/slack/history.hpp"
#include "adapters/slack/locales.hpp"
#include "adapters/slack/poster.hpp"
#include "adapters/slack/replies.hpp"
#include "adapters/slack/socket_links.hpp"
#include "adapters/slack/to_inbound.hpp"
#include "bot/cancel_at_end.hpp"
#include "bot/task_group.hpp"
#include "bot/within.hpp"

#include <spdlog/spdlog.h>

namespace adapters::slack {

namespace asio = boost::asio;
using ms = std::chrono::milliseconds;

namespace {

constexpr std::size_t most_memberships = 500;

// How the person of an event can be answered; nothing for events that come from no person.
struct origin_maker {
    origin base;

    origin operator()(const slash_command& c)
    {
        base.is_slash = true;
        base.user = c.user.id;
        base.channel = c.channel;
        base.trigger_id = c.trigger_id;
        base.response_url = c.response_url;
        return std::move(base);
    }
    origin operator()(const block_action& a)
    {
        base.user = a.user.id;
        base.channel = a.channel;
        base.thread = a.thread_ts;
        base.trigger_id = a.trigger_id;
        base.response_url = a.response_url;
        return std::move(base);
    }
    origin operator()(const view_submission& v)
    {
        base.is_submission = true;
        base.user = v.user.id;
        base.trigger_id = v.trigger_id;
        base.view_id = v.view_id;
        base.submitted = v.values;
        return std::move(base);
    }
    origin operator()(const reaction_event& r)
    {
        base.user = r.user;
        base.channel = r.channel;
        return std::move(base);
    }
    origin operator()(const app_mention& m)
    {
        base.user = m.user.id;
        base.channel = m.channel;
        base.thread = m.thread_ts;
        return std::move(base);
    }
    template <class Other>
    origin operator()(const Other&)
    {
        return std::move(base);
    }
};

class slack_platform final : public bot::platform {
public:
    slack_platform(dependencies with, settings config, token app_token, token bot_token, timings limits)
        : with_(std::move(with)),
          config_(std::move(config)),
          limits_(limits),
          chores_(with_.executor),
          app_api_(with_.net, with_.time, config_, std::move(app_token), limits_, with_.count),
          bot_api_(with_.net, with_.time, config_, std::move(bot_token), limits_, with_.count),
          poster_(
              bot_api_,
              with_.time,
              config_,
              limits_,
              with_.language,
              [this] { return translation_.self.user_id.empty() ? nullptr : &translation_.self; }
          ),
          locales_(bot_api_, with_.time, chores_, config_.name, limits_),
          replies_(bot_api_, with_.time, chores_, config_.name, limits_, with_.language, with_.count),
          links_(
              {with_.executor, with_.time, with_.tls, with_.proxy, app_api_, with_.count},
              config_,
              limits_,
              [this](const std::shared_ptr<socket_link>& link, frame f) { take(link, std::move(f)); },
              with_.seed
          )
    {
        translation_.connection = config_.name;
        translation_.commands = config_.commands;
        translation_.handle = [this](const bot::account& who, std::string_view label) {
            return with_.handle ? with_.handle(who, label) : std::string();
        };
        links_.on_hello = [this](const hello& h) {
            if (!h.app_id.empty()) translation_.self.app_id = h.app_id;
        };
    }

    std::string_view kind() const noexcept override { return "slack"; }
    std::string_view connection() const noexcept override { return config_.name; }

    asio::awaitable<boost::system::error_code> run(bot::event_sink& sink) override
    {
        sink_ = &sink;
        const bool is_welcome = co_await learn_who_we_are();
        if (!is_welcome) co_return make_error_code(bot::errc::bad_credentials);
        const std::string refused = co_await links_.run();
        if (refused.empty()) co_return make_error_code(bot::errc::stopped);
        trouble_ = "slack " + config_.name + ": " + links_.trouble();
        co_return make_error_code(bot::errc::bad_credentials);
    }

    bool usable() const noexcept override { return links_.up() > 0; }

    std::string trouble() const override
    {
        if (usable()) return {};
        if (!trouble_.empty()) return trouble_;
        const auto& why = links_.trouble();
        return "slack " + config_.name + ": " + (why.empty() ? "not connected yet" : why);
    }

    asio::awaitable<bot::delivery_outcome> deliver(bot::delivery what, std::optional<bot::delivery> target)
        override
    {
        co_return co_await poster_.deliver(std::move(what), std::move(target));
    }

    asio::awaitable<bot::look_up_outcome> look_up(bot::delivery what, std::optional<bot::delivery> target)
        override
    {
        co_return co_await poster_.look_up(std::move(what), std::move(target));
    }

    asio::awaitable<std::optional<std::set<std::string>>> members(bot::membership_query query) override
    {
        const auto known = memberships_.find(query);
        if (known != memberships_.end() && with_.time.now() - known->second.at < limits_.members)
            co_return known->second.ids;
        auto ids = co_await read_members(query);
        if (!ids) co_return std::nullopt;
        if (memberships_.size() >= most_memberships) memberships_.clear();
        memberships_[query] = {*ids, with_.time.now()};
        co_return ids;
    }

    asio::awaitable<std::optional<std::vector<bot::found_reaction>>> reactions(
        bot::channel_ref where, std::string message_id
    ) override
    {
        form_fields fields{{"channel", where.id}, {"timestamp", message_id}, {"full", "true"}};
        const auto reply = co_await bot_api_.read("reactions.get", std::move(fields));
        auto all = reply.ok() ? read_reactions(reply.body) : std::nullopt;
        if (!all) co_return std::nullopt;
        std::erase_if(*all, [this](const auto& r) { return r.who.id == translation_.self.user_id; });
        co_return all;
    }

    asio::awaitable<void> tell(bot::account who, bot::channel_ref where, bot::notice words) override
    {
        const bool is_here = where.platform == "slack" && where.connection == config_.name;
        co_await replies_.tell(who.id, is_here ? where.id : std::string(), {}, std::move(words));
    }

    asio::awaitable<void> stop() override
    {
        // However it ends, cancelled included: an answer that hangs must not hold the process up.
        const bot::cancel_at_end last(chores_);
        co_await links_.stop();
        co_await bot::within(with_.time, limits_.stop, chores_.join());
    }

private:
    // Asks until Slack answers; false when it refuses the bot token.
    asio::awaitable<bool> learn_who_we_are()
    {
        backoff pause(limits_.first_pause, limits_.longest_pause, with_.seed + 7);
        for (;;) {
            const auto reply = co_await bot_api_.once("auth.test", {}, limits_.call);
            if (reply.ok() && !reply.user_id.empty()) {
                auto& self = translation_.self;
                self.user_id = reply.user_id;
                self.bot_id = reply.bot_id;
                self.team_id = reply.team_id;
                self.user = reply.user;
                trouble_.clear();
                co_return true;
            }
            const bool has_answered = reply.end != call_end::not_sent && reply.end != call_end::unknown;
            trouble_ =
                bot_api_.reference() + ": " + (has_answered ? "Slack answered " : "auth.test: ") + reply.code;
            if (reply.end == call_end::refused && classify(reply.code) == api_error::credentials)
                co_return false;
            const ms wait = std::max(pause.next(), reply.retry_after);
            spdlog::warn("slack {}: {}; trying again in {} ms", config_.name, trouble_, wait.count());
            co_await with_.time.sleep_for(wait);
        }
    }

    asio::awaitable<std::optional<std::set<std::string>>> read_members(bot::membership_query query)
    {
        const bool is_group = query.kind == "group";
        if (query.connection != config_.name || (!is_group && query.kind != "channel"))
            co_return std::nullopt;
        const std::string method = is_group ? "usergroups.users.list" : "conversations.members";
        std::set<std::string> all;
        std::string cursor;
        for (int page = 0; page < 100; ++page) {
            form_fields fields;
            if (is_group)
                fields = {{"usergroup", query.id}};
            else
                fields = {{"channel", query.id}, {"limit", "500"}};
            if (!cursor.empty()) fields.emplace_back("cursor", cursor);
            const auto reply = co_await bot_api_.read(method, std::move(fields));
            const auto ids = reply.ok() ? read_ids(reply.body) : std::nullopt;
            if (!ids) co_return std::nullopt;
            all.insert(ids->begin(), ids->end());
            if (reply.next_cursor.empty()) co_return all;
            cursor = reply.next_cursor;
        }
        co_return std::nullopt;
    }

    void take(const std::shared_ptr<socket_link>& link, frame f)
    {
        if (sink_ == nullptr || !sink_->accepting()) return;  // Slack delivers it again
        origin where;
        where.link = link;
        where.envelope_id = f.envelope_id;
        where.accepts_payload = f.accepts_payload;
        where.received = with_.time.now();
        if (const auto* o = std::get_if<other>(&f.body)) note_other(*o);
        auto event = to_inbound(f, translation_);
        if (!event) {
            replies_.path_for(std::move(where)).done(bot::receipt{});
            return;
        }
        event->from.locale = locales_.of(event->from.who.id);
        if (const auto* click = std::get_if<block_action>(&f.body)) note_sighting(*click, *event);
        sink_->submit(
            std::move(*event), replies_.path_for(std::visit(origin_maker{std::move(where)}, f.body))
        );
    }

    // Before the click itself: once its message is known, it can show what comes of that.
    void note_sighting(const block_action& click, const bot::inbound& event)
    {
        bot::sighting seen{.delivery_id = click.delivery, .message_id = click.message_ts};
        if (!with_.is_news || seen.delivery_id.empty() || !with_.is_news(seen, event.at.channel)) return;
        bot::inbound before = event;
        for (std::string& key : before.keys) key += "/seen";
        before.may_open_form = false;
        before.what = std::move(seen);
        sink_->submit(std::move(before), {});
    }

    void note_other(const other& o) const
    {
        const bool is_end = o.type == "events_api/app_uninstalled" || o.type == "events_api/tokens_revoked";
        if (is_end)
            spdlog::error("slack {}: {}: the app has lost its access", config_.name, o.type);
        else
            spdlog::debug("slack {}: {} is of no use here", config_.name, o.type);
    }

    struct membership {
        std::set<std::string> ids;
        bot::clock::time_point at;
    };

    dependencies with_;
    settings config_;
    timings limits_;
    translation translation_;
    bot::event_sink* sink_ = nullptr;
    std::string trouble_;
    std::map<bot::membership_query, membership> memberships_;
    bot::task_group chores_;
    web_api app_api_;
    web_api bot_api_;
    poster poster_;
    locales locales_;
    replies replies_;
    socket_links links_;
};

}  // namespace

std::unique_ptr<bot::platform> make_slack(
    dependencies with, settings config, token app_token, token bot_token, timings limits
)
{
    return std::make_unique<slack_platform>(
        std::move(with), std::move(config), std::move(app_token), std::move(bot_token), limits
    );
}

}  // namespace adapters::slack
