#include "adapters/sandbox/web/teams_screen.hpp"

#include <charconv>
#include <iterator>
#include <utility>

namespace adapters::sandbox::web {

namespace {

json::object drawn(const teams_workspace& w, const teams_conversation& c, const teams_message& m)
{
    auto o = w.to_json(c, m);
    o.erase("own_view");
    std::int64_t at = 0;  // ids are milliseconds
    (void)std::from_chars(m.id.data(), m.id.data() + m.id.size(), at);
    o["at"] = at;
    if (m.views.empty()) return o;
    json::object cards;
    for (const auto& [person, card] : m.views) cards[person] = card;
    o["cards"] = std::move(cards);
    return o;
}

json::object drawn(teams_workspace& w, const teams_conversation& c)
{
    const auto* kind = c.what == teams_conversation::kind::personal     ? "personal"
                       : c.what == teams_conversation::kind::group_chat ? "chat"
                                                                        : "channel";
    const auto& members = w.members(c);
    json::object o{
        {"platform", "teams"},
        {"id", c.id},
        {"name", c.name},
        {"kind", kind},
        {"bot", w.has_bot(c)},
        {"members", json::array(members.begin(), members.end())},
    };
    if (const auto* t = w.find_team(c.team)) o["team"] = t->name;
    return o;
}

json::object drawn(const teams_notice& n)
{
    return {
        {"id", std::to_string(n.number)},
        {"user", n.to},
        {"conversation", n.conversation},
        {"message", n.message},
        {"kind", n.kind},
        {"text", n.text},
        {"at", n.at},
    };
}

json::array stack(teams_workspace& w, const std::string& person)
{
    json::array out;
    for (const auto& [number, d] : w.dialogs()) {
        if (!d.open || d.who != person) continue;
        out.push_back({{"id", std::to_string(number)}, {"title", d.title}, {"card", d.card}});
    }
    return out;
}

}  // namespace

teams_screen::teams_screen(teams_server& teams, event_feed& feed) : teams_(teams), feed_(feed)
{
    auto& w = teams_.workspace();
    w.on_shown = [this](const std::string& where, const std::string& id) { tell_shown(where, id); };
    w.on_notice = [this](const teams_notice& n) { feed_.add("teams.notice", drawn(n)); };
    w.on_dialogs = [this](const std::string& who) {
        feed_.add("teams.dialogs", json::object{{"user", who}, {"dialogs", stack(teams_.workspace(), who)}});
    };
    w.on_place = [this](const std::string& id) {
        auto& now = teams_.workspace();
        if (const auto it = now.conversations().find(id); it != now.conversations().end())
            feed_.add("place", drawn(now, it->second));
    };
}

teams_screen::~teams_screen()
{
    auto& w = teams_.workspace();
    w.on_shown = {};
    w.on_notice = {};
    w.on_dialogs = {};
    w.on_place = {};
}

void teams_screen::tell_shown(const std::string& where, const std::string& id)
{
    auto& w = teams_.workspace();
    const auto c = w.conversations().find(where);
    if (c == w.conversations().end()) return;
    if (const auto* m = w.find_message(c->second, id)) {
        feed_.add(
            "teams.message", json::object{{"conversation", where}, {"message", drawn(w, c->second, *m)}}
        );
    } else {
        feed_.add("teams.message_gone", json::object{{"conversation", where}, {"id", id}});
    }
}

json::object teams_screen::everything() const
{
    auto& w = teams_.workspace();
    json::object messages, dialogs;
    for (const auto& [id, c] : w.conversations()) {
        json::array list;
        const auto skipped = c.messages.size() > most_messages ? c.messages.size() - most_messages : 0;
        for (auto it = std::next(c.messages.begin(), static_cast<std::ptrdiff_t>(skipped));
             it != c.messages.end();
             ++it) {
            list.push_back(drawn(w, c, it->second));
        }
        messages[id] = std::move(list);
    }
    for (const auto& [id, p] : w.people())
        if (auto open = stack(w, id); !open.empty()) dialogs[id] = std::move(open);
    json::array notices;
    const auto& all = w.notices();
    for (std::size_t i = all.size() > most_notices ? all.size() - most_notices : 0; i < all.size(); ++i)
        notices.push_back(drawn(all[i]));
    return {
        {"messages", std::move(messages)}, {"notices", std::move(notices)}, {"dialogs", std::move(dialogs)}
    };
}

json::array teams_screen::places() const
{
    json::array out;
    auto& w = teams_.workspace();
    for (const auto& [id, c] : w.conversations()) out.push_back(drawn(w, c));
    return out;
}

}  // namespace adapters::sandbox::web
