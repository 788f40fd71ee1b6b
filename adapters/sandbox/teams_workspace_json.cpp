#include "adapters/sandbox/teams_workspace.hpp"

namespace adapters::sandbox {
namespace {

std::string_view name_of(teams_conversation::kind k)
{
    switch (k) {
        case teams_conversation::kind::channel:
            return "channel";
        case teams_conversation::kind::group_chat:
            return "groupChat";
        case teams_conversation::kind::personal:
            return "personal";
    }
    return "";
}

}  // namespace

json::object teams_workspace::to_json(const teams_person& p) const
{
    const auto space = p.name.find(' ');
    json::object o{
        {"id", p.id},
        {"name", p.name},
        {"aadObjectId", p.aad},
        {"objectId", p.aad},
        {"givenName", p.name.substr(0, space)},
        {"tenantId", self_.tenant},
        {"userRole", p.guest ? "guest" : "user"},
    };
    if (space != std::string::npos) o["surname"] = p.name.substr(space + 1);
    if (!p.guest && !p.email.empty()) {
        o["email"] = p.email;
        o["userPrincipalName"] = p.email;
    }
    return o;
}

json::object teams_workspace::to_json(const teams_conversation& c) const
{
    const auto& list = members(c);
    return {
        {"id", c.id},
        {"name", c.name},
        {"type", name_of(c.what)},
        {"team", c.team},
        {"members", json::array(list.begin(), list.end())},
        {"bot_in", has_bot(c)},
        {"messages", c.messages.size()},
    };
}

json::object teams_workspace::to_json(
    const teams_conversation& c, const teams_message& m, const std::string& seen_by
) const
{
    json::object o{
        {"id", m.id},
        {"conversation", c.id},
        {"from", m.from},
        {"from_bot", m.from == self_.bot()},
        {"text", m.text},
        {"text_format", m.text_format},
        {"deleted", m.deleted},
    };
    if (const auto p = people_.find(m.from); p != people_.end()) o["from_name"] = p->second.name;
    if (m.from == self_.bot()) o["from_name"] = self_.bot_name;
    if (!m.root.empty()) o["root"] = m.root;
    if (!m.html.empty()) o["html"] = m.html;
    if (!m.summary.empty()) o["summary"] = m.summary;
    if (!m.edited.empty()) o["edited"] = m.edited;
    if (!m.attachments.empty()) o["attachments"] = m.attachments;
    if (!m.channel_data.empty()) o["channel_data"] = m.channel_data;
    json::array mentions;
    for (const auto& e : m.entities) {
        if (!e.is_object() || text_at(e.get_object(), "type") != "mention") continue;
        if (const auto* who = object_at(e.get_object(), "mentioned"))
            mentions.push_back(json::string(text_at(*who, "id")));
    }
    o["mentions"] = std::move(mentions);
    json::array reactions;
    for (const auto& r : m.reactions)
        reactions.push_back({{"type", r.type}, {"people", json::array(r.people.begin(), r.people.end())}});
    o["reactions"] = std::move(reactions);
    if (const auto* card = card_of(m, seen_by)) o["card"] = *card;
    o["own_view"] = m.views.contains(seen_by);
    return o;
}

}  // namespace adapters::sandbox
