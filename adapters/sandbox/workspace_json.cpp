// The workspace's things as the Web API and events show them.
#include "adapters/sandbox/slack_workspace.hpp"

namespace adapters::sandbox {

json::object slack_workspace::to_json(const message& m) const
{
    json::object o{{"type", "message"}, {"user", m.user}, {"ts", m.ts}, {"text", m.text}};
    if (!m.subtype.empty()) o["subtype"] = m.subtype;
    if (!m.app_id.empty()) {
        o["bot_id"] = self_.bot_id;
        o["app_id"] = m.app_id;
        o["bot_profile"] = {
            {"id", self_.bot_id}, {"app_id", m.app_id}, {"name", self_.bot_name}, {"team_id", self_.team}
        };
    }
    o["team"] = self_.team;
    if (!m.blocks.empty()) o["blocks"] = m.blocks;
    if (!m.attachments.empty()) o["attachments"] = m.attachments;
    if (m.metadata) o["metadata"] = *m.metadata;
    if (!m.client_msg_id.empty()) o["client_msg_id"] = m.client_msg_id;
    if (!m.thread_ts.empty()) o["thread_ts"] = m.thread_ts;
    if (!m.edited_ts.empty()) o["edited"] = {{"user", m.user}, {"ts", m.edited_ts}};
    if (!m.reactions.empty()) {
        json::array list;
        for (const auto& r : m.reactions) {
            json::array users(r.users.begin(), r.users.end());
            list.push_back({{"name", r.name}, {"users", std::move(users)}, {"count", r.users.size()}});
        }
        o["reactions"] = std::move(list);
    }
    return o;
}

json::object slack_workspace::to_json(const channel& c) const
{
    const bool im = c.what == channel::kind::im;
    json::object o{
        {"id", c.id},
        {"is_channel", c.what == channel::kind::open},
        {"is_group", false},
        {"is_im", im},
        {"is_mpim", c.what == channel::kind::group},
        {"is_private", c.what != channel::kind::open},
        {"is_archived", c.archived},
        {"is_ext_shared", false},
        {"context_team_id", self_.team},
    };
    if (im) {
        o["user"] = c.with;
        return o;
    }
    o["name"] = c.name;
    o["name_normalized"] = c.name;
    o["is_member"] = c.members.contains(self_.bot_user);
    o["is_general"] = false;
    o["topic"] = {{"value", c.topic}, {"creator", ""}, {"last_set", 0}};
    o["purpose"] = {{"value", ""}, {"creator", ""}, {"last_set", 0}};
    return o;
}

json::object slack_workspace::to_json(const person& p) const
{
    return {
        {"id", p.id},
        {"team_id", self_.team},
        {"name", p.handle},
        {"deleted", p.deleted},
        {"real_name", p.name},
        {"tz", "America/Sao_Paulo"},
        {"locale", p.locale},
        {"is_bot", p.is_bot},
        {"is_admin", false},
        {"is_restricted", p.is_restricted},
        {"is_ultra_restricted", false},
        {"profile", {{"real_name", p.name}, {"display_name", p.handle}, {"team", self_.team}}},
    };
}

}  // namespace adapters::sandbox
