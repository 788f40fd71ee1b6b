#include "adapters/sandbox/slack_api.hpp"

#include "adapters/sandbox/api_call.hpp"
#include "adapters/sandbox/local_http.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <cmath>

namespace adapters::sandbox {

std::string slack_api::call_context::text(std::string_view name) const
{
    const auto* v = args.if_contains(name);
    if (v == nullptr || v->is_null()) return {};
    if (const auto* s = v->if_string()) return std::string(*s);
    return json::serialize(*v);
}

std::optional<json::value> slack_api::call_context::structured(std::string_view name) const
{
    const auto* v = args.if_contains(name);
    if (v == nullptr) return std::nullopt;
    if (v->is_structured()) return *v;
    if (!v->is_string()) return std::nullopt;
    auto parsed = parse_json(text_at(args, name));
    return parsed && parsed->is_structured() ? parsed : std::nullopt;
}

answer<std::string> slack_api::call_context::need(std::string_view name) const
{
    auto v = text(name);
    if (!v.empty()) return v;
    return refusal{"invalid_arguments", {fmt::format("[ERROR] missing required field: {}", name)}};
}

answer<json::array> page_of(
    const json::array& all, std::string limit, const std::string& cursor, json::object& out
)
{
    std::size_t most = 100;
    if (!limit.empty()) {
        const auto end = limit.data() + limit.size();
        if (std::from_chars(limit.data(), end, most).ptr != end || most < 1 || most > 1000) {
            return refusal{"invalid_limit", {}};
        }
    }
    std::size_t from = 0;
    if (!cursor.empty()) {
        constexpr std::string_view mark = "bmV4dDo";
        const auto end = cursor.data() + cursor.size();
        if (!cursor.starts_with(mark) || std::from_chars(cursor.data() + mark.size(), end, from).ptr != end) {
            return refusal{"invalid_cursor", {}};
        }
    }
    json::array page;
    for (std::size_t i = from; i < all.size() && page.size() < most; ++i) page.push_back(all[i]);
    const bool more = from + page.size() < all.size();
    out["response_metadata"] = {{"next_cursor", more ? fmt::format("bmV4dDo{}", from + page.size()) : ""}};
    return page;
}

struct slack_api::method_row {
    std::string_view name;
    int tier;                // calls a minute: 1, 20, 50, 100; 0: special
    std::string_view scope;  // empty: none; "conversation" is checked against the channel's kind
    bool takes_json;         // otherwise only form fields and the query are read
    handler run;
};

const std::vector<slack_api::method_row>& slack_api::methods()
{
    static const std::vector<method_row> rows{
        {"api.test", 100, "", true, &slack_api::auth_test},
        {"apps.connections.open", 50, "", true, &slack_api::connections_open},
        {"auth.test", 0, "", true, &slack_api::auth_test},
        {"chat.delete", 50, "chat:write", true, &slack_api::delete_message},
        {"chat.getPermalink", 0, "", false, &slack_api::permalink},
        {"chat.postEphemeral", 100, "chat:write", true, &slack_api::post_ephemeral},
        {"chat.postMessage", 0, "chat:write", true, &slack_api::post_message},
        {"chat.update", 50, "chat:write", true, &slack_api::update_message},
        {"conversations.history", 50, "channels:history", false, &slack_api::history},
        {"conversations.info", 50, "channels:read", false, &slack_api::channel_info},
        {"conversations.join", 50, "channels:join", true, &slack_api::channel_join},
        {"conversations.list", 20, "channels:read", false, &slack_api::channel_list},
        {"conversations.members", 100, "channels:read", false, &slack_api::channel_members},
        {"conversations.open", 50, "im:write", true, &slack_api::channel_open},
        {"conversations.replies", 50, "channels:history", false, &slack_api::replies},
        {"pins.add", 20, "pins:write", true, &slack_api::pin},
        {"reactions.add", 50, "reactions:write", true, &slack_api::react},
        {"reactions.get", 50, "reactions:read", false, &slack_api::reactions_get},
        {"reactions.remove", 20, "reactions:write", true, &slack_api::react},
        {"usergroups.list", 20, "usergroups:read", false, &slack_api::group_list},
        {"usergroups.users.list", 20, "usergroups:read", false, &slack_api::group_users},
        {"users.info", 100, "users:read", false, &slack_api::user_info},
        {"users.list", 20, "users:read", false, &slack_api::user_list},
        {"views.open", 100, "", true, &slack_api::view_open},
        {"views.publish", 100, "", true, &slack_api::view_publish},
        {"views.push", 100, "", true, &slack_api::view_open},
        {"views.update", 100, "", true, &slack_api::view_update},
    };
    return rows;
}

slack_api::slack_api(slack_workspace& w, socket_mode& sockets, const bot::clock& time, api_settings settings)
    : workspace_(w), sockets_(sockets), time_(time), settings_(std::move(settings))
{
}

std::optional<std::chrono::seconds> slack_api::over_limit(
    const std::string& name, double per_second, double burst
)
{
    if (!settings_.rate_limits) return std::nullopt;
    const auto now = time_.now();
    const auto [it, first] = buckets_.try_emplace(name, bucket{burst, now});
    auto& b = it->second;
    b.tokens = std::min(burst, b.tokens + per_second * std::chrono::duration<double>(now - b.at).count());
    b.at = now;
    if (b.tokens < 1) {
        return std::chrono::seconds(std::max(1L, std::lround(std::ceil((1 - b.tokens) / per_second))));
    }
    b.tokens -= 1;
    return std::nullopt;
}

api_answer slack_api::call(
    const std::string& http_method,
    const std::string& method,
    const std::string& query,
    const http::header_list& headers,
    const std::string& body,
    json::object* args_seen
)
{
    api_answer out;
    const auto refuse = [&](std::string_view code, const std::vector<std::string>& messages = {}) {
        out.body["ok"] = false;
        out.body["error"] = code;
        if (messages.empty()) return out;
        json::array list(messages.begin(), messages.end());
        json::array errors;
        for (const auto& m : messages) errors.emplace_back(m.starts_with("[ERROR] ") ? m.substr(8) : m);
        out.body["errors"] = std::move(errors);
        out.body["response_metadata"] = {{"messages", std::move(list)}};
        return out;
    };
    const auto& rows = methods();
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const method_row& r) { return r.name == method; });
    if (row == rows.end()) {
        out.body["req_method"] = method;
        return refuse("unknown_method");
    }
    call_context c;
    c.method = method;
    c.args = parse_form(query);
    const bool token_in_query = c.args.erase("token") != 0;
    const auto type = headers.find("Content-Type");
    const bool is_json = type.starts_with("application/json");
    std::string token;
    if (is_json && !body.empty()) {
        const auto parsed = parse_json(body);
        if (!parsed) return refuse("invalid_json");
        if (!parsed->is_object()) return refuse("json_not_object");
        if (type.find("charset") == std::string_view::npos) c.warnings.emplace_back("missing_charset");
        if (row->takes_json) {
            for (const auto& f : parsed->get_object()) c.args[f.key()] = f.value();
        }
    } else if (!body.empty() && type.starts_with("application/x-www-form-urlencoded")) {
        for (auto& f : parse_form(body)) c.args[f.key()] = f.value();
        token = text_at(c.args, "token");
    } else if (!body.empty()) {
        return refuse("invalid_post_type");
    }
    c.args.erase("token");
    if (args_seen != nullptr) *args_seen = c.args;
    if (const auto bearer = headers.find("Authorization"); bearer.starts_with("Bearer "))
        token = bearer.substr(7);
    const bool opens = method == "apps.connections.open";
    if (opens && http_method != "POST") return refuse("insecure_request");
    if (method == "api.test") {
        out.body = {{"ok", true}, {"args", c.args}};
        return out;
    }
    if (token.empty()) return refuse(token_in_query ? "invalid_auth" : "not_authed");
    if (token != settings_.bot_token && token != settings_.app_token) return refuse("invalid_auth");
    if ((token == settings_.app_token) != opens) return refuse("not_allowed_token_type");
    std::string scope(row->scope);
    if (const auto* ch = workspace_.find_channel(c.text("channel"));
        ch != nullptr && scope.starts_with("channels:")) {
        const auto verb = scope.substr(scope.find(':'));
        if (ch->what == channel::kind::closed) scope = "groups" + verb;
        if (ch->what == channel::kind::im) scope = "im" + verb;
        if (ch->what == channel::kind::group) scope = "mpim" + verb;
    }
    if (!scope.empty() && !settings_.scopes.contains(scope)) {
        out.body["needed"] = scope;
        out.body["provided"] = fmt::format("{}", fmt::join(settings_.scopes, ","));
        return refuse("missing_scope");
    }
    if (row->tier > 0) {
        const double minute = row->tier * settings_.tier_scale;
        c.retry_after = over_limit(method, minute / 60, minute * 1.2);
    }
    answer<json::object> done = json::object{};
    if (!c.retry_after) done = (this->*row->run)(c);
    if (c.retry_after) {
        out.status = 429;
        out.retry_after = c.retry_after;
        return refuse("ratelimited");
    }
    if (!done) return refuse(done.error().code, done.error().messages);
    out.body["ok"] = true;
    for (auto& f : *done) out.body[f.key()] = std::move(f.value());
    if (!c.warnings.empty()) {
        out.body["warning"] = fmt::format("{}", fmt::join(c.warnings, ","));
        auto& meta = out.body["response_metadata"];
        if (!meta.is_object()) meta = json::object{};
        meta.get_object()["warnings"] = json::array(c.warnings.begin(), c.warnings.end());
    }
    return out;
}

answer<json::object> slack_api::auth_test(call_context&)
{
    const auto& me = workspace_.self();
    return json::object{
        {"url", "https://" + me.domain + ".slack.com/"},
        {"team", me.domain},
        {"user", me.bot_name},
        {"team_id", me.team},
        {"user_id", me.bot_user},
        {"bot_id", me.bot_id},
        {"is_enterprise_install", false},
    };
}

answer<json::object> slack_api::connections_open(call_context&)
{
    if (!sockets_.enabled) return refusal{"socket_mode_not_enabled", {}};
    return json::object{{"url", ws_base_ + "/link/?" + sockets_.issue_ticket()}};
}

answer<json::object> slack_api::user_info(call_context& c)
{
    const auto& people = workspace_.people();
    const auto it = people.find(c.text("user"));
    if (it == people.end()) return refusal{"user_not_found", {}};
    json::object user = workspace_.to_json(it->second);
    if (c.text("include_locale") != "true") user.erase("locale");
    return json::object{{"user", std::move(user)}};
}

answer<json::object> slack_api::user_list(call_context& c)
{
    json::array all;
    for (const auto& [id, p] : workspace_.people()) all.push_back(workspace_.to_json(p));
    json::object out;
    auto page = page_of(all, c.text("limit"), c.text("cursor"), out);
    if (!page) return page.error();
    out["members"] = std::move(*page);
    return out;
}

answer<json::object> slack_api::group_list(call_context& c)
{
    json::array all;
    for (const auto& [id, g] : workspace_.groups()) {
        if (g.disabled && !c.flag("include_disabled")) continue;
        json::object o{
            {"id", g.id}, {"handle", g.handle}, {"name", g.name}, {"team_id", workspace_.self().team}
        };
        o["date_delete"] = g.disabled ? workspace_.unix_now() : 0;
        if (c.flag("include_users")) o["users"] = json::array(g.users.begin(), g.users.end());
        if (c.flag("include_count")) o["user_count"] = g.users.size();
        all.push_back(std::move(o));
    }
    return json::object{{"usergroups", std::move(all)}};
}

answer<json::object> slack_api::group_users(call_context& c)
{
    const auto& groups = workspace_.groups();
    const auto it = groups.find(c.text("usergroup"));
    if (it == groups.end() || (it->second.disabled && !c.flag("include_disabled"))) {
        return refusal{"no_such_subteam", {}};
    }
    return json::object{{"users", json::array(it->second.users.begin(), it->second.users.end())}};
}

answer<json::object> slack_api::view_open(call_context& c)
{
    const auto trigger = c.need("trigger_id");
    if (!trigger) return trigger.error();
    auto raw = c.structured("view");
    if (!raw || !raw->is_object())
        return refusal{"invalid_arguments", {"[ERROR] missing required field: view"}};
    auto made = workspace_.open_view(*trigger, std::move(raw->get_object()), c.method == "views.push");
    if (!made) return made.error();
    return json::object{{"view", workspace_.to_json(**made)}};
}

answer<json::object> slack_api::view_update(call_context& c)
{
    auto raw = c.structured("view");
    if (!raw || !raw->is_object() || (!c.has("view_id") && !c.has("external_id"))) {
        return refusal{"invalid_arguments", {"[ERROR] missing required field: view or view_id"}};
    }
    auto made = workspace_.update_view(
        c.text("view_id"), c.text("external_id"), c.text("hash"), std::move(raw->get_object())
    );
    if (!made) return made.error();
    return json::object{{"view", workspace_.to_json(**made)}};
}

answer<json::object> slack_api::view_publish(call_context& c)
{
    auto raw = c.structured("view");
    if (!raw || !raw->is_object())
        return refusal{"invalid_arguments", {"[ERROR] missing required field: view"}};
    auto made = workspace_.publish_home(c.text("user_id"), c.text("hash"), std::move(raw->get_object()));
    if (!made) return made.error();
    return json::object{{"view", workspace_.to_json(**made)}};
}

}  // namespace adapters::sandbox
