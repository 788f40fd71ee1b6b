#include "adapters/sandbox/web/slack_screen.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace adapters::sandbox::web {

namespace {

json::object drawn(const ephemeral& e)
{
    return {
        {"channel", e.channel},
        {"ts", e.ts},
        {"user", e.to},
        {"thread_ts", e.thread_ts},
        {"text", e.text},
        {"blocks", e.blocks},
    };
}

json::object drawn(const channel& c, const std::string& bot_user)
{
    const bool closed = c.what == channel::kind::closed || c.what == channel::kind::group;
    const auto* kind = c.what == channel::kind::im ? "personal" : closed ? "private" : "channel";
    json::object o{
        {"platform", "slack"},
        {"id", c.id},
        {"name", c.name},
        {"kind", kind},
        {"bot", c.members.contains(bot_user)},
        {"archived", c.archived},
        {"members", json::array(c.members.begin(), c.members.end())},
    };
    if (c.what == channel::kind::im) o["with"] = c.with;
    return o;
}

json::array stack(const slack_workspace& w, const std::string& user)
{
    json::array views;
    for (const view* v : w.stack_of(user)) {
        auto o = w.to_json(*v);
        o["errors"] = v->errors;
        views.push_back(std::move(o));
    }
    return views;
}

}  // namespace

json::object drawn(const slack_workspace& w, const message& m)
{
    auto o = w.to_json(m);
    o["app"] = !m.app_id.empty();
    if (m.broadcast) o["broadcast"] = true;
    return o;
}

slack_screen::slack_screen(slack_server& slack, event_feed& feed) : slack_(slack), feed_(feed)
{
    auto& w = slack_.workspace();
    w.on_shown = [this](const std::string& channel, const std::string& ts) { tell_shown(channel, ts); };
    w.on_modals = [this](const std::string& user) {
        feed_.add("slack.modals", json::object{{"user", user}, {"views", stack(slack_.workspace(), user)}});
    };
    w.on_place = [this](const std::string& id) {
        const auto& now = slack_.workspace();
        const auto& all = slack_.workspace().channels();
        if (const auto it = all.find(id); it != all.end())
            feed_.add("place", drawn(it->second, now.self().bot_user));
    };
}

slack_screen::~slack_screen()
{
    auto& w = slack_.workspace();
    w.on_shown = {};
    w.on_modals = {};
    w.on_place = {};
}

void slack_screen::tell_shown(const std::string& channel_id, const std::string& ts)
{
    auto& w = slack_.workspace();
    const auto c = w.channels().find(channel_id);
    if (c == w.channels().end()) return;
    if (const auto m = c->second.messages.find(ts); m != c->second.messages.end()) {
        feed_.add("slack.message", json::object{{"channel", channel_id}, {"message", drawn(w, m->second)}});
        return;
    }
    const auto& hidden = c->second.ephemerals;
    const auto e =
        std::find_if(hidden.rbegin(), hidden.rend(), [&](const ephemeral& each) { return each.ts == ts; });
    if (e != hidden.rend() && !e->deleted) {
        feed_.add("slack.ephemeral", drawn(*e));
        return;
    }
    const json::object gone{{"channel", channel_id}, {"ts", ts}};
    feed_.add(e != hidden.rend() ? "slack.ephemeral_gone" : "slack.message_gone", gone);
}

json::object slack_screen::everything() const
{
    auto& w = slack_.workspace();
    json::object messages, modals;
    json::array hidden;
    for (const auto& [id, c] : w.channels()) {
        json::array list;
        const auto skipped = c.messages.size() > most_messages ? c.messages.size() - most_messages : 0;
        for (auto it = std::next(c.messages.begin(), static_cast<std::ptrdiff_t>(skipped));
             it != c.messages.end();
             ++it) {
            list.push_back(drawn(w, it->second));
        }
        messages[id] = std::move(list);
        const auto old = c.ephemerals.size() > most_messages ? c.ephemerals.size() - most_messages : 0;
        for (std::size_t i = old; i < c.ephemerals.size(); ++i)
            if (!c.ephemerals[i].deleted) hidden.push_back(drawn(c.ephemerals[i]));
    }
    for (const auto& [id, p] : w.people()) {
        if (auto views = stack(w, id); !views.empty()) modals[id] = std::move(views);
    }
    return {
        {"messages", std::move(messages)}, {"ephemerals", std::move(hidden)}, {"modals", std::move(modals)}
    };
}

json::array slack_screen::places() const
{
    json::array out;
    for (const auto& [id, c] : slack_.workspace().channels())
        out.push_back(drawn(c, slack_.workspace().self().bot_user));
    return out;
}

json::array slack_screen::groups() const
{
    json::array out;
    for (const auto& [id, g] : slack_.workspace().groups()) {
        out.push_back(
            {{"id", id},
             {"handle", g.handle},
             {"name", g.name},
             {"users", json::array(g.users.begin(), g.users.end())}}
        );
    }
    return out;
}

}  // namespace adapters::sandbox::web
