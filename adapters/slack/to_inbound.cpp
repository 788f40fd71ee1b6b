#include "adapters/slack/to_inbound.hpp"

#include <algorithm>

namespace adapters::slack {
namespace {

bot::account person(const std::string& id)
{
    return {"slack", id};
}

class translator {
public:
    translator(const frame& f, const translation& how) : frame_(f), how_(how) {}

    std::optional<bot::inbound> operator()(const slash_command& c) const
    {
        if (std::find(how_.commands.begin(), how_.commands.end(), c.command) == how_.commands.end())
            return std::nullopt;
        bot::inbound event;
        event.keys = {key("slash/" + (c.trigger_id.empty() ? frame_.envelope_id : c.trigger_id))};
        event.from = {person(c.user.id), c.user.name, {}};
        event.at = place(c.channel, c.channel_name);
        event.may_open_form = !c.trigger_id.empty();
        event.what = decode_typed(c.text, how_.handle);
        return event;
    }

    std::optional<bot::inbound> operator()(const block_action& a) const
    {
        bot::inbound event;
        const bool is_complete = !a.action_ts.empty();
        const std::string& other = a.trigger_id.empty() ? frame_.envelope_id : a.trigger_id;
        event.keys = {key(
            is_complete ? "action/" + a.user.id + "/" + a.action_ts + "/" + a.action_id : "action/" + other
        )};
        event.from = {person(a.user.id), a.user.name, {}};
        event.at = place(a.channel, a.channel_name);
        event.at.thread = a.thread_ts;
        event.may_open_form = !a.trigger_id.empty();
        event.what = bot::press{a.action_id, a.value};
        return event;
    }

    std::optional<bot::inbound> operator()(const view_submission& v) const
    {
        bot::inbound event;
        event.keys = {key("view/" + (v.trigger_id.empty() ? frame_.envelope_id : v.trigger_id))};
        event.from = {person(v.user.id), v.user.name, {}};
        event.at = place({}, {});
        event.may_open_form = !v.trigger_id.empty();
        bot::form_submission form{v.callback_id, v.private_metadata, {}};
        for (const auto& [block, value] : v.values) {
            constexpr std::string_view prefix = "var.";
            if (block.starts_with(prefix)) form.fields.insert_or_assign(block.substr(prefix.size()), value);
        }
        event.what = std::move(form);
        return event;
    }

    std::optional<bot::inbound> operator()(const reaction_event& r) const
    {
        const auto meaning = meaning_of_reaction(r.reaction);
        if (meaning.empty() || is_ours(r.user)) return std::nullopt;
        bot::inbound event;
        const std::string kind = r.added ? "reaction_added" : "reaction_removed";
        event.keys = event_keys(
            r.event_id,
            r.team + "/" + r.channel + "/" + kind + "/" + r.ts + "/" + r.event_ts + "/" + r.user + "/" +
                r.reaction
        );
        event.from = {person(r.user), {}, {}};
        event.at = place(r.channel, {});
        event.what = bot::reaction{std::string(meaning), r.added, r.ts, r.event_ts};
        return event;
    }

    std::optional<bot::inbound> operator()(const app_mention& m) const
    {
        const bool by_us = is_ours(m.user.id) || (!m.bot_id.empty() && m.bot_id == how_.self.bot_id) ||
                           (!m.app_id.empty() && m.app_id == how_.self.app_id);
        if (by_us || m.user.id.empty()) return std::nullopt;
        bot::inbound event;
        event.keys =
            event_keys(m.event_id, m.team + "/" + m.channel + "/app_mention/" + m.ts + "/" + m.user.id + "/");
        event.from = {person(m.user.id), {}, {}};
        event.at = place(m.channel, {});
        event.at.thread = m.thread_ts;
        event.what = decode_typed(without_mention(m.text), how_.handle);
        return event;
    }

    template <class Other>
    std::optional<bot::inbound> operator()(const Other&) const
    {
        return std::nullopt;
    }

private:
    std::string key(std::string rest) const { return "slack/" + how_.connection + "/" + std::move(rest); }

    std::vector<std::string> event_keys(const std::string& event_id, std::string secondary) const
    {
        std::vector<std::string> keys;
        if (!event_id.empty()) keys.push_back(key("event/" + event_id));
        keys.push_back(key("event/" + std::move(secondary)));
        return keys;
    }

    bot::place place(const std::string& channel, const std::string& name) const
    {
        bot::place at;
        at.channel = {"slack", how_.connection, channel};
        at.personal = channel.starts_with('D') || name == "directmessage";
        // A group's direct messages are a channel, with a name that Slack made of its members' ("mpdm-…-1").
        const bool is_nameless = name == "privategroup" || name.starts_with("mpdm-");
        if (!at.personal && !is_nameless) at.channel_name = name;
        return at;
    }

    bool is_ours(const std::string& user) const { return !user.empty() && user == how_.self.user_id; }

    // What follows the first mention of us; the whole text when there is none.
    std::string_view without_mention(std::string_view text) const
    {
        const auto at = text.find("<@" + how_.self.user_id);
        if (how_.self.user_id.empty() || at == std::string_view::npos) return text;
        const auto end = text.find('>', at);
        if (end == std::string_view::npos) return text;
        text.remove_prefix(end + 1);
        const auto first = text.find_first_not_of(" \t\r\n:,");
        return first == std::string_view::npos ? std::string_view() : text.substr(first);
    }

    const frame& frame_;
    const translation& how_;
};

}  // namespace

std::optional<bot::inbound> to_inbound(const frame& f, const translation& how)
{
    return std::visit(translator(f, how), f.body);
}

std::string_view meaning_of_reaction(std::string_view name) noexcept
{
    name = name.substr(0, name.find("::"));
    if (name == "white_check_mark" || name == "heavy_check_mark") return "approve";
    if (name == "x") return "reject";
    return {};
}

}  // namespace adapters::slack
