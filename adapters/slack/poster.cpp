#include "adapters/slack/poster.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace adapters::slack {

namespace asio = boost::asio;
namespace json = boost::json;
using bot::delivery_kind;
using bot::delivery_result;
using ms = std::chrono::milliseconds;

namespace {

constexpr bot::phrase nothing_to_edit{
    "a mensagem a que isto se refere nunca foi publicada", "the message that this refers to was never posted"
};

bot::delivery_outcome impossible(std::string why)
{
    bot::delivery_outcome o;
    o.result = delivery_result::failed;
    o.failure = bot::failure_kind::permanent;
    o.error = std::move(why);
    return o;
}

std::string ts_of(const std::optional<bot::delivery>& target)
{
    return target ? target->platform_id : std::string();
}

}  // namespace

poster::poster(
    web_api& api, bot::clock& time, settings config, timings limits, bot::language language, who_we_are self
)
    : api_(api),
      time_(time),
      config_(std::move(config)),
      limits_(limits),
      language_(language),
      self_(std::move(self))
{
}

identity poster::self() const
{
    const auto* known = self_();
    return known ? *known : identity{};
}

asio::awaitable<bot::delivery_outcome> poster::deliver(
    bot::delivery what, std::optional<bot::delivery> target
)
{
    const std::string ts = ts_of(target);
    const bool is_same_channel = target && target->channel.id == what.channel.id;
    switch (what.kind) {
        case delivery_kind::post: {
            co_return co_await post(what, final_post(what));
        }
        case delivery_kind::preview:
            co_return co_await post_preview(std::move(what));
        case delivery_kind::edit:
            if (ts.empty() || !target) co_return impossible(bot::say(language_, nothing_to_edit));
            co_return co_await edit_post(std::move(what), target->channel.id, ts);
        case delivery_kind::update:
            if (ts.empty()) co_return impossible(bot::say(language_, nothing_to_edit));
            co_return co_await edit(std::move(what), ts);
        case delivery_kind::removal:
            co_return co_await remove(std::move(what));
        case delivery_kind::reply:
            if (ts.empty()) co_return impossible(bot::say(language_, nothing_to_edit));
            break;
        case delivery_kind::line:
        case delivery_kind::question:
            break;
    }
    const bool is_threaded = what.kind == delivery_kind::reply || (is_same_channel && !what.target.empty());
    json::object body =
        new_message(what, from_notice(what.words.value_or(bot::notice{})), is_threaded ? ts : std::string());
    co_return co_await post(what, std::move(body));
}

asio::awaitable<bot::delivery_outcome> poster::post(const bot::delivery& what, json::object body)
{
    const auto reply = co_await post_paced(std::move(body), what.channel.id);
    auto outcome = outcome_of(reply, what, self(), language_);
    // Records and bundles link final posts only; another call a preview would hold its reactions back longer.
    if (outcome.result == delivery_result::sent && what.kind == delivery_kind::post)
        outcome.permalink = co_await permalink(what.channel.id, outcome.platform_id);
    co_return outcome;
}

asio::awaitable<bot::delivery_outcome> poster::post_preview(bot::delivery what)
{
    preview_content content = from_preview(what.preview ? *what.preview : bot::preview_view{});
    const std::string fallback = content.main.text;
    auto outcome = co_await post(what, new_message(what, std::move(content.main), {}));
    if (outcome.result != delivery_result::sent || content.overflow.empty()) co_return outcome;
    content.main.text = fallback;
    co_return co_await complete(
        what, std::move(content), outcome.platform_id, {}, time_.now() + limits_.look_up
    );
}

// What did not fit goes to the thread, then the buttons come. Anything short of that is "unknown": the
// look-up finds what is there and goes on from it.
asio::awaitable<bot::delivery_outcome> poster::complete(
    bot::delivery what,
    preview_content content,
    std::string ts,
    std::set<std::string> parts,
    bot::clock::time_point until
)
{
    bot::delivery_outcome o;
    o.platform_id = ts;
    int number = 0;
    for (auto& part : content.overflow) {
        ++number;
        if (parts.contains(std::to_string(number))) continue;
        for (int attempt = 0;; ++attempt) {
            const auto reply = co_await post_paced(new_message(what, part, ts, number), what.channel.id);
            if (reply.ok()) break;
            o.error = what_happened(reply, language_);
            const bool can_repeat = reply.end == call_end::limited || reply.end == call_end::not_sent;
            const auto pause = std::max(reply.retry_after, ms(1000));
            if (!can_repeat || attempt == 5 || time_.now() + pause > until) co_return o;
            co_await time_.sleep_for(pause);
        }
    }
    json::object edit = edit_of(what.channel.id, ts, std::move(content).finished());
    const auto edited =
        co_await api_.write("chat.update", std::move(edit), limits_.post, limits_.longest_pause);
    o.error = what_happened(edited, language_);
    if (edited.ok()) o.result = delivery_result::sent;
    co_return o;
}

asio::awaitable<bot::delivery_outcome> poster::edit_post(
    bot::delivery what, std::string channel, std::string ts
)
{
    json::object body = final_edit(what, channel, ts);
    const auto reply = co_await api_.write("chat.update", std::move(body), limits_.post, ms(2000));
    auto outcome = outcome_of(reply, what, self(), language_);
    if (outcome.result != delivery_result::sent) co_return outcome;
    outcome.platform_id = ts;
    outcome.permalink = co_await permalink(channel, ts);
    co_return outcome;
}

asio::awaitable<bot::delivery_outcome> poster::edit(bot::delivery what, std::string ts)
{
    message_content content;
    if (what.preview) {
        content = from_preview(*what.preview).finished();
    } else {
        content = from_notice(what.words.value_or(bot::notice{}));
    }
    const auto reply = co_await api_.write(
        "chat.update", edit_of(what.channel.id, ts, std::move(content)), limits_.post, ms(2000)
    );
    auto outcome = outcome_of(reply, what, self(), language_);
    if (outcome.result == delivery_result::sent) outcome.platform_id = ts;
    co_return outcome;
}

asio::awaitable<bot::delivery_outcome> poster::remove(bot::delivery what)
{
    json::object body{{"channel", what.channel.id}, {"ts", what.platform_id}};
    const auto reply = co_await api_.write("chat.delete", std::move(body), limits_.post, ms(2000));
    if (reply.end == call_end::refused && reply.code == "message_not_found")
        co_return bot::delivery_outcome{.result = delivery_result::sent};  // somebody did it already
    auto outcome = outcome_of(reply, what, self(), language_);
    outcome.platform_id.clear();
    co_return outcome;
}

asio::awaitable<api_reply> poster::post_paced(json::object body, std::string channel)
{
    if (config_.pacing) {
        const auto turn = channels_.reserve(channel, channel_rate, time_.now());
        if (turn > time_.now()) co_await time_.sleep_until(turn);
    }
    const std::string text = json::serialize(body);  // once, however often it is sent
    body.clear();
    auto reply = co_await api_.write("chat.postMessage", text, limits_.post, ms(2000));
    if (reply.end == call_end::refused && reply.code == "not_in_channel") {
        const bool joined = co_await join(channel);
        if (joined) reply = co_await api_.write("chat.postMessage", text, limits_.post, ms(2000));
    }
    co_return reply;
}

// Works for public channels only; for the others a person has to invite us.
asio::awaitable<bool> poster::join(std::string channel)
{
    if (!channel.starts_with('C')) co_return false;
    const auto reply =
        co_await api_.write("conversations.join", {{"channel", channel}}, limits_.call, ms(2000));
    co_return reply.ok();
}

asio::awaitable<std::string> poster::permalink(std::string channel, std::string ts)
{
    if (ts.empty()) co_return std::string();
    form_fields fields{{"channel", channel}, {"message_ts", ts}};
    const auto reply = co_await api_.once("chat.getPermalink", std::move(fields), limits_.permalink);
    co_return reply.ok() ? reply.permalink : std::string();
}

}  // namespace adapters::slack
