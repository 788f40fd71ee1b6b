#include "adapters/slack/posts.hpp"

#include "adapters/slack/api_errors.hpp"
#include "adapters/slack/text.hpp"
#include "bot/error_phrases.hpp"
#include "runbooks/dialect.hpp"

#include <openssl/evp.h>

#include <array>

namespace adapters::slack {

namespace json = boost::json;

namespace {

constexpr bot::phrase not_invited{
    "o Slack respondeu {0}: convide o bot para o canal com /invite @{1} e envie de novo",
    "Slack answered {0}: invite the bot to the channel with /invite @{1}, then send again"
};
constexpr bot::phrase archived{
    "o Slack respondeu {0}: o canal está arquivado; desarquive-o e envie de novo",
    "Slack answered {0}: the channel is archived; unarchive it, then send again"
};
constexpr bot::phrase not_allowed{
    "o Slack respondeu {0}: o canal não deixa o bot publicar; ajuste as permissões e envie de novo",
    "Slack answered {0}: the channel does not let the bot post; change its permissions, then send again"
};
constexpr bot::phrase not_permitted{
    "o Slack recusou a credencial ou a instalação: {0} {1}",
    "Slack refused the credential or installation: {0} {1}"
};
constexpr bot::phrase refused{"o Slack recusou: {0} {1}", "Slack refused: {0} {1}"};

json::object base(const bot::delivery& what, int part)
{
    return {
        {"channel", what.channel.id},
        {"unfurl_links", false},
        {"unfurl_media", false},
        {"metadata", metadata_of(what, part)},
        {"client_msg_id", client_msg_id(what, part)}
    };
}

std::string failure_text(const api_reply& reply, const identity& self, bot::language language)
{
    const std::string& code = reply.code;
    if (code == "not_in_channel" || code == "channel_not_found")
        return bot::say(language, not_invited, code, self.user.empty() ? std::string("bot") : self.user);
    if (code == "is_archived" || code == "is_inactive") return bot::say(language, archived, code);
    if (code.starts_with("restricted_action")) return bot::say(language, not_allowed, code);
    if (classify(code) == api_error::credentials)
        return bot::say(language, not_permitted, code, reply.detail);
    return bot::say(language, refused, code, reply.detail);
}

bool is_mendable(std::string_view code)
{
    return code == "not_in_channel" || code == "channel_not_found" || code == "is_archived" ||
           code == "is_inactive" || code.starts_with("restricted_action") ||
           code == "message_limit_exceeded" || code == "messages_tab_disabled";
}

}  // namespace

std::string_view event_type_of(const bot::delivery& what) noexcept
{
    if (what.is_final()) return post_type;
    if (what.kind == bot::delivery_kind::preview) return preview_type;
    return message_type;
}

json::object metadata_of(const bot::delivery& what, int part)
{
    const auto type = part == 0 ? event_type_of(what) : message_type;
    json::object payload{{"delivery_id", what.id}};
    if (type != message_type) {
        payload["draft_id"] = what.draft_id;
        payload["incident_id"] = what.incident_id;
        payload["stage"] = what.stage;
        payload["revision"] = std::to_string(what.revision);
        payload["content_sha256"] = what.content_sha256;
    }
    if (part != 0) payload["part"] = std::to_string(part);
    return {{"event_type", type}, {"event_payload", std::move(payload)}};
}

// EVP_sha1() makes OpenSSL 3 look the algorithm up again at each digest.
const EVP_MD* sha1()
{
    static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    return fetched;
}

// RFC 4122, version 5. Ids start anew with a new store, hence the time of creation in the name.
std::string client_msg_id(const bot::delivery& what, int part)
{
    static constexpr std::array<unsigned char, 16> space{
        0x5f, 0x0e, 0x2b, 0x7a, 0x91, 0xc4, 0x4d, 0x18, 0xa3, 0x6e, 0x1d, 0x42, 0x77, 0xb0, 0x9c, 0xe5
    };
    std::string name(space.begin(), space.end());
    name += what.channel.key() + "/" + what.id + "/" +
            std::to_string(what.created_at.time_since_epoch().count()) + "/" + std::to_string(part);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(name.data(), name.size(), digest.data(), &size, sha1(), nullptr) != 1) return {};
    digest[6] = static_cast<unsigned char>((digest[6] & 0x0FU) | 0x50U);
    digest[8] = static_cast<unsigned char>((digest[8] & 0x3FU) | 0x80U);
    constexpr std::string_view hex_digits = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += hex_digits[digest[i] >> 4];
        text += hex_digits[digest[i] & 15];
    }
    return text;
}

json::object final_post(const bot::delivery& what)
{
    json::object body = base(what, 0);
    if (runbooks::utf16_units(what.final_text) <= runbooks::slack_plain_limit) {
        body["text"] = what.final_text;
        return body;
    }
    body["text"] = std::string(cut(what.final_text, 3000)) + "…";
    body["blocks"] = exact_sections(what.final_text);
    return body;
}

// Slack parses an edit's text as a client would unless told not to, and drops blocks that are left out
// (slack.md, chat.update).
json::object final_edit(const bot::delivery& what, const std::string& channel, const std::string& ts)
{
    json::object body = final_post(what);
    body.erase("client_msg_id");
    body.erase("unfurl_links");
    body.erase("unfurl_media");
    body["channel"] = channel;
    body["ts"] = ts;
    body["parse"] = "none";
    body["link_names"] = false;
    return body;
}

json::object new_message(
    const bot::delivery& what, message_content content, const std::string& thread, int part
)
{
    json::object body = base(what, part);
    body["text"] = std::move(content.text);
    body["blocks"] = std::move(content.blocks);
    if (!thread.empty()) body["thread_ts"] = thread;
    return body;
}

json::object edit_of(const std::string& channel, const std::string& ts, message_content content)
{
    return {
        {"channel", channel},
        {"ts", ts},
        {"text", std::move(content.text)},
        {"blocks", std::move(content.blocks)}
    };
}

std::string what_happened(const api_reply& reply, bot::language language)
{
    return reply.transport ? bot::say(language, reply.transport) : reply.code;
}

bot::delivery_outcome outcome_of(
    const api_reply& reply, const bot::delivery& what, const identity& self, bot::language language
)
{
    bot::delivery_outcome o;
    const bool can_repeat = what.is_repeatable();
    switch (reply.end) {
        case call_end::ok:
            o.result = bot::delivery_result::sent;
            o.platform_id = reply.ts;
            return o;
        case call_end::limited:
        case call_end::not_sent:
            o.result = bot::delivery_result::retry;
            o.retry_after = std::max(reply.retry_after, std::chrono::milliseconds(1000));
            o.error = what_happened(reply, language);
            return o;
        case call_end::unknown:
            o.result = can_repeat ? bot::delivery_result::retry : bot::delivery_result::unknown;
            o.retry_after = std::chrono::milliseconds(2000);
            o.error = what_happened(reply, language);
            return o;
        case call_end::refused:
            break;
    }
    o.result = bot::delivery_result::failed;
    o.failure = bot::failure_kind::permanent;
    if (is_mendable(reply.code)) o.failure = bot::failure_kind::mendable;
    if (classify(reply.code) == api_error::credentials) o.failure = bot::failure_kind::credentials;
    o.error = failure_text(reply, self, language);
    return o;
}

}  // namespace adapters::slack
