#include "adapters/sandbox/slack_workspace.hpp"

#include "adapters/sandbox/block_kit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace adapters::sandbox {

void throw_exception_from_error(const refusal& r, const boost::source_location&)
{
    throw std::logic_error("asked for the value of a refusal: " + r.code);
}

namespace {

std::string_view canonical_emoji(std::string_view name)
{
    if (name == "thumbsup") return "+1";
    if (name == "thumbsdown") return "-1";
    return name;
}

}  // namespace

slack_workspace::slack_workspace(const bot::clock& time, identity who, std::uint64_t seed)
    : time_(time), self_(std::move(who)), random_(seed)
{
    add(person{.id = self_.bot_user, .handle = self_.bot_name, .name = self_.bot_name, .is_bot = true});
}

person& slack_workspace::add(person p)
{
    auto id = p.id;
    return people_.insert_or_assign(std::move(id), std::move(p)).first->second;
}

channel& slack_workspace::add_channel(
    std::string id, std::string name, channel::kind what, std::set<std::string> members
)
{
    auto& c = channels_[id];
    c.id = std::move(id);
    c.name = std::move(name);
    c.what = what;
    c.members = std::move(members);
    return c;
}

user_group& slack_workspace::add(user_group g)
{
    auto id = g.id;
    return groups_.insert_or_assign(std::move(id), std::move(g)).first->second;
}

person* slack_workspace::find_person(std::string_view who)
{
    if (who.starts_with('@')) who.remove_prefix(1);
    if (auto it = people_.find(std::string(who)); it != people_.end()) return &it->second;
    for (auto& [id, p] : people_) {
        if (p.handle == who) return &p;
    }
    return nullptr;
}

channel* slack_workspace::find_channel(std::string_view which)
{
    if (which.starts_with('#')) which.remove_prefix(1);
    if (auto it = channels_.find(std::string(which)); it != channels_.end()) return &it->second;
    for (auto& [id, c] : channels_) {
        if (c.name == which && c.what != channel::kind::im) return &c;
    }
    return nullptr;
}

channel& slack_workspace::im_with(const std::string& user)
{
    for (auto& [id, c] : channels_) {
        if (c.what == channel::kind::im && c.with == user) return c;
    }
    auto& c = add_channel("D0" + user.substr(1), "", channel::kind::im, {user, self_.bot_user});
    c.with = user;
    place_changed(c);
    return c;
}

answer<channel*> slack_workspace::channel_of_bot(std::string_view id)
{
    if (id.starts_with('U') || id.starts_with('W')) {
        const auto it = people_.find(std::string(id));
        if (it == people_.end() || it->second.is_bot) return refusal{"channel_not_found", {}};
        return &im_with(it->first);
    }
    const auto it = channels_.find(std::string(id));
    if (it == channels_.end()) return refusal{"channel_not_found", {}};
    auto& c = it->second;
    if (c.what != channel::kind::open && !c.members.contains(self_.bot_user)) {
        return refusal{"channel_not_found", {}};
    }
    return &c;
}

answer<message*> slack_workspace::message_in(channel& c, const std::string& ts)
{
    const auto it = c.messages.find(ts);
    if (it == c.messages.end()) return refusal{"message_not_found", {}};
    return &it->second;
}

answer<message*> slack_workspace::post(new_message m, bool* truncated)
{
    const auto it = channels_.find(m.channel);
    if (it == channels_.end()) return refusal{"channel_not_found", {}};
    auto& c = it->second;
    if (c.archived) return refusal{"is_archived", {}};
    if (!c.members.contains(m.user) && m.subtype.empty()) {
        const bool anyway = m.by_app && c.what == channel::kind::open && public_posting;
        if (!anyway) return refusal{"not_in_channel", {}};
    }
    if (m.text.empty() && m.blocks.empty() && m.attachments.empty()) return refusal{"no_text", {}};
    if (const auto ok = check_content(m.blocks, m.attachments, m.metadata); !ok) return ok.error();
    if (!m.thread_ts.empty()) {
        const auto parent = c.messages.find(m.thread_ts);
        if (parent == c.messages.end()) return refusal{"thread_not_found", {}};
        if (!parent->second.thread_ts.empty() && parent->second.thread_ts != parent->first) {
            return refusal{"cannot_reply_to_message", {}};
        }
        parent->second.thread_ts = parent->first;
        if (on_shown) on_shown(c.id, parent->first);
    }
    const bool cut = utf16_length(m.text) > 40'000;
    if (truncated != nullptr) *truncated = cut;
    message made;
    made.ts = next_ts();
    made.thread_ts = std::move(m.thread_ts);
    made.user = std::move(m.user);
    if (m.by_app) made.app_id = self_.app;
    made.subtype = std::move(m.subtype);
    made.text = cut ? cut_to_utf16(m.text, 40'000) : std::move(m.text);
    made.blocks = std::move(m.blocks);
    made.attachments = std::move(m.attachments);
    if (m.metadata && !m.metadata->empty()) made.metadata = std::move(m.metadata);
    made.client_msg_id = std::move(m.client_msg_id);
    made.broadcast = m.broadcast;
    give_ids(made.blocks, [this] { return fresh_hex(5); });
    auto& kept = c.messages.emplace(made.ts, std::move(made)).first->second;
    if (c.messages.size() > kept_messages) {
        const auto oldest = c.messages.begin()->first;
        c.messages.erase(c.messages.begin());
        shown(c, oldest);
    }
    tell_message(c, kept, {});
    shown(c, kept.ts);
    return &kept;
}

answer<message*> slack_workspace::update(
    channel& c, const std::string& ts, message_change change, const std::string& by
)
{
    auto found = message_in(c, ts);
    if (!found) return found.error();
    auto& m = **found;
    if (m.user != by) return refusal{"cant_update_message", {}};
    if (c.archived) return refusal{"is_inactive", {}};
    if (change.text && utf16_length(*change.text) > 4000) return refusal{"msg_too_long", {}};
    const bool no_blocks = change.blocks ? change.blocks->empty() : change.text ? true : m.blocks.empty();
    const auto& text = change.text ? *change.text : m.text;
    if (text.empty() && no_blocks && m.attachments.empty()) return refusal{"no_text", {}};
    if (const auto ok = check_content(change.blocks.value_or(json::array{}), {}, change.metadata); !ok) {
        return ok.error();
    }
    auto before = to_json(m);
    m.earlier_blocks.push_back(m.blocks);
    if (m.earlier_blocks.size() > 8) m.earlier_blocks.erase(m.earlier_blocks.begin());
    if (change.blocks) {
        m.blocks = std::move(*change.blocks);
        give_ids(m.blocks, [this] { return fresh_hex(5); });
    } else if (change.text) {
        m.blocks.clear();  // text without blocks removes them
        m.edited_ts = next_ts();
    }
    if (change.text) m.text = std::move(*change.text);
    if (change.metadata) {
        if (change.metadata->empty()) {
            m.metadata.reset();
        } else {
            m.metadata = std::move(change.metadata);
        }
    }
    json::object extra{
        {"subtype", "message_changed"},
        {"hidden", true},
        {"message", to_json(m)},
        {"previous_message", before}
    };
    tell_message(c, m, std::move(extra));
    shown(c, ts);
    return &m;
}

answer<void> slack_workspace::erase(channel& c, const std::string& ts, const std::string& by)
{
    auto found = message_in(c, ts);
    if (!found) return found.error();
    if ((*found)->user != by) return refusal{"cant_delete_message", {}};
    json::object extra{
        {"subtype", "message_deleted"},
        {"hidden", true},
        {"deleted_ts", ts},
        {"previous_message", to_json(**found)}
    };
    const message gone = **found;
    c.messages.erase(ts);
    tell_message(c, gone, std::move(extra));
    shown(c, ts);
    return {};
}

answer<ephemeral*> slack_workspace::post_ephemeral(channel& c, ephemeral e)
{
    if (c.archived) return refusal{"is_archived", {}};
    if (!people_.contains(e.to)) return refusal{"user_not_found", {}};
    if (e.text.empty() && e.blocks.empty()) return refusal{"no_text", {}};
    if (const auto ok = check_content(e.blocks, {}, std::nullopt); !ok) return ok.error();
    e.ts = next_ts();
    e.channel = c.id;
    e.text = cut_to_utf16(e.text, 40'000);
    give_ids(e.blocks, [this] { return fresh_hex(5); });
    c.ephemerals.push_back(std::move(e));
    if (c.ephemerals.size() > kept_messages) {
        const auto oldest = c.ephemerals.front().ts;
        c.ephemerals.erase(c.ephemerals.begin());
        shown(c, oldest);
    }
    shown(c, c.ephemerals.back().ts);
    return &c.ephemerals.back();
}

answer<void> slack_workspace::react(
    channel& c, const std::string& ts, std::string name, const std::string& user, bool add
)
{
    auto found = message_in(c, ts);
    if (!found) return found.error();
    const auto base = std::string_view(name).substr(0, name.find("::"));
    if (base.empty() || name.size() > 100 || name.find_first_of(" <>&\"/\\") != std::string::npos) {
        return refusal{"invalid_name", {}};
    }
    name = std::string(canonical_emoji(base)) + name.substr(base.size());
    auto& all = (*found)->reactions;
    auto it = std::find_if(all.begin(), all.end(), [&](const reaction& r) { return r.name == name; });
    if (add) {
        if (it == all.end()) it = all.insert(all.end(), reaction{name, {}});
        if (std::find(it->users.begin(), it->users.end(), user) != it->users.end()) {
            return refusal{"already_reacted", {}};
        }
        it->users.push_back(user);
    } else {
        if (it == all.end() || std::erase(it->users, user) == 0) return refusal{"no_reaction", {}};
        if (it->users.empty()) all.erase(it);
    }
    json::object event{
        {"type", add ? "reaction_added" : "reaction_removed"},
        {"user", user},
        {"reaction", name},
        {"item_user", (*found)->user},
        {"item", {{"type", "message"}, {"channel", c.id}, {"ts", ts}}},
        {"event_ts", next_ts()},
    };
    tell(c, {add ? "reaction_added" : "reaction_removed", "", std::move(event)});
    shown(c, ts);
    return {};
}

answer<void> slack_workspace::join(channel& c, const std::string& user)
{
    if (c.what != channel::kind::open) return refusal{"method_not_supported_for_channel_type", {}};
    if (c.archived) return refusal{"is_archived", {}};
    if (!c.members.insert(user).second) return {};
    place_changed(c);
    new_message line;
    line.channel = c.id;
    line.user = user;
    line.text = "<@" + user + "> has joined the channel";
    line.subtype = "channel_join";
    (void)post(std::move(line));
    return {};
}

void slack_workspace::shown(const channel& c, const std::string& ts) const
{
    if (on_shown) on_shown(c.id, ts);
    changed();
}

void slack_workspace::place_changed(const channel& c) const
{
    if (on_place) on_place(c.id);
    changed();
}

void slack_workspace::tell(const channel& c, happening h)
{
    if (on_happening && c.members.contains(self_.bot_user)) on_happening(h);
}

void slack_workspace::tell_message(const channel& c, const message& m, json::object extra)
{
    const bool im = c.what == channel::kind::im;
    const auto [type, scope] = im                                ? std::pair("im", "message.im")
                               : c.what == channel::kind::group  ? std::pair("mpim", "message.mpim")
                               : c.what == channel::kind::closed ? std::pair("group", "message.groups")
                                                                 : std::pair("channel", "message.channels");
    const bool plain = extra.empty();
    json::object event = plain ? to_json(m) : std::move(extra);
    event["type"] = "message";
    event["channel"] = c.id;
    event["channel_type"] = type;
    if (plain && !m.thread_ts.empty() && m.broadcast) event["subtype"] = "thread_broadcast";
    if (!plain) event["ts"] = next_ts();
    event["event_ts"] = event["ts"];
    if (plain && m.metadata) {  // without a schema in the manifest the payload is not sent along
        event["metadata"] = {{"event_type", m.metadata->at("event_type")}};
    }
    tell(c, {"message", scope, event});
    if (!plain || im || m.text.find("<@" + self_.bot_user) == std::string::npos || m.user == self_.bot_user) {
        return;
    }
    event.erase("channel_type");
    event["type"] = "app_mention";
    event["team"] = self_.team;
    tell(c, {"app_mention", "", std::move(event)});
}

std::string slack_workspace::next_ts()
{
    const auto now =
        std::chrono::duration_cast<std::chrono::microseconds>(time_.wall_now().time_since_epoch()).count();
    last_ts_ = std::max(last_ts_ + 1, std::int64_t{now});
    return fmt::format("{}.{:06}", last_ts_ / 1'000'000, last_ts_ % 1'000'000);
}

std::string slack_workspace::fresh_hex(std::size_t digits)
{
    std::string s;
    while (s.size() < digits) s += fmt::format("{:016x}", random_());
    s.resize(digits);
    return s;
}

std::int64_t slack_workspace::unix_now() const
{
    return std::chrono::duration_cast<std::chrono::seconds>(time_.wall_now().time_since_epoch()).count();
}

}  // namespace adapters::sandbox
