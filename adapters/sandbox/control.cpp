#include "adapters/sandbox/control.hpp"

#include "adapters/sandbox/local_http.hpp"
#include "adapters/sandbox/slack_server.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>

namespace adapters::sandbox {

namespace asio = boost::asio;

namespace {

std::string text(const json::object& o, std::string_view key)
{
    return std::string(text_at(o, key));
}

// A frame's bytes: `text`, or `hex` for what JSON cannot hold.
std::string frame_bytes(const json::object& a)
{
    const std::string hex = text(a, "hex");
    if (hex.empty()) return text(a, "text");
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        unsigned value = 0;
        std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
        bytes += static_cast<char>(value);
    }
    return bytes;
}

json::object shown(const ephemeral& e)
{
    return {
        {"ts", e.ts},
        {"channel", e.channel},
        {"user", e.to},
        {"text", e.text},
        {"blocks", e.blocks},
        {"thread_ts", e.thread_ts},
    };
}

}  // namespace

control::control(slack_server& owner) : slack_(owner), common_(owner.time(), owner.log(), owner.faults()) {}

asio::awaitable<json::object> control::run(http::server_request r)
{
    const auto what = r.path.substr(std::string_view("/sandbox/").size());
    auto arguments = control_arguments(r);
    if (!arguments) co_return wrong(arguments.error());
    json::object a = std::move(*arguments);
    if (what == "wait")
        co_return co_await common_.wait(
            std::move(a),
            [this](const std::string& condition, const json::object& of) { return find(condition, of); }
        );
    if (auto seen = look(what, a); !seen.empty()) co_return seen;
    if (r.method != "POST") co_return wrong("unknown_or_needs_post");
    if (auto done = change(what, a); !done.empty()) co_return done;
    co_return co_await act(what, a);
}

asio::awaitable<json::object> control::act(const std::string& what, const json::object& a)
{
    auto& people = slack_.people();
    const auto who = text(a, "as");
    const auto where = text(a, "channel");
    const auto* chosen = a.if_contains("value");
    const json::value pick = chosen == nullptr ? json::value(nullptr) : *chosen;
    if (what == "slash") co_return co_await people.slash(who, where, text(a, "text"));
    if (what == "press") {
        co_return co_await people.press(
            who, where, text(a, "ts"), text(a, "action_id"), pick, flag_at(a, "stale"), text(a, "block_id")
        );
    }
    if (what == "press_in_modal") co_return co_await people.press_in_modal(who, text(a, "action_id"), pick);
    if (what == "submit") {
        const auto* values = object_at(a, "values");
        co_return co_await people.submit(
            who, values == nullptr ? json::object{} : *values, text(a, "view_id")
        );
    }
    if (what == "close") co_return co_await people.close(who, flag_at(a, "all"), text(a, "view_id"));
    if (what == "message_shortcut") {
        co_return co_await people.message_shortcut(who, where, text(a, "ts"), text(a, "callback_id"));
    }
    if (what == "global_shortcut") co_return co_await people.global_shortcut(who, text(a, "callback_id"));
    co_return wrong("unknown_deed");
}

json::object control::messages(const json::object& a)
{
    const auto* c = slack_.workspace().find_channel(text(a, "channel"));
    if (c == nullptr) return wrong("no_such_channel");
    const auto after = text(a, "after");
    const auto contains = text(a, "contains");
    const auto event_type = text(a, "event_type");
    const auto thread = text(a, "thread_ts");
    json::array list;
    for (const auto& [ts, m] : c->messages) {
        const bool reply = !m.thread_ts.empty() && m.thread_ts != ts;
        if (!after.empty() && ts <= after) continue;
        if (thread.empty() ? reply && !flag_at(a, "replies", true) : m.thread_ts != thread) continue;
        if (!event_type.empty() && (!m.metadata || text_at(*m.metadata, "event_type") != event_type))
            continue;
        auto o = slack_.workspace().to_json(m);
        if (!contains.empty() && m.text.find(contains) == std::string::npos &&
            json::serialize(m.blocks).find(contains) == std::string::npos) {
            continue;
        }
        list.push_back(std::move(o));
    }
    return {{"ok", true}, {"messages", std::move(list)}};
}

// Nothing to see under that name: an empty object.
json::object control::look(const std::string& what, const json::object& a)
{
    auto& w = slack_.workspace();
    if (what == "state") {
        json::array people, channels, groups;
        for (const auto& [id, p] : w.people()) people.push_back(w.to_json(p));
        for (const auto& [id, c] : w.channels()) {
            auto o = w.to_json(c);
            o["members"] = json::array(c.members.begin(), c.members.end());
            channels.push_back(std::move(o));
        }
        for (const auto& [id, g] : w.groups()) {
            groups.push_back(
                {{"id", id}, {"handle", g.handle}, {"users", json::array(g.users.begin(), g.users.end())}}
            );
        }
        return {
            {"ok", true},
            {"team", w.self().team},
            {"people", people},
            {"channels", channels},
            {"groups", groups},
            {"bot_user", w.self().bot_user},
        };
    }
    if (what == "messages") return messages(a);
    if (what == "ephemerals") {
        const auto* p = w.find_person(text(a, "as"));
        const auto* only = w.find_channel(text(a, "channel"));
        json::array list;
        for (const auto& [id, c] : w.channels()) {
            if (only != nullptr && only != &c) continue;
            for (const auto& e : c.ephemerals) {
                const bool wanted = !e.deleted && (p == nullptr || e.to == p->id) && e.ts > text(a, "after");
                if (wanted &&
                    (e.text + json::serialize(e.blocks)).find(text(a, "contains")) != std::string::npos) {
                    list.push_back(shown(e));
                }
            }
        }
        return {{"ok", true}, {"messages", std::move(list)}};
    }
    if (what == "modals") {
        const auto* p = w.find_person(text(a, "as"));
        json::array list;
        for (const auto& [id, v] : w.views()) {
            if (!v.open || (p != nullptr && v.user != p->id)) continue;
            auto o = w.to_json(v);
            o["user"] = v.user;
            o["errors"] = v.errors;
            list.push_back(std::move(o));
        }
        return {{"ok", true}, {"views", std::move(list)}};
    }
    if (what == "counters") {
        auto out = common_.look(what, a);
        out["events_under_way"] = slack_.sockets().events_under_way();
        out["links_opened"] = slack_.sockets().links_opened();
        return out;
    }
    if (what == "links") {
        json::array list;
        for (const auto& l : slack_.sockets().links()) {
            list.push_back(
                {{"id", l.id},
                 {"draining", l.draining},
                 {"half_open", l.half_open},
                 {"envelopes", l.envelopes},
                 {"acks", l.acks}}
            );
        }
        return {{"ok", true}, {"links", std::move(list)}};
    }
    return common_.look(what, a);
}

std::optional<server_control::found> control::find(const std::string& what, const json::object& a)
{
    server_control::found f;
    if (what == "link") {
        for (const auto& l : slack_.sockets().links())
            f.have += l.ready && !l.draining && !l.half_open ? 1 : 0;
    } else if (what == "no_events") {
        const auto wanted = std::max<std::int64_t>(number_at(a, "count", 1), 0);
        f.have = slack_.sockets().events_under_way() == 0 ? static_cast<std::size_t>(wanted) : 0;
    } else if (what == "messages" || what == "ephemerals" || what == "modals") {
        f.seen = look(what, a);
        if (flag_at(f.seen, "ok")) f.have = f.seen[what == "modals" ? "views" : "messages"].as_array().size();
    } else {
        return std::nullopt;
    }
    return f;
}

// What happens at once, without the app. An empty object when it is none of these.
json::object control::change(const std::string& what, const json::object& a)
{
    auto& w = slack_.workspace();
    const auto link = static_cast<std::uint64_t>(std::max<std::int64_t>(number_at(a, "link", 0), 0));
    if (what == "say") {
        return slack_.people().say(text(a, "as"), text(a, "channel"), text(a, "text"), text(a, "thread_ts"));
    }
    if (what == "react" || what == "unreact") {
        return slack_.people().react(
            text(a, "as"), text(a, "channel"), text(a, "ts"), text(a, "name"), what == "react"
        );
    }
    if (what == "home") return slack_.people().open_home(text(a, "as"));
    if (what == "disconnect") {
        const auto reason = text(a, "reason");
        return said(
            slack_.sockets().disconnect(link, reason.empty() ? "refresh_requested" : reason), "no_such_link"
        );
    }
    if (what == "cut") return said(slack_.sockets().cut(link), "no_such_link");
    if (what == "frame") return said(slack_.sockets().say(link, frame_bytes(a)), "no_such_link");
    if (what == "freeze") return said(slack_.sockets().freeze(link), "no_such_link");
    if (what == "membership") {
        auto* c = w.find_channel(text(a, "channel"));
        const auto* p = w.find_person(text(a, "as"));
        if (c == nullptr || p == nullptr) return wrong("no_such_channel_or_person");
        if (flag_at(a, "member", true)) {
            c->members.insert(p->id);
        } else {
            c->members.erase(p->id);
        }
        w.place_changed(*c);
        return said(true, "");
    }
    if (what == "archive") {
        auto* c = w.find_channel(text(a, "channel"));
        if (c == nullptr) return wrong("no_such_channel");
        c->archived = flag_at(a, "archived", true);
        w.place_changed(*c);
        return said(true, "");
    }
    if (what == "person") {
        person p;
        p.id = text(a, "id");
        p.handle = text(a, "handle");
        p.name = text(a, "name");
        p.deleted = flag_at(a, "deleted");
        if (p.id.empty() || p.handle.empty()) return wrong("id_and_handle_needed");
        w.add(std::move(p));
        return said(true, "");
    }
    if (what == "channel") {
        if (text(a, "id").empty() || text(a, "name").empty()) return wrong("id_and_name_needed");
        std::set<std::string> members;
        if (const auto* list = array_at(a, "members")) {
            for (const auto& m : *list) {
                if (m.is_string()) members.emplace(m.get_string());
            }
        }
        w.add_channel(
            text(a, "id"),
            text(a, "name"),
            flag_at(a, "group")     ? channel::kind::group
            : flag_at(a, "private") ? channel::kind::closed
                                    : channel::kind::open,
            members
        );
        return said(true, "");
    }
    if (what == "webhook") {
        const auto* c = w.find_channel(text(a, "channel"));
        if (c == nullptr) return wrong("no_such_channel");
        return {{"ok", true}, {"url", slack_.api().add_webhook(c->id, text(a, "secret"))}};
    }
    if (what == "settings") {
        auto& api = slack_.api().settings();
        auto& sockets = slack_.sockets().settings();
        api.rate_limits = flag_at(a, "rate_limits", api.rate_limits);
        api.honour_client_msg_id = flag_at(a, "honour_client_msg_id", api.honour_client_msg_id);
        slack_.sockets().enabled = flag_at(a, "socket_mode", slack_.sockets().enabled);
        sockets.link_life = std::chrono::seconds(number_at(a, "link_life", sockets.link_life.count()));
        if (a.contains("bot_token")) api.bot_token = text(a, "bot_token");
        if (a.contains("app_token")) api.app_token = text(a, "app_token");
        if (const auto* pauses = array_at(a, "event_retries_ms")) {
            sockets.event_retries.clear();
            for (const auto& p : *pauses) {
                if (p.is_int64()) sockets.event_retries.emplace_back(p.get_int64());
            }
        }
        return said(true, "");
    }
    return common_.change(what, a);
}

}  // namespace adapters::sandbox
