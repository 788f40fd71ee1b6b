// response_url and incoming webhooks: posts without a token, to a URL that is its own credential.
#include "adapters/sandbox/api_call.hpp"
#include "adapters/sandbox/local_http.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {

std::string slack_api::make_response_url(
    const std::string& family,
    const std::string& channel,
    const std::string& user,
    const std::string& message_ts
)
{
    const auto now = time_.now();
    while (!response_order_.empty() && now - response_order_.front().second > std::chrono::hours(2)) {
        response_urls_.erase(response_order_.front().first);
        response_order_.pop_front();
    }
    auto path = fmt::format(
        "/{}/{}/{}/{}", family, workspace_.self().team, response_urls_.size() + 1, workspace_.fresh_hex(24)
    );
    response_urls_[path] = {channel, user, message_ts, now, 0};
    response_order_.emplace_back(path, now);
    return http_base_ + path;
}

std::string slack_api::add_webhook(const std::string& channel, std::string secret)
{
    if (secret.empty()) secret = workspace_.fresh_hex(24);
    auto path = fmt::format("/services/{}/{}/{}", workspace_.self().team, workspace_.self().bot_id, secret);
    webhooks_[path] = channel;
    return http_base_ + path;
}

answer<void> slack_api::respond(
    const std::string& channel_id,
    const std::string& user,
    const std::string& message_ts,
    const json::object& m
)
{
    auto& channels = workspace_.channels();
    const auto it = channels.find(channel_id);
    if (it == channels.end()) return refusal{"channel_not_found", {}};
    auto& ch = it->second;
    const auto text = std::string(text_at(m, "text"));
    json::array blocks;
    if (const auto* v = m.if_contains("blocks"); v != nullptr && !v->is_null()) {
        if (!v->is_array()) return refusal{"invalid_blocks_format", {}};
        blocks = v->get_array();
    }
    const auto held = std::find_if(ch.ephemerals.begin(), ch.ephemerals.end(), [&](const ephemeral& e) {
        return e.ts == message_ts && !e.deleted;
    });
    const auto& me = workspace_.self().bot_user;
    if (flag_at(m, "delete_original") && !message_ts.empty()) {
        if (held != ch.ephemerals.end()) {
            held->deleted = true;
            workspace_.shown(ch, message_ts);
        } else if (const auto done = workspace_.erase(ch, message_ts, me); !done) {
            return done.error();
        }
        if (text.empty() && blocks.empty()) return {};
    } else if (flag_at(m, "replace_original", !message_ts.empty() && !m.contains("response_type")) &&
               !message_ts.empty()) {
        if (text.empty() && blocks.empty()) return refusal{"no_text", {}};
        if (const auto ok = slack_workspace::check_content(blocks, {}, std::nullopt); !ok) return ok.error();
        if (held != ch.ephemerals.end()) {
            held->text = text;
            held->blocks = std::move(blocks);
            workspace_.shown(ch, message_ts);
            return {};
        }
        const auto done = workspace_.update(ch, message_ts, {text, std::move(blocks), std::nullopt}, me);
        if (!done) return done.error();
        return {};
    }
    if (text_at(m, "response_type") == "in_channel") {
        if (text.empty() && blocks.empty()) return {};  // only the typed command is shown
        new_message post;
        post.channel = ch.id;
        post.user = me;
        post.text = text;
        post.blocks = std::move(blocks);
        post.thread_ts = text_at(m, "thread_ts");
        post.by_app = true;
        post.subtype = ch.members.contains(me) ? "" : "bot_message";  // works without membership
        if (const auto done = workspace_.post(std::move(post)); !done) return done.error();
        return {};
    }
    ephemeral e;
    e.to = user;
    e.text = text;
    e.blocks = std::move(blocks);
    e.thread_ts = text_at(m, "thread_ts");
    if (const auto done = workspace_.post_ephemeral(ch, std::move(e)); !done) return done.error();
    return {};
}

hook_answer slack_api::hook(
    const std::string& path, const http::header_list& headers, const std::string& body
)
{
    std::optional<json::value> parsed;
    if (headers.find("Content-Type").starts_with("application/x-www-form-urlencoded")) {
        parsed = parse_json(text_at(parse_form(body), "payload"));
    } else {
        parsed = parse_json(body);
    }
    const auto as_json = [](unsigned status, std::string_view code) {
        return hook_answer{
            status, fmt::format(R"({{"ok":false,"error":"{}"}})", code), "application/json", {}
        };
    };
    if (path.starts_with("/services/")) {
        const auto it = webhooks_.find(path);
        if (it == webhooks_.end()) return {404, "no_service", "text/html", {}};
        if (const auto wait = over_limit("hook " + path, 1, 5))
            return {429, "rate_limited", "text/html", wait};
        if (!parsed || !parsed->is_object()) return {400, "invalid_payload", "text/html", {}};
        auto message = parsed->get_object();
        message["response_type"] = "in_channel";
        auto* ch = workspace_.find_channel(it->second);
        if (ch == nullptr) return {404, "channel_not_found", "text/html", {}};
        if (ch->archived) return {410, "channel_is_archived", "text/html", {}};
        if (text_at(message, "text").empty() && array_at(message, "blocks") == nullptr) {
            return {400, "no_text", "text/html", {}};
        }
        const auto done = respond(it->second, {}, {}, message);
        return done ? hook_answer{} : hook_answer{400, done.error().code, "text/html", {}};
    }
    const auto it = response_urls_.find(path);
    if (it == response_urls_.end()) return as_json(404, "expired_url");
    auto& url = it->second;
    if (time_.now() - url.made > std::chrono::minutes(30)) return as_json(404, "expired_url");
    if (url.uses >= 5) return as_json(404, "used_url");
    if (!parsed || !parsed->is_object()) return as_json(400, "invalid_payload");
    ++url.uses;
    const auto done = respond(url.channel, url.user, url.message_ts, parsed->get_object());
    return done ? hook_answer{} : as_json(200, done.error().code);
}

}  // namespace adapters::sandbox
