#include "adapters/teams/activities.hpp"

#include "adapters/teams/card_text.hpp"
#include "runbooks/dialect.hpp"
#include "runbooks/mention.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace adapters::teams {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_words = 9'000;  // UTF-16 units; escaping may double them
constexpr std::size_t most_mentions = 50;

constexpr bot::phrase not_installed{
    "o Teams respondeu {0}: instale o aplicativo do bot nesta equipe ou conversa (Gerenciar equipe → "
    "Aplicativos) e "
    "envie de novo",
    "Teams answered {0}: install the bot's app in this team or chat (Manage team → Apps), then send again"
};
constexpr bot::phrase disabled{
    "o Teams respondeu {0}: o administrador desativou o aplicativo do bot; peça que o permita e envie de "
    "novo",
    "Teams answered {0}: the administrator has disabled the bot's app; have it allowed, then send again"
};
constexpr bot::phrase not_allowed{
    "o Teams respondeu {0}: o bot não pode publicar aqui; ajuste as permissões e envie de novo",
    "Teams answered {0}: the bot may not post here; change the permissions, then send again"
};
constexpr bot::phrase not_there{
    "o Teams respondeu {0}: a conversa ou mensagem não existe mais; confira a configuração e envie de novo",
    "Teams answered {0}: the conversation or message is not there any more; check the configuration, then "
    "send again"
};
constexpr bot::phrase wrong_host{
    "o Teams respondeu {0}: o service_url não é o desta nuvem; confira cloud e service_url e envie de novo",
    "Teams answered {0}: the service_url is not this cloud's; check cloud and service_url, then send again"
};
constexpr bot::phrase no_credentials{
    "o Teams recusou a credencial do bot: {0}", "Teams refused the bot's credentials: {0}"
};
constexpr bot::phrase not_sent_there{
    "nada foi enviado: {0}; confira service_hosts e se o aplicativo está instalado nesta conversa",
    "nothing was sent: {0}; check service_hosts and that the app is installed in this conversation"
};
constexpr bot::phrase refused{"o Teams recusou: {0}", "Teams refused: {0}"};

json::object message_base(const json::object& metadata)
{
    json::object a{{"type", "message"}};
    if (!metadata.empty()) a["channelData"] = json::object{{"incidentd", metadata}};
    return a;
}

json::object text_activity(std::string_view text, const json::object& metadata)
{
    json::object a = message_base(metadata);
    a["textFormat"] = "markdown";
    a["text"] = text;
    return a;
}

// Text and card in one activity may become two messages (teams.md 4.3): a card travels alone.
json::object card_activity(card_message m, const json::object& metadata)
{
    json::object a = message_base(metadata);
    a["summary"] = m.summary;
    a["attachments"] = json::array{card_attachment(std::move(m.card))};
    return a;
}

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

std::string failure_text(const connector_reply& r, bot::language l)
{
    if (r.bad_credentials) return bot::say(l, no_credentials, r.code);
    if (r.status == 0) return bot::say(l, not_sent_there, r.code);
    if (contains(r.code, "BotNotInConversationRoster")) return bot::say(l, not_installed, r.code);
    if (contains(r.code, "BotDisabledByAdmin")) return bot::say(l, disabled, r.code);
    if (contains(r.code, "InvalidBotApiHost")) return bot::say(l, wrong_host, r.code);
    if (r.status == 403) return bot::say(l, not_allowed, r.code);
    if (r.status == 404) return bot::say(l, not_there, r.code);
    return bot::say(l, refused, r.code);
}

bot::failure_kind kind_of_failure(const connector_reply& r, const bot::delivery& what)
{
    // The message to edit is gone for good; a conversation may come back.
    if (r.status == 404 && what.is_repeatable()) return bot::failure_kind::permanent;
    if (r.bad_credentials) return bot::failure_kind::credentials;
    if (r.status == 0 || r.status == 403 || r.status == 404) return bot::failure_kind::mendable;
    return bot::failure_kind::permanent;
}

}  // namespace

json::object metadata_of(const bot::delivery& what)
{
    json::object m{{"delivery_id", what.id}};
    if (what.is_final())
        m["event_type"] = "incidentd_post";
    else if (what.preview)
        m["event_type"] = "incidentd_preview";
    else
        return m;
    m["draft_id"] = what.draft_id;
    m["incident_id"] = what.incident_id;
    m["stage"] = what.stage;
    m["revision"] = std::to_string(what.revision);
    m["content_sha256"] = what.content_sha256;
    return m;
}

json::object final_post(const bot::delivery& what, const account_of_name& named)
{
    json::object a = text_activity(what.final_text, metadata_of(what));
    json::array entities;
    for (const auto& each : runbooks::mentions_in(runbooks::dialect::teams, what.final_text)) {
        if (!named || entities.size() == most_mentions) break;
        const auto who = named(each.id);
        if (!who || who->platform != "teams") continue;
        entities.push_back(json::object{
            {"type", "mention"},
            {"text", what.final_text.substr(each.offset, each.length)},
            {"mentioned", json::object{{"id", who->id}, {"name", each.id}}},
        });
    }
    if (!entities.empty()) a["entities"] = std::move(entities);
    return a;
}

json::object words_activity(const bot::notice& words, const json::object& metadata, const card_frame& frame)
{
    if (words.buttons.empty()) {
        std::string text = message_escape(shortened(words.text, longest_words));
        auto [line, entities] = mentions_of(words.mention, frame.name_of);
        if (!line.empty()) text += (text.empty() ? "" : "\n\n") + line;
        json::object a = text_activity(text.empty() ? std::string_view("-") : text, metadata);
        if (!entities.empty()) a["entities"] = std::move(entities);
        return a;
    }
    return card_activity(card_of(words, frame), metadata);
}

json::object activity_of(
    const bot::delivery& what, const std::optional<bot::delivery>& target, card_frame frame
)
{
    json::object metadata = metadata_of(what);
    // An update replaces the whole message, which stays the target's.
    if (what.kind == bot::delivery_kind::update && target) metadata["delivery_id"] = target->id;
    frame.metadata = metadata;
    frame.shown = what.id;
    if (what.preview) return card_activity(card_of(*what.preview, frame), metadata);
    const bot::notice words = what.words.value_or(bot::notice{});
    const bool was_card =
        what.kind == bot::delivery_kind::update && target && target->words && !target->words->buttons.empty();
    if (was_card) return card_activity(card_of(words, frame), metadata);
    return words_activity(words, metadata, frame);
}

json::object line_for(const bot::account& who, const std::string& name, std::string_view text)
{
    std::string line = message_escape(text);
    if (name.empty()) return text_activity(line, {});
    const std::string tag = "<at>" + mention_name(name) + "</at>";
    json::object a = text_activity(tag + ": " + line, {});
    a["entities"] = json::array{json::object{
        {"type", "mention"}, {"text", tag}, {"mentioned", json::object{{"id", who.id}, {"name", name}}}
    }};
    return a;
}

bot::delivery_outcome outcome_of(
    const connector_reply& reply, const bot::delivery& what, bot::language language
)
{
    using bot::delivery_result;
    bot::delivery_outcome o;
    o.error = reply.code;
    const bool can_repeat = what.is_repeatable();
    switch (reply.end) {
        case call_end::ok:
            o.result = delivery_result::sent;
            o.error.clear();
            return o;
        case call_end::limited:
        case call_end::not_sent:
            o.result = delivery_result::retry;
            o.retry_after = std::max(reply.retry_after, std::chrono::milliseconds(200));
            return o;
        case call_end::unknown:
            // Against the service's general advice to repeat after 502 to 504: it may have been posted.
            o.result = can_repeat ? delivery_result::retry : delivery_result::unknown;
            o.retry_after = std::chrono::milliseconds(2000);
            return o;
        case call_end::refused:
            break;
    }
    o.result = delivery_result::failed;
    o.failure = kind_of_failure(reply, what);
    o.error = failure_text(reply, language);
    return o;
}

message_place place_of(std::string_view platform_id, bool is_channel)
{
    const auto slash = platform_id.find('/');
    if (slash != std::string_view::npos)
        return {std::string(platform_id.substr(0, slash)), std::string(platform_id.substr(slash + 1))};
    return {is_channel ? std::string(platform_id) : std::string(), std::string(platform_id)};
}

std::string platform_id_of(const message_place& place)
{
    if (place.root.empty() || place.root == place.id || place.id.empty()) return place.id;
    return place.root + "/" + place.id;
}

}  // namespace adapters::teams
