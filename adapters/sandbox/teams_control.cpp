#include "adapters/sandbox/teams_control.hpp"

#include "adapters/sandbox/adaptive_card.hpp"
#include "adapters/sandbox/local_http.hpp"
#include "adapters/sandbox/teams_server.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace adapters::sandbox {

namespace asio = boost::asio;

namespace {

std::string text(const json::object& o, std::string_view key)
{
    return std::string(text_at(o, key));
}

std::string place(const json::object& a)
{
    for (const auto* key : {"conversation", "channel", "team"})
        if (!text_at(a, key).empty()) return text(a, key);
    return {};
}

json::object object_of(const json::object& a, std::string_view key)
{
    const auto* o = object_at(a, key);
    return o == nullptr ? json::object{} : *o;
}

std::vector<std::chrono::milliseconds> pauses(const json::array& list)
{
    std::vector<std::chrono::milliseconds> out;
    for (const auto& p : list) {
        if (p.is_int64()) out.emplace_back(std::clamp<std::int64_t>(p.get_int64(), 0, 600'000));
    }
    return out;
}

}  // namespace

teams_control::teams_control(teams_server& owner)
    : teams_(owner), common_(owner.time(), owner.log(), owner.faults())
{
}

asio::awaitable<json::object> teams_control::run(http::server_request r)
{
    const auto what = r.path.substr(std::string_view("/control/").size());
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

asio::awaitable<json::object> teams_control::act(const std::string& what, const json::object& a)
{
    auto& people = teams_.people();
    const auto who = text(a, "as");
    const auto where = place(a);
    const auto id = text(a, "id");
    if (what == "say") {
        teams_deeds::saying how;
        how.thread = text(a, "thread");
        how.wait = flag_at(a, "wait", true);
        how.habits.from_menu = flag_at(a, "from_menu");
        how.habits.split_mentions = flag_at(a, "split_mentions");
        co_return co_await people.say(who, where, text(a, "text"), how);
    }
    if (what == "press") {
        co_return co_await people.press(
            who, where, id, text(a, "action"), object_of(a, "inputs"), flag_at(a, "stale")
        );
    }
    if (what == "refresh") co_return co_await people.refresh(who, where, id, flag_at(a, "manual"));
    const auto dialog = static_cast<std::uint64_t>(std::max<std::int64_t>(number_at(a, "dialog", 0), 0));
    if (what == "submit")
        co_return co_await people.submit(who, object_of(a, "values"), text(a, "action"), dialog);
    if (what == "close") co_return people.close(who, dialog);
    if (what == "react" || what == "unreact")
        co_return co_await people.react(who, where, id, text(a, "type"), what == "react");
    if (what == "edit") co_return co_await people.edit(who, where, id, text(a, "text"));
    if (what == "delete") co_return co_await people.erase(who, where, id);
    if (what == "install" || what == "uninstall")
        co_return co_await people.install(who, where, what == "install");
    if (what == "membership")
        co_return co_await people.membership(text(a, "by"), who, where, flag_at(a, "member", true));
    if (what == "forge") co_return co_await forge(a);
    co_return wrong("unknown_deed");
}

asio::awaitable<json::object> teams_control::forge(const json::object& a)
{
    const auto how = forgery_of(text_at(a, "kind"));
    if (!how) co_return wrong("unknown_kind");
    json::object activity;
    if (const auto* given = object_at(a, "activity")) {
        activity = *given;
    } else {
        const auto* ana = teams_.workspace().find_person("@ana.suporte");
        auto* c = teams_.workspace().find_conversation("#support-billing");
        if (ana == nullptr || c == nullptr) co_return wrong("activity_needed");
        const auto said_text = a.contains("text") ? text(a, "text") : "@Incident help";
        auto typed = as_typed(teams_.workspace(), said_text, c->what);
        teams_message m;
        m.from = ana->id;
        m.text = std::move(typed.text);
        m.html = std::move(typed.html);
        m.entities = std::move(typed.entities);
        activity = teams_.people().message_activity(*ana, *c, teams_.workspace().place(*c, std::move(m)));
        if (!text_at(a, "service_url").empty()) activity["serviceUrl"] = text(a, "service_url");
    }
    const auto d = co_await teams_.courier().forge(std::move(activity), *how);
    co_return json::object{
        {"ok", true},
        {"status", d.status},
        {"body", d.body},
        {"why", d.why},
        {"latency_us", d.latency.count()}
    };
}

json::object teams_control::messages(const json::object& a)
{
    auto& w = teams_.workspace();
    const auto where = place(a);
    const auto* seen_by = w.find_person(text(a, "as"));
    const auto* only = where == "personal" && seen_by != nullptr ? &w.personal_chat(seen_by->id)
                                                                 : w.find_conversation(where);
    if (!where.empty() && only == nullptr) return wrong("no_such_conversation");
    const auto after = text(a, "after");
    const auto contains = text(a, "contains");
    const auto thread = text(a, "thread");
    json::array list;
    for (const auto& [cid, c] : w.conversations()) {
        if (only != nullptr && only != &c) continue;
        for (const auto& [id, m] : c.messages) {
            if (m.deleted && !flag_at(a, "deleted")) continue;
            if (!after.empty() && id <= after) continue;
            if (!thread.empty() && m.root != thread) continue;
            if (!flag_at(a, "replies", true) && !m.root.empty() && m.root != id) continue;
            if (a.contains("from_bot") && flag_at(a, "from_bot") != (m.from == w.self().bot())) continue;
            const auto* card = w.card_of(m, seen_by == nullptr ? std::string() : seen_by->id);
            if (!contains.empty() && m.text.find(contains) == std::string::npos &&
                (card == nullptr || card_text(*card).find(contains) == std::string::npos))
                continue;
            list.push_back(w.to_json(c, m, seen_by == nullptr ? std::string() : seen_by->id));
        }
    }
    return {{"ok", true}, {"messages", std::move(list)}};
}

// Nothing to see under that name: an empty object.
json::object teams_control::look(const std::string& what, const json::object& a)
{
    auto& w = teams_.workspace();
    const auto* who = w.find_person(text(a, "as"));
    if (what == "state") {
        json::array people, teams, conversations;
        for (const auto& [id, p] : w.people()) {
            auto o = w.to_json(p);
            o["handle"] = p.handle;
            o["locale"] = p.locale;
            people.push_back(std::move(o));
        }
        for (const auto& [id, t] : w.teams()) {
            teams.push_back(
                {{"id", id},
                 {"name", t.name},
                 {"aadGroupId", t.aad_group},
                 {"bot_in", t.bot_in},
                 {"members", json::array(t.members.begin(), t.members.end())}}
            );
        }
        for (const auto& [id, c] : w.conversations()) conversations.push_back(w.to_json(c));
        return {
            {"ok", true},
            {"tenant", w.self().tenant},
            {"app_id", w.self().app_id},
            {"bot", {{"id", w.self().bot()}, {"name", w.self().bot_name}}},
            {"bot_url", teams_.courier().settings().bot_url},
            {"service_url", teams_.service_url()},
            {"people", std::move(people)},
            {"teams", std::move(teams)},
            {"conversations", std::move(conversations)},
        };
    }
    if (what == "messages") return messages(a);
    if (what == "notices") {
        json::array list;
        for (const auto& n : w.notices()) {
            if (who != nullptr && n.to != who->id) continue;
            if (n.text.find(text(a, "contains")) == std::string::npos) continue;
            list.push_back(
                {{"number", n.number},
                 {"to", n.to},
                 {"conversation", n.conversation},
                 {"message", n.message},
                 {"kind", n.kind},
                 {"text", n.text}}
            );
        }
        return {{"ok", true}, {"notices", std::move(list)}};
    }
    if (what == "dialogs") {
        json::array list;
        for (const auto& [number, d] : w.dialogs()) {
            if (!d.open || (who != nullptr && d.who != who->id)) continue;
            list.push_back(
                {{"dialog", number},
                 {"who", d.who},
                 {"conversation", d.conversation},
                 {"message", d.message},
                 {"title", d.title},
                 {"card", d.card}}
            );
        }
        return {{"ok", true}, {"dialogs", std::move(list)}};
    }
    if (what == "counters") {
        auto out = common_.look(what, a);
        out["activities_under_way"] = teams_.courier().under_way();
        return out;
    }
    return common_.look(what, a);
}

std::optional<server_control::found> teams_control::find(const std::string& what, const json::object& a)
{
    server_control::found f;
    if (what == "no_activities") {
        const auto wanted = std::max<std::int64_t>(number_at(a, "count", 1), 0);
        f.have = teams_.courier().under_way() == 0 ? static_cast<std::size_t>(wanted) : 0;
    } else if (what == "messages" || what == "notices" || what == "dialogs") {
        f.seen = look(what, a);
        if (flag_at(f.seen, "ok")) f.have = f.seen[what].as_array().size();
    } else {
        return std::nullopt;
    }
    return f;
}

// What changes the workspace or the server without a word to the bot.
json::object teams_control::change(const std::string& what, const json::object& a)
{
    auto& w = teams_.workspace();
    if (what == "rotate_keys") {
        teams_.courier().forget_token();
        return {{"ok", true}, {"kid", teams_.keys().rotate(flag_at(a, "keep_old", true))}};
    }
    if (what == "expire_tokens") {
        teams_.login().expire_all();
        return said(true, "");
    }
    if (what == "person") {
        teams_person p;
        p.id = text(a, "id");
        p.aad = text(a, "aad");
        p.handle = text(a, "handle");
        p.name = text(a, "name");
        p.email = text(a, "email");
        p.guest = flag_at(a, "guest");
        if (!text_at(a, "locale").empty()) p.locale = text(a, "locale");
        if (!p.id.starts_with("29:") || p.aad.empty() || p.handle.empty() || p.name.empty())
            return wrong("id_aad_handle_and_name_needed");
        const auto id = p.id;
        w.add(std::move(p));
        if (auto* t = w.find_team(text(a, "team"))) t->members.insert(id);
        return said(true, "");
    }
    if (what == "channel") {
        const auto* t = w.find_team(text(a, "team").empty() ? "19:OPERACOES@thread.tacv2" : text(a, "team"));
        if (t == nullptr || text(a, "id").empty() || text(a, "name").empty())
            return wrong("team_id_and_name_needed");
        w.add_channel(t->id, text(a, "id"), text(a, "name"));
        return said(true, "");
    }
    if (what == "chat") {
        std::set<std::string> members;
        if (const auto* list = array_at(a, "members")) {
            for (const auto& m : *list) {
                const auto* p = m.is_string() ? w.find_person(std::string_view(m.get_string())) : nullptr;
                if (p == nullptr) return wrong("no_such_person");
                members.insert(p->id);
            }
        }
        if (text(a, "id").empty()) return wrong("id_needed");
        w.add_chat(text(a, "id"), text(a, "name"), members, flag_at(a, "bot", true));
        return said(true, "");
    }
    if (what == "block") {
        const auto* p = w.find_person(text(a, "as"));
        if (p == nullptr) return wrong("no_such_person");
        w.personal_chat(p->id).blocked = flag_at(a, "blocked", true);
        return said(true, "");
    }
    if (what == "webhook") {
        const auto* c = w.find_conversation(place(a));
        if (c == nullptr) return wrong("no_such_conversation");
        const auto kind = text(a, "kind").empty() ? "workflow" : text(a, "kind");
        if (kind != "workflow" && kind != "connector") return wrong("unknown_kind");
        return {{"ok", true}, {"url", teams_.base() + teams_.hooks().add(kind, c->id)}};
    }
    if (what == "settings") return settings(a);
    return common_.change(what, a);
}

json::object teams_control::settings(const json::object& a)
{
    auto& courier = teams_.courier().settings();
    if (a.contains("bot_url")) courier.bot_url = text(a, "bot_url");
    courier.deadline = std::chrono::milliseconds(
        std::clamp<std::int64_t>(number_at(a, "deadline_ms", courier.deadline.count()), 1, 600'000)
    );
    courier.token_life =
        std::chrono::seconds(number_at(a, "activity_token_life", courier.token_life.count()));
    courier.fresh_tokens = flag_at(a, "fresh_tokens", courier.fresh_tokens);
    if (const auto* list = array_at(a, "redelivery_ms")) courier.redelivery = pauses(*list);
    if (const auto* list = array_at(a, "invoke_retries_ms")) courier.invoke_retries = pauses(*list);
    auto& login = teams_.login().settings();
    login.token_life = std::chrono::seconds(number_at(a, "token_life", login.token_life.count()));
    if (a.contains("secret")) login.secret = text(a, "secret");
    teams_.throttle().enabled = flag_at(a, "throttling", teams_.throttle().enabled);
    teams_.auto_refresh() = flag_at(a, "auto_refresh", teams_.auto_refresh());
    teams_.people().hears_everything = flag_at(a, "rsc", teams_.people().hears_everything);
    teams_.courier().forget_token();
    return said(true, "");
}

}  // namespace adapters::sandbox
