#include "bot/command_audit.hpp"

#include "bot/credential_mark.hpp"
#include "bot/lifecycle.hpp"

#include <algorithm>
#include <utility>

namespace bot {

namespace {

// The incident that came of it, else the one that the words name, else the only live one of the channel.
std::string incident_of(
    const change_set& changes, const context& ctx, const inbound& event, std::string_view words
)
{
    for (const audit_event& each : changes.audit_events())
        if (!each.incident_id.empty()) return each.incident_id;
    while (!words.empty()) {
        const auto end = std::min(words.find(' '), words.size());
        const auto id = normalise_incident_id(words.substr(0, end), ctx.config.incident_prefix);
        if (id && changes.find_incident(*id) != nullptr) return *id;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    const auto here = changes.incidents_in(event.at.channel, false);
    return here.size() == 1 ? here.front()->id : std::string();
}

}  // namespace

void audit_command(change_set& changes, const context& ctx, const inbound& event)
{
    const language l = channel_language(ctx);
    const auto clean = [&](const std::string& text) { return without_secrets(text, ctx.config.policy, l); };
    audit_entry entry;
    std::string_view words;
    if (const auto* typed = std::get_if<typed_command>(&event.what)) {
        entry.kind = "command.typed";
        entry.details["text"] = clean(typed->text);
        words = typed->text;
    } else if (const auto* form = std::get_if<form_submission>(&event.what)) {
        entry.kind = "form.submitted";
        entry.details["form"] = form->callback;
        boost::json::object fields;
        for (const auto& [name, value] : form->fields) fields[name] = clean(value);
        entry.details["fields"] = std::move(fields);
    } else if (const auto* pressed = std::get_if<press>(&event.what)) {
        if (!pressed->action.starts_with("command.")) return;
        entry.kind = "command.pressed";
        entry.details["action"] = pressed->action;
    } else {
        return;
    }
    entry.incident_id = incident_of(changes, ctx, event, words);
    entry.by = event.from.who;
    entry.details["channel"] = event.at.channel.key();
    entry.details["changed"] = changes.changes_anything();
    changes.audit(std::move(entry));
}

}  // namespace bot
