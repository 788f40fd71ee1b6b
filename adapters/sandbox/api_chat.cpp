// chat.*, reactions.* and pins.add of the Web API.
#include "adapters/sandbox/api_call.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {
namespace {

// blocks, attachments and metadata of a post or an update, as far as they were given.
struct content {
    std::optional<json::array> blocks;
    std::optional<json::array> attachments;
    std::optional<json::object> metadata;
};

template <class Context>
answer<content> content_of(const Context& c)
{
    content out;
    if (c.has("blocks") && !c.text("blocks").empty()) {
        auto v = c.structured("blocks");
        if (!v || !v->is_array()) return refusal{"invalid_blocks_format", {}};
        out.blocks = std::move(v->get_array());
    }
    if (c.has("attachments") && !c.text("attachments").empty()) {
        auto v = c.structured("attachments");
        if (!v || !v->is_array()) return refusal{"invalid_attachments", {}};
        out.attachments = std::move(v->get_array());
    }
    if (c.has("metadata") && !c.text("metadata").empty()) {
        auto v = c.structured("metadata");
        if (!v || !v->is_object()) return refusal{"invalid_metadata_format", {}};
        out.metadata = std::move(v->get_object());
    }
    return out;
}

}  // namespace

answer<message*> slack_api::message_of(call_context& c, std::string_view ts_name)
{
    const auto id = c.need("channel");
    if (!id) return id.error();
    const auto ts = c.need(ts_name);
    if (!ts) return ts.error();
    const auto ch = workspace_.channel_of_bot(*id);
    if (!ch) return ch.error();
    return workspace_.message_in(**ch, *ts);
}

answer<json::object> slack_api::post_message(call_context& c)
{
    const auto id = c.need("channel");
    if (!id) return refusal{"channel_not_found", {}};
    auto* named = workspace_.find_channel(*id);
    const auto ch = workspace_.channel_of_bot(named != nullptr ? named->id : *id);
    if (!ch) return ch.error();
    auto given = content_of(c);
    if (!given) return given.error();
    const auto markdown = c.text("markdown_text");
    if (!markdown.empty() && (given->blocks || c.has("text"))) return refusal{"markdown_text_conflict", {}};
    if (utf16_length(markdown) > 12'000) return refusal{"msg_too_long", {}};
    if ((c.retry_after = over_limit("post " + (*ch)->id, 1, settings_.post_burst))) return json::object{};
    const auto key = c.text("client_msg_id");
    if (settings_.honour_client_msg_id && !key.empty()) {
        if (const auto it = client_ids_.find(key); it != client_ids_.end()) {
            if (it->second.first != (*ch)->id) return refusal{"duplicate_channel_not_found", {}};
            const auto old = workspace_.message_in(**ch, it->second.second);
            if (!old) return refusal{"duplicate_message_not_found", {}};
            return json::object{
                {"channel", (*ch)->id},
                {"ts", (*old)->ts},
                {"message", workspace_.to_json(**old)},
                {"is_duplicate", true},
            };
        }
    }
    new_message m;
    m.channel = (*ch)->id;
    m.user = workspace_.self().bot_user;
    m.text = markdown.empty() ? c.text("text") : markdown;
    m.thread_ts = c.text("thread_ts");
    m.broadcast = c.flag("reply_broadcast");
    m.by_app = true;
    m.client_msg_id = key;
    m.blocks = std::move(given->blocks).value_or(json::array{});
    m.attachments = std::move(given->attachments).value_or(json::array{});
    m.metadata = std::move(given->metadata);
    bool cut = false;
    workspace_.public_posting = settings_.scopes.contains("chat:write.public");
    const auto made = workspace_.post(std::move(m), &cut);
    if (!made) return made.error();
    if (cut) c.warnings.emplace_back("message_truncated");
    if (!key.empty() && client_ids_.size() < 100'000) client_ids_[key] = {(*ch)->id, (*made)->ts};
    return json::object{{"channel", (*ch)->id}, {"ts", (*made)->ts}, {"message", workspace_.to_json(**made)}};
}

answer<json::object> slack_api::update_message(call_context& c)
{
    if (c.text("channel").starts_with('U')) return refusal{"channel_not_found", {}};
    const auto found = message_of(c, "ts");
    if (!found) return found.error();
    auto given = content_of(c);
    if (!given) return given.error();
    message_change change;
    if (c.has("text")) change.text = c.text("text");
    change.blocks = std::move(given->blocks);
    change.metadata = std::move(given->metadata);
    if (!change.text && !change.blocks && !given->attachments) return refusal{"no_text", {}};
    auto& ch = **workspace_.channel_of_bot(c.text("channel"));
    const auto made = workspace_.update(ch, (*found)->ts, std::move(change), workspace_.self().bot_user);
    if (!made) return made.error();
    return json::object{
        {"channel", ch.id},
        {"ts", (*made)->ts},
        {"text", (*made)->text},
        {"message", workspace_.to_json(**made)}
    };
}

answer<json::object> slack_api::delete_message(call_context& c)
{
    const auto found = message_of(c, "ts");
    if (!found) return found.error();
    auto& ch = **workspace_.channel_of_bot(c.text("channel"));
    const auto ts = (*found)->ts;
    if (const auto done = workspace_.erase(ch, ts, workspace_.self().bot_user); !done) return done.error();
    return json::object{{"channel", ch.id}, {"ts", ts}};
}

answer<json::object> slack_api::post_ephemeral(call_context& c)
{
    const auto id = c.need("channel");
    if (!id) return refusal{"channel_not_found", {}};
    const auto ch = workspace_.channel_of_bot(*id);
    if (!ch) return ch.error();
    const auto user = c.need("user");
    if (!user) return user.error();
    if (!(*ch)->members.contains(workspace_.self().bot_user)) return refusal{"not_in_channel", {}};
    if (!(*ch)->members.contains(*user)) return refusal{"user_not_in_channel", {}};
    auto given = content_of(c);
    if (!given) return given.error();
    ephemeral e;
    e.to = *user;
    e.text = c.text("text");
    e.thread_ts = c.text("thread_ts");
    e.blocks = std::move(given->blocks).value_or(json::array{});
    const auto made = workspace_.post_ephemeral(**ch, std::move(e));
    if (!made) return made.error();
    return json::object{{"message_ts", (*made)->ts}};
}

answer<json::object> slack_api::permalink(call_context& c)
{
    const auto found = message_of(c, "message_ts");
    if (!found) return found.error();
    std::string digits = (*found)->ts;
    std::erase(digits, '.');
    const auto channel = c.text("channel");
    auto link =
        fmt::format("https://{}.slack.com/archives/{}/p{}", workspace_.self().domain, channel, digits);
    if (!(*found)->thread_ts.empty() && (*found)->thread_ts != (*found)->ts) {
        link += fmt::format("?thread_ts={}&cid={}", (*found)->thread_ts, channel);
    }
    return json::object{{"channel", channel}, {"permalink", link}};
}

answer<json::object> slack_api::react(call_context& c)
{
    const auto found = message_of(c, "timestamp");
    if (!found) return found.error();
    auto& ch = **workspace_.channel_of_bot(c.text("channel"));
    const auto& me = workspace_.self().bot_user;
    if (!ch.members.contains(me)) return refusal{"not_in_channel", {}};
    const auto done = workspace_.react(ch, (*found)->ts, c.text("name"), me, c.method == "reactions.add");
    if (!done) return done.error();
    return json::object{};
}

answer<json::object> slack_api::reactions_get(call_context& c)
{
    const auto found = message_of(c, "timestamp");
    if (!found) return found.error();
    auto m = workspace_.to_json(**found);
    m.erase("metadata");
    auto& all = m["reactions"];
    if (all.is_null()) {
        m.erase("reactions");
    } else if (!c.flag("full")) {  // the list of users may be cut short, the count stays right
        for (auto& r : all.get_array()) {
            auto& users = r.at("users").get_array();
            if (users.size() > 50) users.resize(50);
        }
    }
    return json::object{{"type", "message"}, {"channel", c.text("channel")}, {"message", std::move(m)}};
}

answer<json::object> slack_api::pin(call_context& c)
{
    const auto found = message_of(c, "timestamp");
    if (!found) return found.error();
    auto& ch = **workspace_.channel_of_bot(c.text("channel"));
    if (!ch.members.contains(workspace_.self().bot_user)) return refusal{"not_in_channel", {}};
    if (!ch.pins.insert((*found)->ts).second) return refusal{"already_pinned", {}};
    return json::object{};
}

}  // namespace adapters::sandbox
