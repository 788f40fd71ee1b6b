#include "adapters/teams/poster.hpp"

#include "adapters/teams/card_text.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace adapters::teams {

namespace asio = boost::asio;
namespace json = boost::json;
using bot::delivery_kind;
using bot::delivery_result;
using ms = std::chrono::milliseconds;

namespace {

constexpr int tell_attempts = 3;
constexpr ms longest_wait_to_tell = std::chrono::seconds(20);

constexpr bot::phrase nothing_to_edit{
    "a mensagem a que isto se refere não pode ser editada: o Teams não disse o id dela",
    "the message that this refers to cannot be edited: Teams did not tell its id"
};
constexpr bot::phrase open_a_chat{
    "há uma resposta só para você, mas o Teams não deixa o bot abrir uma conversa. Abra o aplicativo do bot "
    "no "
    "seu Teams (Aplicativos → Adicionar) e repita.",
    "there is an answer for you alone, but Teams does not let the bot open a chat. Open the bot's app in "
    "your "
    "Teams (Apps → Add) and repeat it."
};

bot::delivery_outcome impossible(std::string why)
{
    bot::delivery_outcome o;
    o.result = delivery_result::failed;
    o.failure = bot::failure_kind::permanent;
    o.error = std::move(why);
    return o;
}

// What the ids of Teams tell by their form; activities tell it better.
std::string kind_by_id(std::string_view id)
{
    if (id.starts_with("a:")) return "personal";
    if (id.ends_with("@thread.tacv2") || id.ends_with("@thread.skype")) return "channel";
    return "groupChat";
}

}  // namespace

poster::poster(
    connector& calls,
    bot::clock& time,
    conversation_book& book,
    bot::teams_settings config,
    bot::language language,
    name_of_account name_of,
    account_of_name named
)
    : calls_(calls),
      time_(time),
      book_(book),
      config_(std::move(config)),
      language_(language),
      name_of_(std::move(name_of)),
      named_(std::move(named))
{
}

card_frame poster::frame() const
{
    return {.metadata = {}, .name_of = name_of_, .language = language_};
}

conversation_reference poster::reference_of(const std::string& conversation) const
{
    conversation_reference r;
    if (const auto* known = book_.find(conversation)) r = *known;
    r.id = conversation;
    if (r.kind.empty()) r.kind = kind_by_id(conversation);
    if (r.service_url.empty()) r.service_url = config_.service_url;
    if (r.tenant_id.empty()) r.tenant_id = config_.tenant_id;
    if (r.tenant_id.empty() && config_.tenants.size() == 1) r.tenant_id = config_.tenants.front();
    return r;
}

address poster::address_of(const conversation_reference& of, const std::string& root) const
{
    const bool is_thread = of.kind == "channel" && !root.empty();
    return {of.service_url, is_thread ? of.id + ";messageid=" + root : of.id, of.tenant_id};
}

asio::awaitable<bot::delivery_outcome> poster::deliver(
    bot::delivery what, std::optional<bot::delivery> target
)
{
    if (what.kind == delivery_kind::removal) co_return co_await remove(std::move(what));
    if (what.is_repeatable()) co_return co_await edit(std::move(what), std::move(target));
    const conversation_reference to = reference_of(what.channel.id);
    const bool is_channel = to.kind == "channel";
    const bool is_same_channel = target && target->channel.id == what.channel.id;
    std::string root;
    if (is_channel && is_same_channel && !what.target.empty())
        root = place_of(target->platform_id, is_channel).root;
    json::object activity =
        what.kind == delivery_kind::post ? final_post(what, named_) : activity_of(what, target, frame());
    const auto reply = co_await post(to, root, std::move(activity));
    auto outcome = outcome_of(reply, what, language_);
    if (outcome.result == delivery_result::sent) {
        const std::string& own = reply.activity_id.empty() ? reply.id : reply.activity_id;
        outcome.platform_id = platform_id_of({root, own});
    }
    co_return outcome;
}

// In a channel without a thread to go into, a message begins one.
asio::awaitable<connector_reply> poster::post(
    conversation_reference to, std::string root, json::object activity
)
{
    if (to.kind == "channel" && root.empty()) {
        auto reply = co_await calls_.start_thread(address_of(to), std::move(activity));
        // Without an activity's id the answer names the conversation alone.
        if (reply.activity_id.empty()) reply.id.clear();
        co_return reply;
    }
    auto reply = co_await calls_.send(address_of(to, root), std::move(activity));
    reply.activity_id.clear();
    co_return reply;
}

asio::awaitable<bot::delivery_outcome> poster::edit(bot::delivery what, std::optional<bot::delivery> target)
{
    if (!target || target->platform_id.empty()) co_return impossible(bot::say(language_, nothing_to_edit));
    const conversation_reference to = reference_of(target->channel.id);
    const message_place at = place_of(target->platform_id, to.kind == "channel");
    json::object activity =
        what.kind == delivery_kind::edit ? final_post(what, named_) : activity_of(what, target, frame());
    activity["id"] = at.id;
    const auto reply = co_await calls_.update(address_of(to, at.root), at.id, std::move(activity));
    auto outcome = outcome_of(reply, what, language_);
    if (outcome.result == delivery_result::sent) outcome.platform_id = target->platform_id;
    co_return outcome;
}

asio::awaitable<bot::delivery_outcome> poster::remove(bot::delivery what)
{
    const conversation_reference to = reference_of(what.channel.id);
    const message_place at = place_of(what.platform_id, to.kind == "channel");
    const auto reply = co_await calls_.remove(address_of(to, at.root), at.id);
    co_return outcome_of(reply, what, language_);
}

asio::awaitable<std::optional<conversation_reference>> poster::chat_with(
    std::string person, conversation_reference met_in
)
{
    if (const auto* known = book_.personal_chat(person)) co_return *known;
    for (int i = 0; i < tell_attempts; ++i) {
        const auto reply = co_await calls_.open_chat(address_of(met_in), person);
        if (reply.ok() && !reply.id.empty()) {
            conversation_reference chat;
            chat.id = reply.id;
            chat.kind = "personal";
            chat.service_url = met_in.service_url;
            chat.tenant_id = met_in.tenant_id;
            chat.person = person;
            book_.remember(chat);
            co_return chat;
        }
        // The same chat each time: safe to repeat, whatever became of the first attempt.
        if (reply.ok() || reply.end == call_end::refused || i + 1 == tell_attempts) break;
        co_await time_.sleep_for(std::clamp(reply.retry_after, ms(500), longest_wait_to_tell));
    }
    co_return std::nullopt;
}

asio::awaitable<std::string> poster::name_in(conversation_reference where, bot::account who)
{
    std::string name = name_of_ ? name_of_(who) : std::string();
    if (name.starts_with('@')) name.erase(0, 1);
    if (!name.empty()) co_return name;
    const auto found = co_await calls_.one_member(address_of(where), who.id);
    co_return found ? shortened(found->name, 100) : std::string();
}

asio::awaitable<void> poster::tell(
    bot::account who, bot::channel_ref where, std::string thread, bot::notice words
)
{
    if (words.empty()) co_return;
    const bool is_here = where.platform == "teams" && where.connection == config_.name && !where.empty();
    const conversation_reference met_in = reference_of(is_here ? where.id : std::string());
    if (who.id.empty()) {
        // Nobody that Teams vouches for: there is no chat to open and nothing private to say.
        if (is_here) co_await post(met_in, thread, words_activity(words, {}, frame()));
        co_return;
    }
    if (who.platform != "teams") co_return;
    std::optional<conversation_reference> chat;
    if (is_here && met_in.kind == "personal")
        chat = met_in;
    else
        chat = co_await chat_with(who.id, met_in);
    for (int i = 0; chat && i < tell_attempts; ++i) {
        const auto reply = co_await post(*chat, {}, words_activity(words, {}, frame()));
        if (reply.ok() || reply.end == call_end::unknown) co_return;  // it may have been shown
        if (reply.end == call_end::refused) {
            if (reply.status == 403 || reply.status == 404) book_.forget(chat->id);
            break;
        }
        co_await time_.sleep_for(std::clamp(reply.retry_after, ms(500), longest_wait_to_tell));
    }
    if (!is_here || met_in.kind == "personal") co_return;
    const std::string name = co_await name_in(met_in, who);
    json::object line = line_for(who, name, bot::say(language_, open_a_chat));
    const auto reply = co_await post(met_in, thread, std::move(line));
    if (!reply.ok()) spdlog::warn("teams {}: private words reached nobody: {}", config_.name, reply.code);
}

}  // namespace adapters::teams
