#include "adapters/slack/payload.hpp"

namespace adapters::slack {

using namespace reading;

namespace {

constexpr std::size_t most_values = 200;

void read_option(json::value v, std::string& into)
{
    each_field(v, [&](std::string_view name, json::value x) {
        if (name == "value") read(x, into);
    });
}

void read_action(json::value v, payload& p)
{
    each_field(v, [&](std::string_view name, json::value x) {
        if (name == "action_id")
            read(x, p.action_id);
        else if (name == "value")
            read(x, p.action_value);
        else if (name == "action_ts")
            read(x, p.action_ts);
        else if (name == "selected_option")
            read_option(x, p.action_value);
    });
}

// state.values[block][action]: our inputs have one element a block, named "value"; the last one wins.
void read_values(json::value v, payload& p)
{
    each_field(v, [&](std::string_view block_view, json::value actions) {
        if (p.view_values.size() >= most_values) return;
        std::string& into = p.view_values[std::string(block_view.substr(0, 255))];
        each_field(actions, [&](std::string_view, json::value element) {
            each_field(element, [&](std::string_view name, json::value x) {
                if (name == "value")
                    read(x, into);
                else if (name == "selected_option")
                    read_option(x, into);
            });
        });
    });
}

void read_view(json::value v, payload& p)
{
    each_field(v, [&](std::string_view name, json::value x) {
        p.has_view = true;
        if (name == "id")
            read(x, p.view_id);
        else if (name == "callback_id")
            read(x, p.view_callback);
        else if (name == "private_metadata")
            read(x, p.view_metadata);
        else if (name == "state")
            each_field(x, [&](std::string_view inner, json::value values) {
                if (inner == "values") read_values(values, p);
            });
    });
}

void read_item(json::value v, payload& p)
{
    each_field(v, [&](std::string_view name, json::value x) {
        if (name == "type")
            read(x, p.item_type);
        else if (name == "channel")
            read(x, p.item_channel);
        else if (name == "ts")
            read(x, p.item_ts);
    });
}

void read_event(json::value v, payload& p)
{
    each_field(v, [&](std::string_view name, json::value x) {
        if (name == "type")
            read(x, p.event_type);
        else if (name == "user")
            read(x, p.event_user);
        else if (name == "text")
            read(x, p.event_text);
        else if (name == "ts")
            read(x, p.event_message_ts);
        else if (name == "event_ts")
            read(x, p.event_ts);
        else if (name == "thread_ts")
            read(x, p.event_thread);
        else if (name == "channel")
            read(x, p.event_channel);
        else if (name == "reaction")
            read(x, p.event_reaction);
        else if (name == "bot_id")
            read(x, p.event_bot);
        else if (name == "app_id")
            read(x, p.event_app);
        else if (name == "team")
            read(x, p.event_team);
        else if (name == "item")
            read_item(x, p);
    });
}

void read_user(json::value v, payload& p)
{
    each_field(v, [&](std::string_view name, json::value x) {
        if (name == "id")
            read(x, p.user.id);
        else if (name == "name" || (name == "username" && p.user.name.empty()))
            read(x, p.user.name);
        else if (name == "team_id")
            read(x, p.user_team);
    });
}

// What we marked the message with (slack.md 10): the delivery that made it.
void read_mark(json::value v, payload& p)
{
    each_field(v, [&](std::string_view name, json::value x) {
        if (name != "event_payload") return;
        each_field(x, [&](std::string_view inner, json::value y) {
            if (inner == "delivery_id") read(y, p.message_delivery);
        });
    });
}

void read_place(std::string_view name, json::value v, payload& p)
{
    if (name == "channel") {
        each_field(v, [&](std::string_view inner, json::value x) {
            if (inner == "id")
                read(x, p.channel);
            else if (inner == "name")
                read(x, p.channel_label);
        });
    } else if (name == "container") {
        each_field(v, [&](std::string_view inner, json::value x) {
            if (inner == "type")
                read(x, p.container_type);
            else if (inner == "message_ts")
                read(x, p.container_ts);
            else if (inner == "channel_id")
                read(x, p.container_channel);
            else if (inner == "thread_ts")
                read(x, p.container_thread);
            else if (inner == "is_ephemeral")
                read(x, p.ephemeral);
        });
    } else if (name == "message") {
        each_field(v, [&](std::string_view inner, json::value x) {
            if (inner == "ts")
                read(x, p.message_ts);
            else if (inner == "thread_ts")
                read(x, p.message_thread);
            else if (inner == "metadata")
                read_mark(x, p);
        });
    } else if (name == "team") {
        each_field(v, [&](std::string_view inner, json::value x) {
            if (inner == "id") read(x, p.team);
        });
    }
}

}  // namespace

void read_payload(json::value v, payload& p)
{
    each_field(v, [&](std::string_view name, json::value x) {
        if (name == "type")
            read(x, p.type);
        else if (name == "command")
            read(x, p.command);
        else if (name == "text")
            read(x, p.text);
        else if (name == "user_id")
            read(x, p.user_id);
        else if (name == "user_name")
            read(x, p.user_name);
        else if (name == "channel_id")
            read(x, p.channel_id);
        else if (name == "channel_name")
            read(x, p.channel_name);
        else if (name == "team_id")
            read(x, p.team_id);
        else if (name == "trigger_id")
            read(x, p.trigger_id);
        else if (name == "response_url")
            read(x, p.response_url);
        else if (name == "callback_id")
            read(x, p.callback_id);
        else if (name == "event_id")
            read(x, p.event_id);
        else if (name == "user")
            read_user(x, p);
        else if (name == "view")
            read_view(x, p);
        else if (name == "event")
            read_event(x, p);
        else if (name == "actions")
            each_item(x, [&](json::value item) {
                if (p.actions++ == 0) read_action(item, p);
            });
        else
            read_place(name, x, p);
    });
}

}  // namespace adapters::slack
