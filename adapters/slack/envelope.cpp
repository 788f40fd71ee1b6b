#include "adapters/slack/envelope.hpp"

#include "adapters/slack/payload.hpp"

#include <utility>

namespace adapters::slack {

using namespace reading;

namespace {

std::string first_of(const std::string& a, const std::string& b)
{
    return a.empty() ? b : a;
}

frame_body slash_of(payload& p)
{
    if (p.command.empty() || p.user_id.empty()) return malformed{"slash command without command or user"};
    return slash_command{
        std::move(p.command),
        std::move(p.text),
        {std::move(p.user_id), std::move(p.user_name)},
        std::move(p.team_id),
        std::move(p.channel_id),
        std::move(p.channel_name),
        std::move(p.trigger_id),
        std::move(p.response_url)
    };
}

frame_body action_of(payload& p)
{
    if (p.user.id.empty() || p.action_id.empty()) return malformed{"action without user or action_id"};
    block_action a;
    a.action_id = std::move(p.action_id);
    a.value = std::move(p.action_value);
    a.action_ts = std::move(p.action_ts);
    a.user = std::move(p.user);
    a.team = first_of(p.team, p.user_team);
    a.channel = first_of(p.container_channel, p.channel);
    a.channel_name = std::move(p.channel_label);
    a.message_ts = first_of(p.container_ts, p.message_ts);
    a.delivery = std::move(p.message_delivery);
    a.thread_ts = first_of(p.container_thread, p.message_thread);
    a.ephemeral = p.ephemeral;
    a.in_view = p.container_type == "view" || (p.container_type.empty() && p.has_view);
    a.trigger_id = std::move(p.trigger_id);
    a.response_url = std::move(p.response_url);
    return a;
}

frame_body interactive_of(payload& p)
{
    if (p.type == "block_actions") return action_of(p);
    if (p.type == "view_submission") {
        if (p.user.id.empty() || p.view_callback.empty())
            return malformed{"submission without user or callback_id"};
        return view_submission{
            std::move(p.view_id),
            std::move(p.view_callback),
            std::move(p.view_metadata),
            std::move(p.view_values),
            std::move(p.user),
            first_of(p.team, p.user_team),
            std::move(p.trigger_id)
        };
    }
    if (p.type == "view_closed")
        return view_closed{std::move(p.view_id), std::move(p.view_callback), std::move(p.user)};
    if (p.type == "message_action" || p.type == "shortcut")
        return shortcut{std::move(p.callback_id), std::move(p.user)};
    if (p.type.empty()) return malformed{"interaction without a type"};
    return other{"interactive/" + p.type.substr(0, 64)};
}

frame_body event_of(payload& p)
{
    if (p.event_type == "reaction_added" || p.event_type == "reaction_removed") {
        if (p.item_type != "message") return other{"events_api/reaction on " + p.item_type.substr(0, 32)};
        if (p.event_user.empty() || p.item_channel.empty() || p.item_ts.empty() || p.event_reaction.empty())
            return malformed{"reaction without user, name or message"};
        return reaction_event{
            p.event_type == "reaction_added",
            std::move(p.event_reaction),
            std::move(p.event_user),
            std::move(p.team_id),
            std::move(p.item_channel),
            std::move(p.item_ts),
            std::move(p.event_ts),
            std::move(p.event_id)
        };
    }
    if (p.event_type == "app_mention") {
        if (p.event_channel.empty()) return malformed{"mention without a channel"};
        return app_mention{
            std::move(p.event_text),
            {std::move(p.event_user), {}},
            first_of(p.team_id, p.event_team),
            std::move(p.event_channel),
            first_of(p.event_message_ts, p.event_ts),
            std::move(p.event_thread),
            std::move(p.event_bot),
            std::move(p.event_app),
            std::move(p.event_id)
        };
    }
    if (p.event_type.empty() && p.type.empty()) return malformed{"event without a type"};
    return other{"events_api/" + first_of(p.event_type, p.type).substr(0, 64)};
}

struct envelope {
    std::string type, id, reason;
    bool accepts_payload = false;
    int retry_attempt = 0;
    hello greeting;
    bool has_payload = false;
    payload content;
};

void read_greeting(std::string_view name, json::value v, envelope& e)
{
    if (name == "num_connections")
        read(v, e.greeting.num_connections);
    else if (name == "connection_info")
        each_field(v, [&](std::string_view inner, json::value x) {
            if (inner == "app_id") read(x, e.greeting.app_id);
        });
    else if (name == "debug_info")
        each_field(v, [&](std::string_view inner, json::value x) {
            int seconds = 0;
            if (inner == "host")
                read(x, e.greeting.host);
            else if (inner == "approximate_connection_time") {
                read(x, seconds);
                e.greeting.approximate_lifetime = std::chrono::seconds(seconds);
            }
        });
}

envelope read_envelope(json::document& doc)
{
    envelope e;
    if (must(doc.type()) != json::json_type::object) throw broken{simdjson::INCORRECT_TYPE};
    each_field(must(doc.get_value()), [&](std::string_view name, json::value x) {
        if (name == "type")
            read(x, e.type);
        else if (name == "envelope_id")
            read(x, e.id);
        else if (name == "reason")
            read(x, e.reason);
        else if (name == "accepts_response_payload")
            read(x, e.accepts_payload);
        else if (name == "retry_attempt")
            read(x, e.retry_attempt);
        else if (name == "payload") {
            e.has_payload = is(x, json::json_type::object);
            read_payload(x, e.content);
        } else
            read_greeting(name, x, e);
    });
    return e;
}

frame_body body_of(envelope& e)
{
    if (e.type == "hello") return std::move(e.greeting);
    if (e.type == "disconnect") return disconnect{std::move(e.reason)};
    if (e.type.empty()) return malformed{"frame without a type"};
    const bool known = e.type == "slash_commands" || e.type == "interactive" || e.type == "events_api";
    if (!known) return other{e.type.substr(0, 64)};
    if (!e.has_payload) return malformed{"envelope without a payload"};
    if (e.type == "slash_commands") return slash_of(e.content);
    if (e.type == "interactive") return interactive_of(e.content);
    return event_of(e.content);
}

}  // namespace

struct envelope_decoder::state {
    json::parser parser;
    std::string buffer;  // the frame, with the room behind it that simdjson reads into
};

envelope_decoder::envelope_decoder() : state_(std::make_unique<state>()) {}
envelope_decoder::~envelope_decoder() = default;
envelope_decoder::envelope_decoder(envelope_decoder&&) noexcept = default;
envelope_decoder& envelope_decoder::operator=(envelope_decoder&&) noexcept = default;

frame envelope_decoder::decode(std::string_view text)
{
    frame f;
    try {
        state_->buffer.assign(text);
        state_->buffer.resize(text.size() + simdjson::SIMDJSON_PADDING);
        json::document doc =
            must(state_->parser.iterate(state_->buffer.data(), text.size(), state_->buffer.size()));
        envelope e = read_envelope(doc);
        f.accepts_payload = e.accepts_payload;
        f.retry_attempt = e.retry_attempt;
        f.body = body_of(e);
        f.envelope_id = is_usable_envelope_id(e.id) ? std::move(e.id) : std::string();
    } catch (const broken& b) {
        f = {};
        f.envelope_id = envelope_id_of(text);
        f.body = malformed{simdjson::error_message(b.why)};
    }
    if (state_->buffer.capacity() > (std::size_t{1} << 20)) std::string().swap(state_->buffer);
    return f;
}

}  // namespace adapters::slack
