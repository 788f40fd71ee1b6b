// What people do in modals, and what the app's answer to a submission does to the screen.
#include "adapters/sandbox/block_kit.hpp"
#include "adapters/sandbox/deeds.hpp"
#include "adapters/sandbox/form_values.hpp"

namespace adapters::sandbox {
namespace {

json::object no_modal()
{
    return {{"ok", false}, {"error", "no_open_modal"}};
}

view* modal_of(slack_workspace& w, const std::string& user, const std::string& view_id)
{
    if (view_id.empty()) return w.top_view(user);
    const auto it = w.views().find(view_id);
    return it == w.views().end() || it->second.user != user || !it->second.open ? nullptr : &it->second;
}

}  // namespace

// The app's answer to a submission. Nothing tells the app when it was wrong; the person sees an error.
json::object deeds::show_answer(const std::string& user, view& v, const delivery& d)
{
    json::object out{
        {"ok", d.acked}, {"acked", d.acked}, {"latency_us", d.latency.count()}, {"view_id", v.id}
    };
    if (!d.acked) {
        out["error"] = d.sent ? "no_response" : "dispatch_failed";  // the modal stays open
        return out;
    }
    const auto* reply = d.payload ? d.payload->if_object() : nullptr;
    const auto what = reply == nullptr ? std::string() : std::string(text_at(*reply, "response_action"));
    const auto fail = [&](std::string_view why) {
        out["ok"] = false;
        out["error"] = why;
        return out;
    };
    if (what.empty()) {
        workspace_.close_view(v.id, false);
        out["closed"] = true;
        return out;
    }
    out["response_action"] = what;
    if (what == "clear") {
        workspace_.close_view(v.id, true);
        out["closed"] = true;
        return out;
    }
    if (what == "errors") {
        const auto* errors = object_at(*reply, "errors");
        if (errors == nullptr || errors->empty()) return fail("invalid_response");
        for (const auto& e : *errors) {
            bool input = false;
            for (const auto& b : v.raw.at("blocks").as_array()) {
                const auto& block = b.as_object();
                input = input || (text_at(block, "type") == "input" && text_at(block, "block_id") == e.key());
            }
            if (!input || !e.value().is_string()) return fail("invalid_response");
        }
        v.errors = *errors;
        out["errors"] = *errors;
        out["ok"] = false;
        out["error"] = "refused_by_app";
        workspace_.modals_changed(user);
        return out;
    }
    const auto* raw = object_at(*reply, "view");
    if (raw == nullptr || (what != "update" && what != "push")) return fail("invalid_response");
    if (const auto ok = slack_workspace::check(*raw); !ok) {
        const auto why = ok.error();
        out["messages"] = json::array(why.messages.begin(), why.messages.end());
        return fail("invalid_view");
    }
    if (what == "push") {
        out["view_id"] = workspace_.stack_view(user, *raw, v.id).id;
        return out;
    }
    if (const auto done = workspace_.update_view(v.id, {}, {}, *raw); !done) return fail(done.error().code);
    return out;
}

deeds::seen deeds::submit(std::string who, json::object values, std::string view_id)
{
    const auto* p = workspace_.find_person(who);
    auto* v = p == nullptr ? nullptr : modal_of(workspace_, p->id, view_id);
    if (v == nullptr) co_return no_modal();
    const auto user = p->id;
    const auto id = v->id;
    v->state = all_state(v->raw["blocks"].as_array(), values, v->state);
    v->errors = client_errors(v->raw["blocks"].as_array(), v->state);
    if (!v->errors.empty()) {
        workspace_.modals_changed(user);
        co_return json::object{{"ok", false}, {"error", "refused_by_client"}, {"errors", v->errors}};
    }
    auto payload = base(*p, "view_submission");
    payload["trigger_id"] = workspace_.make_trigger(p->id, v->id);
    payload["view"] = workspace_.to_json(*v);
    payload["response_urls"] = json::array{};
    const auto d = co_await interact(std::move(payload), true);
    const auto it = workspace_.views().find(id);  // the app may have closed or changed it meanwhile
    if (it == workspace_.views().end()) co_return no_modal();
    co_return show_answer(user, it->second, d);
}

deeds::seen deeds::close(std::string who, bool whole_stack, std::string view_id)
{
    const auto* p = workspace_.find_person(who);
    const auto* v = p == nullptr ? nullptr : modal_of(workspace_, p->id, view_id);
    if (v == nullptr) co_return no_modal();
    const auto shown_id = whole_stack ? v->root : v->id;
    workspace_.close_view(v->id, whole_stack);
    const auto& shown = workspace_.views().at(shown_id);
    if (!flag_at(shown.raw, "notify_on_close")) co_return json::object{{"ok", true}};
    auto payload = base(*p, "view_closed");
    payload["view"] = workspace_.to_json(shown);
    payload["is_cleared"] = whole_stack;
    const auto d = co_await interact(std::move(payload), false);
    co_return json::object{{"ok", true}, {"acked", d.acked}};
}

deeds::seen deeds::press_in_modal(std::string who, std::string action_id, json::value chosen)
{
    const auto* p = workspace_.find_person(who);
    auto* v = p == nullptr ? nullptr : workspace_.top_view(p->id);
    if (v == nullptr) co_return no_modal();
    std::optional<json::object> action;
    each_element(v->raw["blocks"].as_array(), [&](const json::object& b, const json::object& e) {
        if (text_at(e, "action_id") != action_id) return;
        action = text_at(e, "type") == "button" ? e : element_state(e, chosen);
        (*action)["type"] = text_at(e, "type");
        (*action)["action_id"] = action_id;
        (*action)["block_id"] = text_at(b, "block_id");
        (*action)["action_ts"] = workspace_.next_ts();
    });
    if (!action) co_return json::object{{"ok", false}, {"error", "no_such_component"}};
    auto payload = base(*p, "block_actions");
    payload["container"] = {{"type", "view"}, {"view_id", v->id}};
    payload["trigger_id"] = workspace_.make_trigger(p->id, v->id);
    payload["view"] = workspace_.to_json(*v);
    json::array actions;
    actions.push_back(std::move(*action));
    payload["actions"] = std::move(actions);
    const auto d = co_await interact(std::move(payload), false);
    co_return json::object{{"ok", d.acked}, {"acked", d.acked}, {"latency_us", d.latency.count()}};
}

}  // namespace adapters::sandbox
