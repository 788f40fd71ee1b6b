// Cards and dialogs: buttons, refreshes, forms, and what a client makes of the bot's answers.
#include "adapters/sandbox/adaptive_card.hpp"
#include "adapters/sandbox/local_http.hpp"
#include "adapters/sandbox/teams_deeds.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {

namespace {

constexpr std::string_view adaptive = "application/vnd.microsoft.card.adaptive";

json::object client_stops(const pressed& p)
{
    auto o = wrong(p.unknown.empty() ? "inputs_required" : "no_such_input");
    const auto& names = p.unknown.empty() ? p.wrong : p.unknown;
    o["fields"] = json::array(names.begin(), names.end());
    return o;
}

json::object shown(std::string_view what, const delivered& d)
{
    return {{"ok", true}, {"shown", what}, {"status", d.status}, {"latency_us", d.latency.count()}};
}

}  // namespace

json::object teams_deeds::invoke(const spot& s, std::string_view name, json::object value)
{
    auto a = activity("invoke", *s.who, *s.where, s.message == nullptr ? std::string() : s.message->root);
    a["name"] = name;
    if (s.message != nullptr) a["replyToId"] = s.message->id;
    a["value"] = std::move(value);
    return a;
}

json::object teams_deeds::unreachable(const spot& s, const delivered& d, std::string why, bool quiet)
{
    if (!quiet) {
        teams_notice n;
        n.to = s.who->id;
        n.conversation = s.where->id;
        n.message = s.message == nullptr ? std::string() : s.message->id;
        n.kind = "unreachable";
        n.text = "Unable to reach app. Please try again.";
        workspace_.tell(std::move(n));
    }
    auto o = wrong("unable_to_reach_app");
    o["why"] = why;
    o["status"] = d.status;
    o["latency_us"] = d.latency.count();
    o["attempts"] = d.attempts;
    return o;
}

teams_deeds::seen teams_deeds::press(
    std::string who, std::string where, std::string id, std::string action, json::object inputs, bool stale
)
{
    auto s = find(who, where, id);
    if (!s.error.empty()) co_return wrong(s.error);
    const auto* card = workspace_.card_of(*s.message, s.who->id);
    auto which = card == nullptr ? placed_action{} : find_action(*card, action);
    const auto& earlier = s.message->earlier_cards;
    for (auto i = earlier.size(); stale && which.action == nullptr && i > 0; --i)
        which = find_action(earlier[i - 1], action);
    if (which.action == nullptr) co_return wrong("no_such_action");
    const json::object button = *which.action;
    const auto type = text_at(button, "type");
    if (type == "Action.OpenUrl")
        co_return json::object{{"ok", true}, {"shown", "url"}, {"url", button.at("url")}};
    if (type != "Action.Execute" && type != "Action.Submit")
        co_return json::object{{"ok", true}, {"shown", "nothing"}};
    auto p = press_action(which, inputs);
    if (!p.wrong.empty() || !p.unknown.empty()) co_return client_stops(p);
    if (type == "Action.Execute") co_return co_await execute(s, button, std::move(p.data), true);
    co_return co_await submit_action(s, std::move(p.data));
}

teams_deeds::seen teams_deeds::refresh(std::string who, std::string where, std::string id, bool manual)
{
    auto s = find(who, where, id);
    if (!s.error.empty()) co_return wrong(s.error);
    const auto* card = workspace_.card_of(*s.message, s.who->id);
    const auto* r = card == nullptr ? nullptr : object_at(*card, "refresh");
    const auto* action = r == nullptr ? nullptr : object_at(*r, "action");
    if (action == nullptr) co_return wrong("no_refresh");
    if (const auto* users = array_at(*r, "userIds"); users != nullptr && !manual) {
        bool listed = false;
        for (const auto& u : *users) listed = listed || (u.is_string() && u.get_string() == s.who->id);
        if (!listed) co_return wrong("not_for_this_person");
    }
    const auto* data = object_at(*action, "data");
    co_return co_await execute(s, *action, data == nullptr ? json::object{} : *data, manual);
}

teams_deeds::seen teams_deeds::execute(spot s, json::object action, json::object data, bool manual)
{
    json::object sent{{"type", "Action.Execute"}, {"verb", action.at("verb")}, {"data", std::move(data)}};
    for (const auto* key : {"id", "title"})
        if (action.contains(key)) sent[key] = action.at(key);
    json::object value{{"action", std::move(sent)}, {"trigger", manual ? "manual" : "automatic"}};
    const auto who = s.who->id;
    const auto where = s.where->id;
    const auto id = s.message->id;
    const auto d = co_await courier_.ask(invoke(s, "adaptiveCard/action", std::move(value)));
    s = find(who, where, id);  // what was there may be gone meanwhile
    if (!s.error.empty()) co_return wrong(s.error);
    co_return show_card_answer(s, d, manual);
}

json::object teams_deeds::show_card_answer(const spot& s, const delivered& d, bool manual)
{
    // Microsoft's SDK repeats the body's statusCode as the status of the answer, so only the body counts.
    if (d.status == 0) return unreachable(s, d, d.why, !manual);
    const auto parsed = parse_json(d.body);
    const auto* body = parsed ? parsed->if_object() : nullptr;
    if (body == nullptr)
        return unreachable(
            s, d, fmt::format("status {}, and the answer is no JSON object", d.status), !manual
        );
    const auto code = number_at(*body, "statusCode", 0);
    const auto type = text_at(*body, "type");
    const auto* value = body->if_contains("value");
    teams_notice n;
    n.to = s.who->id;
    n.conversation = s.where->id;
    n.message = s.message->id;
    if (code == 200 && type == adaptive && value != nullptr) {
        const auto faults = check_card(*value, card_place::message);
        if (!faults.empty()) return unreachable(s, d, fmt::format("{}", fmt::join(faults, "; ")), !manual);
        s.message->views[s.who->id] = value->get_object();
        workspace_.shown(*s.where, s.message->id);
        auto o = shown("card", d);
        o["card"] = *value;
        return o;
    }
    if (code == 200 && type == "application/vnd.microsoft.activity.message" && value != nullptr &&
        value->is_string() && !value->get_string().empty()) {
        n.kind = "message";
        n.text = value->get_string();
    } else if ((code == 400 || code == 500) && type == "application/vnd.microsoft.error" &&
               value != nullptr && value->is_object() && !text_at(value->get_object(), "message").empty()) {
        n.kind = "error";
        n.text = text_at(value->get_object(), "message");
    } else {
        return unreachable(s, d, fmt::format("an answer of no known shape: {} {}", code, type), !manual);
    }
    auto o = shown(n.kind, d);
    o["text"] = n.text;
    if (manual) workspace_.tell(std::move(n));
    return o;
}

teams_deeds::seen teams_deeds::submit_action(spot s, json::object data)
{
    const auto* extra = object_at(data, "msteams");
    const std::string kind(extra == nullptr ? "" : text_at(*extra, "type"));
    if (kind == "task/fetch") co_return co_await fetch_dialog(s, std::move(data));
    if (kind == "imBack")
        co_return co_await say(s.who->id, s.where->id, std::string(text_at(*extra, "value")), {});
    auto a = activity("message", *s.who, *s.where, s.message->root);
    a["id"] = workspace_.next_id();
    a["replyToId"] = s.message->id;
    if (kind == "messageBack") {
        a["text"] = text_at(*extra, "text");
        a["value"] = extra->contains("value") ? extra->at("value") : json::value(nullptr);
    } else if (!kind.empty()) {
        co_return wrong("not_supported_here: " + kind);
    } else {
        a["value"] = std::move(data);
    }
    const auto who = s.who->id;
    const auto where = s.where->id;
    const auto id = s.message->id;
    const auto d = co_await courier_.deliver(std::move(a));
    s = find(who, where, id);
    if (!s.error.empty()) co_return wrong(s.error);
    if (!d.acked) co_return unreachable(s, d, d.why);
    co_return shown("nothing", d);
}

teams_deeds::seen teams_deeds::fetch_dialog(spot s, json::object data)
{
    json::object value{{"data", std::move(data)}, {"context", {{"theme", "default"}}}};
    const auto d = co_await courier_.ask(invoke(s, "task/fetch", std::move(value)));
    teams_dialog from;
    from.who = s.who->id;
    from.conversation = s.where->id;
    from.message = s.message->id;
    co_return show_task(from, d, false);
}

teams_deeds::seen teams_deeds::submit(
    std::string who, json::object values, std::string action, std::uint64_t dialog
)
{
    const auto* p = workspace_.find_person(who);
    if (p == nullptr) co_return wrong("no_such_person");
    teams_dialog* found = nullptr;
    for (auto& [number, each] : workspace_.dialogs()) {
        if (each.open && each.who == p->id && (dialog == 0 || dialog == number)) found = &each;
    }
    if (found == nullptr) co_return wrong("no_open_dialog");
    placed_action which;
    each_action(found->card, [&](const placed_action& a) {
        if (which.action == nullptr && action.empty() && text_at(*a.action, "type") == "Action.Submit")
            which = a;
    });
    if (!action.empty()) which = find_action(found->card, action);
    if (which.action == nullptr) co_return wrong("no_such_action");
    auto given = press_action(which, values);
    if (!given.wrong.empty() || !given.unknown.empty()) co_return client_stops(given);
    auto s = find(p->id, found->conversation, found->message);
    if (!s.error.empty()) co_return wrong(s.error);
    const auto number = found->number;
    const teams_dialog from = *found;
    json::object value{{"data", std::move(given.data)}, {"context", {{"theme", "default"}}}};
    const auto d = co_await courier_.ask(invoke(s, "task/submit", std::move(value)));
    auto out = show_task(from, d, true);
    // An unusable answer leaves the form open, for another try.
    if (const auto at = workspace_.dialogs().find(number);
        flag_at(out, "ok") && at != workspace_.dialogs().end()) {
        at->second.open = false;
        workspace_.dialogs_changed(from.who);
    }
    co_return out;
}

json::object teams_deeds::show_task(const teams_dialog& from, const delivered& d, bool may_close)
{
    auto s = find(from.who, from.conversation, from.message);
    if (!s.error.empty()) return wrong(s.error);
    if (!d.acked) return unreachable(s, d, d.why.empty() ? fmt::format("status {}", d.status) : d.why);
    const auto parsed = d.body.empty() ? json::value(json::object{}) : parse_json(d.body).value_or(nullptr);
    const auto* body = parsed.if_object();
    if (body == nullptr) return unreachable(s, d, "the answer is no JSON object");
    const auto* task = object_at(*body, "task");
    if (task == nullptr && may_close && body->empty()) return shown("closed", d);
    if (task == nullptr) return unreachable(s, d, "the answer has no task");
    const auto* value = task->if_contains("value");
    if (text_at(*task, "type") == "message" && value != nullptr && value->is_string() &&
        !value->get_string().empty()) {
        auto o = shown("message", d);
        o["text"] = *value;
        teams_notice n;
        n.to = from.who;
        n.conversation = from.conversation;
        n.message = from.message;
        n.kind = "message";
        n.text = value->get_string();
        workspace_.tell(std::move(n));
        return o;
    }
    const auto* info = value == nullptr ? nullptr : value->if_object();
    const auto* attachment = info == nullptr ? nullptr : object_at(*info, "card");
    if (text_at(*task, "type") != "continue" || attachment == nullptr ||
        text_at(*attachment, "contentType") != adaptive || !attachment->contains("content"))
        return unreachable(s, d, "a task of no known shape");
    const auto faults = check_card(attachment->at("content"), card_place::dialog);
    if (!faults.empty()) return unreachable(s, d, fmt::format("{}", fmt::join(faults, "; ")));
    teams_dialog made = from;
    made.open = true;
    made.title = text_at(*info, "title");
    made.card = attachment->at("content").as_object();
    const auto& open = workspace_.open_dialog(std::move(made));
    auto o = shown("dialog", d);
    o["dialog"] = open.number;
    o["title"] = open.title;
    o["card"] = open.card;
    return o;
}

json::object teams_deeds::close(std::string who, std::uint64_t dialog)
{
    const auto* p = workspace_.find_person(who);
    if (p == nullptr) return wrong("no_such_person");
    bool any = false;
    for (auto& [number, each] : workspace_.dialogs()) {
        if (!each.open || each.who != p->id || (dialog != 0 && dialog != number)) continue;
        each.open = false;
        any = true;
    }
    workspace_.dialogs_changed(p->id);
    return any ? json::object{{"ok", true}} : wrong("no_open_dialog");
}

}  // namespace adapters::sandbox
