#include "adapters/slack/history.hpp"
#include "adapters/slack/poster.hpp"

#include <algorithm>

namespace adapters::slack {

namespace asio = boost::asio;
using bot::look_up_result;
using ms = std::chrono::milliseconds;

namespace {

constexpr int most_pages = 50;

std::string as_ts(bot::time_point t)
{
    const auto millis = std::max<std::int64_t>(0, t.time_since_epoch().count());
    return fmt::format("{}.{:03}000", millis / 1000, millis % 1000);
}

bool is_ours(const marked_message& m, const identity& self)
{
    return (!m.bot_id.empty() && m.bot_id == self.bot_id) || (!m.app_id.empty() && m.app_id == self.app_id);
}

}  // namespace

asio::awaitable<bot::look_up_outcome> poster::look_up(bot::delivery what, std::optional<bot::delivery> target)
{
    bot::look_up_outcome o;
    const std::string target_ts = target ? target->platform_id : std::string();
    const bool is_reply = what.kind == bot::delivery_kind::reply;
    if (what.is_repeatable() || (is_reply && target_ts.empty())) {
        o.result = look_up_result::absent;  // doing it again is harmless, or it can never have been done
        co_return o;
    }
    // One limit over everything: the lane waits meanwhile.
    const auto until = time_.now() + limits_.look_up;
    const auto began = wall_now();
    const bool is_known = co_await know_ourselves(until);
    if (!is_known) {
        o.error = "auth.test";
        co_return o;
    }
    const bool is_question =
        what.kind == bot::delivery_kind::question || what.kind == bot::delivery_kind::line;
    const bool is_threaded =
        is_reply || (is_question && !what.target.empty() && target && target->channel.id == what.channel.id);
    const std::string thread = is_threaded ? target_ts : std::string();

    // The attempt is over, so its bytes left before now; after an outage long before, but pacing may have
    // kept them after sending_at.
    const auto departed = std::min(began, what.sending_at.value_or(what.created_at) + limits_.departure);
    const auto settled = departed + limits_.look_up_settled;
    const sighting seen = co_await look_until_settled(what, thread, settled, until);
    o.result = seen.result;
    o.platform_id = seen.ts;
    o.error = seen.error;
    if (seen.result != look_up_result::found) co_return o;

    if (what.kind == bot::delivery_kind::preview && what.preview) {
        // Its parts may have left until the process ended.
        const bool is_whole = co_await finish_preview(what, seen.ts, began + limits_.look_up_settled, until);
        if (!is_whole) co_return bot::look_up_outcome{};
    }
    if (what.kind == bot::delivery_kind::post) o.permalink = co_await permalink(what.channel.id, seen.ts);
    co_return o;
}

asio::awaitable<bool> poster::finish_preview(
    bot::delivery what, std::string ts, bot::time_point settled, bot::clock::time_point until
)
{
    if (!what.preview) co_return true;
    preview_content content = from_preview(*what.preview);
    if (content.overflow.empty()) co_return true;
    sighting there = co_await look(what, ts, until);
    const bool may_grow = there.parts.size() < content.overflow.size() && wall_now() < settled;
    if (there.result != look_up_result::cannot_tell && may_grow) {
        co_await time_.sleep_for(settled - wall_now());
        there = co_await look(what, ts, until);
    }
    if (there.result == look_up_result::cannot_tell) co_return false;
    const auto whole = co_await complete(what, std::move(content), ts, std::move(there.parts), until);
    co_return whole.result == bot::delivery_result::sent;
}

asio::awaitable<poster::sighting> poster::look_until_settled(
    bot::delivery what, std::string thread, bot::time_point settled, bot::clock::time_point until
)
{
    sighting seen = co_await look(what, thread, until);
    if (seen.result != look_up_result::absent) co_return seen;
    co_await time_.sleep_for(limits_.look_up_pause);
    seen = co_await look(what, thread, until);
    if (seen.result != look_up_result::absent || wall_now() >= settled) co_return seen;
    co_await time_.sleep_for(std::min<ms>(settled - wall_now(), limits_.look_up_settled));
    co_return co_await look(what, thread, until);
}

bot::time_point poster::wall_now() const
{
    return std::chrono::time_point_cast<ms>(time_.wall_now());
}

asio::awaitable<poster::sighting> poster::look(
    bot::delivery what, std::string thread, bot::clock::time_point until
)
{
    sighting s;
    const auto from = what.sending_at.value_or(what.created_at) - limits_.look_up_margin;
    const auto type = event_type_of(what);
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        form_fields fields{
            {"channel", what.channel.id},
            {"oldest", as_ts(from)},
            {"inclusive", "true"},
            {"limit", "200"},
            {"include_all_metadata", "true"}
        };
        if (!thread.empty()) fields.emplace_back("ts", thread);
        if (!cursor.empty()) fields.emplace_back("cursor", cursor);
        const std::string method = thread.empty() ? "conversations.history" : "conversations.replies";
        const auto reply = co_await read_patiently(method, std::move(fields), what.channel.id, until);
        const auto messages = reply.ok() ? read_history(reply.body) : std::nullopt;
        if (!messages) {
            s.error = method + ": " + (reply.ok() ? "unreadable answer" : what_happened(reply, language_));
            co_return s;
        }
        for (const auto& m : *messages) {
            if (m.delivery_id != what.id || !is_ours(m, self())) continue;
            if (!m.part.empty()) {
                s.parts.insert(m.part);
            } else if (m.event_type == type) {
                s.result = look_up_result::found;
                s.ts = m.ts;
            }
        }
        const bool wants_more = s.result != look_up_result::found || !thread.empty();
        if (reply.next_cursor.empty() || !wants_more) {
            if (s.result != look_up_result::found) s.result = look_up_result::absent;
            co_return s;
        }
        cursor = reply.next_cursor;
    }
    s.result = look_up_result::cannot_tell;
    s.error = "too many messages to look through";
    co_return s;
}

asio::awaitable<api_reply> poster::read_patiently(
    std::string method, form_fields fields, std::string channel, bot::clock::time_point until
)
{
    bool has_joined = false;
    for (;;) {
        auto reply = co_await api_.read(method, fields, until);
        if (reply.ok()) co_return reply;
        if (reply.end == call_end::refused) {
            if (reply.code != "not_in_channel" || has_joined) co_return reply;
            has_joined = co_await join(channel);
            if (!has_joined) co_return reply;
            continue;
        }
        const auto pause = std::max(reply.retry_after, limits_.first_pause);
        if (time_.now() + pause > until) co_return reply;
        co_await time_.sleep_for(pause);
    }
}

asio::awaitable<bool> poster::know_ourselves(bot::clock::time_point until)
{
    while (self_() == nullptr) {
        if (time_.now() >= until) co_return false;
        co_await time_.sleep_for(ms(50));
    }
    co_return true;
}

}  // namespace adapters::slack
