// Modals and home tabs of the workspace: triggers, the stack of three, hashes.
#include "adapters/sandbox/block_kit.hpp"
#include "adapters/sandbox/slack_workspace.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {

std::string slack_workspace::make_trigger(const std::string& user, const std::string& from)
{
    const auto now = time_.now();
    while (!trigger_order_.empty() && now - trigger_order_.front().second > std::chrono::minutes(10)) {
        triggers_.erase(trigger_order_.front().first);
        trigger_order_.pop_front();
    }
    auto id = fmt::format("{}.{}.{}", ++counter_, unix_now(), fresh_hex(32));
    triggers_[id] = {now, user, from, false};
    trigger_order_.emplace_back(id, now);
    return id;
}

view* slack_workspace::top_view(const std::string& user)
{
    view* top = nullptr;
    for (auto& [id, v] : views_) {
        if (v.user != user || !v.open || text_at(v.raw, "type") != "modal") continue;
        const bool covered = std::any_of(views_.begin(), views_.end(), [&](const auto& o) {
            return o.second.open && o.second.previous == id;
        });
        if (!covered) top = &v;
    }
    return top;
}

view& slack_workspace::place(const std::string& user, json::object raw)
{
    // Closed views are kept for a while, so that a test can look at what was on the screen.
    for (auto it = views_.begin(); views_.size() > 500 && it != views_.end();) {
        it = it->second.open ? std::next(it) : views_.erase(it);
    }
    auto id = fmt::format("V{:010}", ++counter_);
    auto& v = views_[id];
    v.id = id;
    v.user = user;
    v.hash = fmt::format("{}.{}", unix_now(), fresh_hex(8));
    v.root = id;
    v.raw = std::move(raw);
    give_ids(v.raw["blocks"].as_array(), [this] { return fresh_hex(5); });
    return v;
}

view& slack_workspace::stack_view(const std::string& user, json::object raw, const std::string& previous)
{
    auto& v = place(user, std::move(raw));
    if (const auto it = views_.find(previous); it != views_.end()) {
        v.previous = previous;
        v.root = it->second.root;
    }
    modals_changed(v.user);
    return v;
}

answer<view*> slack_workspace::open_view(const std::string& trigger_id, json::object raw, bool push)
{
    const auto it = triggers_.find(trigger_id);
    if (it == triggers_.end()) return refusal{"invalid_trigger_id", {}};
    auto& t = it->second;
    if (t.used) return refusal{"exchanged_trigger_id", {}};
    if (time_.now() - t.made > std::chrono::seconds(3)) return refusal{"expired_trigger_id", {}};
    if (const auto ok = check(raw); !ok) return ok.error();
    if (text_at(raw, "type") != "modal") {
        return refusal{"invalid_arguments", {"[ERROR] must be modal [json-pointer:/view/type]"}};
    }
    const auto external = text_at(raw, "external_id");
    for (const auto& [id, v] : views_) {
        if (!external.empty() && v.open && text_at(v.raw, "external_id") == external) {
            return refusal{"duplicate_external_id", {}};
        }
    }
    std::string below;
    if (push) {
        std::size_t depth = 0;
        const auto* top = views_.contains(t.from) ? top_view(t.user) : nullptr;
        if (top == nullptr) return refusal{"not_found", {}};
        below = top->id;
        for (auto at = below; !at.empty(); at = views_.at(at).previous) ++depth;
        if (depth >= 3) return refusal{"push_limit_reached", {}};
    } else if (auto* old = top_view(t.user)) {
        close_view(old->id, true);  // one stack of modals on a screen
    }
    t.used = true;
    return &stack_view(t.user, std::move(raw), below);
}

answer<view*> slack_workspace::update_view(
    const std::string& id, const std::string& external_id, const std::string& hash, json::object raw
)
{
    view* found = nullptr;
    for (auto& [key, v] : views_) {
        const bool same =
            id.empty() ? !external_id.empty() && text_at(v.raw, "external_id") == external_id : key == id;
        if (same && v.open) found = &v;
    }
    if (found == nullptr) return refusal{"not_found", {}};
    if (!hash.empty() && hash != found->hash) return refusal{"hash_conflict", {}};
    if (const auto ok = check(raw); !ok) return ok.error();
    // What was typed survives where block_id and action_id stay.
    json::object kept;
    give_ids(raw["blocks"].as_array(), [this] { return fresh_hex(5); });
    each_element(raw["blocks"].as_array(), [&](const json::object& b, const json::object& e) {
        const auto block = text_at(b, "block_id");
        const auto action = text_at(e, "action_id");
        const auto* typed = object_at(found->state, block);
        if (typed == nullptr || !typed->contains(action)) return;
        if (!kept.contains(block)) kept[block] = json::object{};
        kept[block].as_object()[action] = typed->at(action);
    });
    found->state = std::move(kept);
    found->errors.clear();
    found->raw = std::move(raw);
    found->hash = fmt::format("{}.{}", unix_now(), fresh_hex(8));
    modals_changed(found->user);
    return found;
}

answer<view*> slack_workspace::publish_home(
    const std::string& user, const std::string& hash, json::object raw
)
{
    if (!people_.contains(user)) return refusal{"user_not_found", {}};
    if (const auto ok = check(raw); !ok) return ok.error();
    if (text_at(raw, "type") != "home") {
        return refusal{"invalid_arguments", {"[ERROR] must be home [json-pointer:/view/type]"}};
    }
    for (auto& [id, v] : views_) {
        if (v.user != user || text_at(v.raw, "type") != "home") continue;
        return update_view(id, {}, hash, std::move(raw));
    }
    auto& v = place(user, std::move(raw));
    changed();
    return &v;
}

void slack_workspace::close_view(const std::string& id, bool whole_stack)
{
    const auto it = views_.find(id);
    if (it == views_.end()) return;
    const auto root = it->second.root;
    it->second.open = false;
    if (whole_stack) {
        for (auto& [key, v] : views_) {
            if (v.root == root) v.open = false;
        }
    }
    modals_changed(it->second.user);
}

void slack_workspace::modals_changed(const std::string& user) const
{
    if (on_modals) on_modals(user);
    changed();
}

std::vector<const view*> slack_workspace::stack_of(const std::string& user) const
{
    std::vector<const view*> stack;
    for (const auto& [id, v] : views_) {
        if (v.open && v.user == user && text_at(v.raw, "type") == "modal") stack.push_back(&v);
    }
    return stack;  // ids grow, and what lies on top was opened later
}

json::object slack_workspace::to_json(const view& v) const
{
    json::object o = v.raw;
    o["id"] = v.id;
    o["team_id"] = self_.team;
    o["app_id"] = self_.app;
    o["bot_id"] = self_.bot_id;
    o["app_installed_team_id"] = self_.team;
    o["hash"] = v.hash;
    o["state"] = {{"values", v.state}};
    o["root_view_id"] = v.root;
    o["previous_view_id"] = v.previous.empty() ? json::value(nullptr) : json::value(v.previous);
    for (const auto* text : {"callback_id", "private_metadata", "external_id"}) {
        if (!o.contains(text)) o[text] = "";
    }
    for (const auto* flag : {"clear_on_close", "notify_on_close"}) {
        if (!o.contains(flag)) o[flag] = false;
    }
    for (const auto* button : {"submit", "close"}) {
        if (!o.contains(button)) o[button] = nullptr;
    }
    return o;
}

}  // namespace adapters::sandbox
