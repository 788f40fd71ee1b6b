#include "adapters/sandbox/teams_deeds.hpp"

#include "adapters/sandbox/local_http.hpp"

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace adapters::sandbox {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::minutes sao_paulo(-180);

json::object taken(const delivered& d)
{
    json::object o{
        {"ok", d.acked},
        {"delivered", d.acked},
        {"status", d.status},
        {"attempts", d.attempts},
        {"latency_us", d.latency.count()},
    };
    if (!d.acked) o["error"] = d.why.empty() ? "refused" : d.why;
    return o;
}

}  // namespace

teams_deeds::teams_deeds(teams_workspace& w, teams_courier& courier, bot::task_group& tasks)
    : workspace_(w), courier_(courier), tasks_(tasks)
{
}

teams_deeds::spot teams_deeds::find(const std::string& who, const std::string& where, const std::string& id)
{
    spot s;
    s.who = workspace_.find_person(who);
    if (s.who == nullptr) {
        s.error = "no_such_person";
        return s;
    }
    s.where =
        where == "personal" ? &workspace_.personal_chat(s.who->id) : workspace_.find_conversation(where);
    if (s.where == nullptr || !workspace_.members(*s.where).contains(s.who->id)) {
        s.error = "no_such_conversation";
        return s;
    }
    if (id.empty()) return s;
    s.message = workspace_.find_message(*s.where, id);
    if (s.message == nullptr || s.message->deleted) s.error = "message_not_found";
    return s;
}

json::object teams_deeds::activity(
    std::string_view type, const teams_person& who, const teams_conversation& c, const std::string& root
)
{
    const auto& me = workspace_.self();
    const auto now = workspace_.timestamp();
    json::object conversation{{"id", c.id}, {"tenantId", me.tenant}};
    json::object data{{"tenant", {{"id", me.tenant}}}};
    switch (c.what) {
        case teams_conversation::kind::channel: {
            const auto& t = workspace_.teams().at(c.team);
            conversation["conversationType"] = "channel";
            conversation["isGroup"] = true;
            if (!root.empty()) conversation["id"] = fmt::format("{};messageid={}", c.id, root);
            data["team"] = {{"id", t.id}, {"name", t.name}, {"aadGroupId", t.aad_group}};
            data["channel"] = {{"id", c.id}, {"name", c.name}, {"type", "standard"}};
            data["teamsTeamId"] = t.id;
            data["teamsChannelId"] = c.id;
            break;
        }
        case teams_conversation::kind::group_chat:
            conversation["conversationType"] = "groupChat";
            conversation["isGroup"] = true;
            break;
        case teams_conversation::kind::personal:
            conversation["conversationType"] = "personal";
            break;
    }
    return {
        {"type", type},
        {"id", "f:" + workspace_.next_id()},
        {"timestamp", now},
        {"localTimestamp", workspace_.timestamp(sao_paulo)},
        {"localTimezone", "America/Sao_Paulo"},
        {"channelId", "msteams"},
        {"serviceUrl", courier_.service_url()},
        {"from", {{"id", who.id}, {"name", who.name}, {"aadObjectId", who.aad}}},
        {"recipient", {{"id", me.bot()}, {"name", me.bot_name}}},
        {"conversation", std::move(conversation)},
        {"channelData", std::move(data)},
        {"locale", who.locale},
    };
}

json::object teams_deeds::message_activity(
    const teams_person& who, const teams_conversation& c, const teams_message& m
)
{
    auto a = activity("message", who, c, m.root);
    a["id"] = m.id;
    a["text"] = m.text;
    a["textFormat"] = "plain";
    json::array attachments;
    attachments.push_back({{"contentType", "text/html"}, {"content", m.html}});
    a["attachments"] = std::move(attachments);
    auto entities = m.entities;
    entities.push_back(
        {{"type", "clientInfo"},
         {"locale", who.locale},
         {"country", "BR"},
         {"platform", "Windows"},
         {"timezone", "America/Sao_Paulo"}}
    );
    a["entities"] = std::move(entities);
    return a;
}

asio::awaitable<void> teams_deeds::hand_over(json::object activity)
{
    (void)co_await courier_.deliver(std::move(activity));
}

teams_deeds::seen teams_deeds::say(std::string who, std::string where, std::string text, saying how)
{
    const auto s = find(who, where);
    if (!s.error.empty()) co_return wrong(s.error);
    if (!how.thread.empty() && workspace_.find_message(*s.where, how.thread) == nullptr)
        co_return wrong("message_not_found");
    auto typed = as_typed(workspace_, text, s.where->what, how.habits);
    teams_message m;
    m.from = s.who->id;
    m.root = how.thread;
    m.text = std::move(typed.text);
    m.text_format = "plain";
    m.html = std::move(typed.html);
    m.entities = std::move(typed.entities);
    const bool personal = s.where->what == teams_conversation::kind::personal;
    m.delivered = workspace_.has_bot(*s.where) && (personal || typed.mentions_bot || hears_everything);
    const auto& made = workspace_.place(*s.where, std::move(m));
    json::object out{{"ok", true}, {"id", made.id}, {"conversation", s.where->id}, {"delivered", false}};
    if (!made.root.empty()) out["root"] = made.root;
    if (!made.delivered) co_return out;
    auto a = message_activity(*s.who, *s.where, made);
    if (!how.wait) {
        tasks_.spawn("a message on its way", hand_over(std::move(a)));
        co_return out;
    }
    const auto d = co_await courier_.deliver(std::move(a));
    for (auto& field : taken(d)) out[field.key()] = std::move(field.value());
    co_return out;
}

teams_deeds::seen teams_deeds::react(
    std::string who, std::string where, std::string id, std::string type, bool add
)
{
    const auto s = find(who, where, id);
    if (!s.error.empty()) co_return wrong(s.error);
    if (type.empty()) co_return wrong("type_needed");
    if (!workspace_.react(*s.message, type, s.who->id, add))
        co_return wrong(add ? "already_reacted" : "no_reaction");
    workspace_.shown(*s.where, id);
    // Only reactions on the bot's own messages are told, and with the channel's bare id.
    if (s.message->from != workspace_.self().bot() || !workspace_.has_bot(*s.where))
        co_return json::object{{"ok", true}, {"delivered", false}};
    auto a = activity("messageReaction", *s.who, *s.where);
    a["replyToId"] = id;
    json::array list;
    list.push_back({{"type", type}});
    a[add ? "reactionsAdded" : "reactionsRemoved"] = std::move(list);
    co_return taken(co_await courier_.deliver(std::move(a)));
}

teams_deeds::seen teams_deeds::edit(std::string who, std::string where, std::string id, std::string text)
{
    const auto s = find(who, where, id);
    if (!s.error.empty()) co_return wrong(s.error);
    if (s.message->from != s.who->id) co_return wrong("not_yours");
    auto typed = as_typed(workspace_, text, s.where->what);
    s.message->text = std::move(typed.text);
    s.message->html = std::move(typed.html);
    s.message->entities = std::move(typed.entities);
    s.message->edited = workspace_.timestamp();
    workspace_.shown(*s.where, id);
    if (!s.message->delivered) co_return json::object{{"ok", true}, {"delivered", false}};
    auto a = message_activity(*s.who, *s.where, *s.message);
    a["type"] = "messageUpdate";
    a["channelData"].as_object()["eventType"] = "editMessage";
    co_return taken(co_await courier_.deliver(std::move(a)));
}

teams_deeds::seen teams_deeds::erase(std::string who, std::string where, std::string id)
{
    const auto s = find(who, where, id);
    if (!s.error.empty()) co_return wrong(s.error);
    if (s.message->from != s.who->id) co_return wrong("not_yours");
    s.message->deleted = true;
    workspace_.shown(*s.where, id);
    if (!s.message->delivered) co_return json::object{{"ok", true}, {"delivered", false}};
    auto a = activity("messageDelete", *s.who, *s.where, s.message->root);
    a["id"] = id;
    a["channelData"].as_object()["eventType"] = "softDeleteMessage";
    co_return taken(co_await courier_.deliver(std::move(a)));
}

teams_deeds::seen teams_deeds::install(std::string who, std::string where, bool add)
{
    auto* p = workspace_.find_person(who);
    if (p == nullptr) co_return wrong("no_such_person");
    auto* c = where == "personal" ? &workspace_.personal_chat(p->id) : workspace_.find_conversation(where);
    if (auto* t = workspace_.find_team(where)) c = workspace_.find_conversation(t->id);
    if (c == nullptr) co_return wrong("no_such_conversation");
    const bool is_team = c->what == teams_conversation::kind::channel;
    const auto selected = c->id;
    if (is_team) {
        auto& t = workspace_.teams().at(c->team);
        t.bot_in = add;
        c = workspace_.find_conversation(t.id);
    } else {
        c->bot_in = add;
    }
    workspace_.place_changed(*c);
    auto installed = activity("installationUpdate", *p, *c);
    installed["action"] = add ? "add" : "remove";
    auto updated = activity("conversationUpdate", *p, *c);
    json::array bot;
    bot.push_back({{"id", workspace_.self().bot()}});
    updated[add ? "membersAdded" : "membersRemoved"] = std::move(bot);
    if (is_team) {
        for (auto* a : {&installed, &updated}) {
            auto& data = a->at("channelData").as_object();
            data["settings"] = {{"selectedChannel", {{"id", selected}}}};
        }
        updated["channelData"].as_object()["eventType"] = add ? "teamMemberAdded" : "teamMemberRemoved";
    }
    using namespace asio::experimental::awaitable_operators;
    // Both at once, as Teams does.
    auto [first, second] =
        co_await (courier_.deliver(std::move(installed)) && courier_.deliver(std::move(updated)));
    co_return taken(first.acked ? second : first);
}

teams_deeds::seen teams_deeds::membership(std::string by, std::string who, std::string where, bool member)
{
    const auto* actor = workspace_.find_person(by.empty() ? who : by);
    const auto* p = workspace_.find_person(who);
    auto* c = workspace_.find_conversation(where);
    auto* t = workspace_.find_team(where);
    if (c != nullptr && c->what == teams_conversation::kind::channel) t = workspace_.find_team(c->team);
    if (actor == nullptr || p == nullptr) co_return wrong("no_such_person");
    if (t == nullptr && (c == nullptr || c->what == teams_conversation::kind::personal))
        co_return wrong("no_such_conversation");
    auto& list = t != nullptr ? t->members : c->members;
    if (member) {
        list.insert(p->id);
    } else {
        list.erase(p->id);
    }
    if (t != nullptr) c = workspace_.find_conversation(t->id);
    workspace_.place_changed(*c);
    if (!workspace_.has_bot(*c)) co_return json::object{{"ok", true}, {"delivered", false}};
    auto a = activity("conversationUpdate", *actor, *c);
    json::array people;
    people.push_back({{"id", p->id}, {"aadObjectId", p->aad}});
    a[member ? "membersAdded" : "membersRemoved"] = std::move(people);
    if (t != nullptr)
        a["channelData"].as_object()["eventType"] = member ? "teamMemberAdded" : "teamMemberRemoved";
    co_return taken(co_await courier_.deliver(std::move(a)));
}

}  // namespace adapters::sandbox
