#include "adapters/slack/replies.hpp"

#include "adapters/slack/api_errors.hpp"

#include <spdlog/spdlog.h>
#include <boost/json/serialize.hpp>

namespace adapters::slack {

namespace asio = boost::asio;
namespace json = boost::json;
using ms = std::chrono::milliseconds;

namespace {

constexpr std::size_t most_views = 1000;

constexpr bot::phrase form_too_late{
    "O formulário não abriu a tempo ({0}). Tente de novo.",
    "The form could not be opened in time ({0}). Try again."
};
constexpr bot::phrase form_failed{
    "O Slack não abriu o formulário: {0}. Digite o comando com os valores, no formato chave=valor.",
    "Slack did not open the form: {0}. Type the command with its values as key=value."
};

json::object ephemeral(const bot::notice& words)
{
    message_content content = from_notice(words);
    return {
        {"response_type", "ephemeral"},
        {"text", std::move(content.text)},
        {"blocks", std::move(content.blocks)}
    };
}

}  // namespace

std::string ack_frame(const std::string& envelope_id, const json::object& payload)
{
    json::object ack{{"envelope_id", envelope_id}};
    if (!payload.empty()) ack["payload"] = payload;
    return json::serialize(ack);
}

replies::replies(
    web_api& api,
    bot::clock& time,
    bot::task_group& chores,
    std::string name,
    timings limits,
    bot::language language,
    counters& count
)
    : api_(api),
      time_(time),
      chores_(chores),
      name_(std::move(name)),
      limits_(limits),
      language_(language),
      counters_(count)
{
}

bot::reply_path replies::path_for(origin where)
{
    const auto shared = std::make_shared<const origin>(std::move(where));
    bot::reply_path path;
    path.open_form = [this, shared](const bot::form& form) {
        chores_.spawn("slack " + name_ + " form", open_form(*shared, from_form(form)));
    };
    path.done = [this, shared](const bot::receipt& receipt) { finish(*shared, receipt); };
    path.later = [this, shared](const bot::notice& words) {
        if (!words.empty()) chores_.spawn("slack " + name_ + " answer", answer(*shared, words));
    };
    return path;
}

void replies::finish(const origin& where, const bot::receipt& receipt)
{
    json::object payload;
    const bool has_answer = receipt.answer && !receipt.answer->empty();
    const bool is_late = time_.now() - where.received > limits_.late_ack;
    bool is_in_ack = false;
    if (where.is_submission && !receipt.field_errors.empty()) {
        payload = form_errors(receipt.field_errors, where.submitted);
    } else if (where.is_slash && has_answer && where.accepts_payload && !is_late) {
        payload = ephemeral(*receipt.answer);
        is_in_ack = ack_frame(where.envelope_id, payload).size() < largest_ack;
        if (!is_in_ack) payload.clear();
    }
    if (!where.accepts_payload) payload.clear();
    bool delivered = false;
    acknowledge(where, payload, delivered);
    if (has_answer && !(is_in_ack && delivered))
        chores_.spawn("slack " + name_ + " answer", answer(where, *receipt.answer));
}

void replies::acknowledge(const origin& where, const json::object& payload, bool& delivered)
{
    if (where.envelope_id.empty()) return;
    const auto link = where.link.lock();
    if (!link) {
        ++counters_.dropped_acks;
        return;
    }
    delivered = link->acknowledge(ack_frame(where.envelope_id, payload));
    if (!delivered) return;
    ++counters_.acks;
    if (time_.now() - where.received > ms(2000)) ++counters_.late_acks;
}

asio::awaitable<void> replies::answer(origin where, bot::notice words)
{
    if (!where.response_url.empty()) {
        json::object body = ephemeral(words);
        body["replace_original"] = false;
        const call_end end = co_await api_.respond(where.response_url, std::move(body));
        // Another way only when it certainly was not shown.
        if (end == call_end::ok || end == call_end::unknown) co_return;
    }
    std::string channel = where.channel;
    std::string thread = where.thread;
    const auto view = views_.find(where.view_id);
    if (channel.empty() && view != views_.end()) {
        channel = view->second.channel;
        thread = view->second.thread;
    }
    co_await tell(where.user, channel, thread, std::move(words));
}

// Private words in the channel; where that cannot be, in the person's own chat with the bot.
asio::awaitable<void> replies::tell(
    std::string user, std::string channel, std::string thread, bot::notice words
)
{
    if (user.empty()) co_return;
    const message_content content = from_notice(words);
    json::object body{{"text", content.text}, {"blocks", content.blocks}};
    const bool is_direct = channel.empty() || channel.starts_with('D');
    if (!is_direct) {
        json::object shown = body;
        shown["channel"] = channel;
        shown["user"] = user;
        if (!thread.empty()) shown["thread_ts"] = thread;
        const auto reply =
            co_await api_.write("chat.postEphemeral", std::move(shown), limits_.call, ms(5000));
        // A repeat elsewhere only when it certainly was not shown.
        if (reply.end != call_end::refused || classify(reply.code) != api_error::destination) co_return;
    }
    body["channel"] = channel.starts_with('D') ? channel : user;
    body["unfurl_links"] = false;
    body["unfurl_media"] = false;
    co_await api_.write("chat.postMessage", std::move(body), limits_.call, ms(5000));
}

asio::awaitable<void> replies::open_form(origin where, json::object view)
{
    json::object body{{"trigger_id", where.trigger_id}, {"view", std::move(view)}};
    const auto reply = co_await api_.write("views.open", std::move(body), limits_.open_view, ms(500));
    if (reply.ok()) {
        remember_view(reply.view_id, where);
        co_return;
    }
    if (reply.end == call_end::unknown) co_return;  // it may be open
    const bool is_late = reply.end == call_end::not_sent || reply.end == call_end::limited ||
                         classify(reply.code) == api_error::user_again;
    bot::notice words;
    words.text = bot::say(language_, is_late ? form_too_late : form_failed, reply.code);
    co_await answer(where, std::move(words));
}

void replies::remember_view(const std::string& view_id, const origin& where)
{
    if (view_id.empty()) return;
    views_[view_id] = {where.channel, where.thread};
    view_order_.push_back(view_id);
    if (view_order_.size() > most_views) {
        views_.erase(view_order_.front());
        view_order_.pop_front();
    }
}

}  // namespace adapters::slack
