#include "adapters/teams/to_inbound.hpp"

#include "adapters/teams/activities.hpp"
#include "bot/content_hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace adapters::teams {
namespace {

constexpr std::string_view input_prefix = "var.";

std::string field(const activity& a, std::string_view name)
{
    const auto found = a.data.fields.find(name);
    return found == a.data.fields.end() ? std::string() : found->second;
}

bool is_personal(const activity& a)
{
    return a.where.kind == "personal";
}

bot::actor actor_of(const activity& a)
{
    return {.who = {.platform = "teams", .id = a.from.aad}, .display = a.from.name, .locale = a.locale};
}

bot::inbound begin(const activity& a, const translation& how)
{
    bot::inbound out;
    out.keys = {transport_key(a, how)};
    out.from = actor_of(a);
    out.at = place_in(a, how);
    return out;
}

bot::form_submission submission_of(const activity& a)
{
    bot::form_submission out{.callback = field(a, "callback"), .context = field(a, "context"), .fields = {}};
    for (const auto& [name, value] : a.data.fields)
        if (name.starts_with(input_prefix))
            out.fields.insert_or_assign(name.substr(input_prefix.size()), value);
    return out;
}

// A redelivery can carry a new id (teams.md 1.2). A second click of the same person on the same button within
// the window is one, too; a later click is meant, and so is one on the card as it has become since.
void add_click_keys(bot::inbound& event, const activity& a, const bot::press& what, const translation& how)
{
    for (const std::int64_t window : {how.click_window, how.click_window - 1}) {
        event.keys.push_back(fmt::format(
            "teams/{}/click/{}/{}/{}/{}/{}/{}",
            how.config.name,
            a.from.aad,
            what.action,
            what.value,
            a.reply_to,
            field(a, "shown"),
            window
        ));
    }
}

// Each dialog that was shown carries a ticket; the same values with the same ticket are the same submission.
void add_submission_key(bot::inbound& event, const activity& a, const translation& how)
{
    const std::string ticket = field(a, "ticket");
    if (ticket.empty()) return;
    std::string values;
    for (const auto& [name, value] : a.data.fields)
        values += fmt::format("{}:{}={}:{}", name.size(), name, value.size(), value);
    event.keys.push_back(
        fmt::format("teams/{}/submit/{}/{}/{}", how.config.name, a.from.aad, ticket, bot::sha256_hex(values))
    );
}

void add_reactions(
    std::vector<bot::inbound>& out,
    const activity& a,
    const std::vector<std::string>& types,
    bool added,
    const translation& how
)
{
    for (const std::string& type : types) {
        const auto meaning = meaning_of_reaction(type, how.config);
        if (meaning.empty()) continue;
        bot::inbound event = begin(a, how);
        event.keys.front() += fmt::format("/{}/{}", added ? "added" : "removed", type);
        event.what = bot::reaction{std::string(meaning), added, a.reply_to, sortable_time(a.timestamp)};
        out.push_back(std::move(event));
    }
}

bool is_command(const activity& a, const translation& how)
{
    return a.type == "message" && !a.data.is_there && (is_personal(a) || mentions_bot(a.typed, how.readers));
}

bool is_click(const activity& a)
{
    const bool is_invoke = a.type == "invoke" && (a.name == "adaptiveCard/action" || a.name == "task/fetch");
    return (is_invoke || (a.type == "message" && a.data.is_there)) && !is_submission(a) &&
           !a.data.verb.empty();
}

}  // namespace

bot::channel_ref channel_of(const activity& a, const translation& how)
{
    return {.platform = "teams", .connection = how.config.name, .id = a.where.id};
}

bot::place place_in(const activity& a, const translation& how)
{
    bot::place at;
    at.channel = channel_of(a, how);
    at.personal = is_personal(a);
    at.channel_name = a.where.name;
    at.thread = a.where.root;
    // A channel event without a root stands at the root itself.
    if (a.where.kind == "channel" && at.thread.empty() && a.type == "message") at.thread = a.id;
    return at;
}

std::string transport_key(const activity& a, const translation& how)
{
    return fmt::format(
        "teams/{}/{}/{}/{}/{}",
        how.config.name,
        a.channel_id,
        a.where.whole,
        a.type,
        a.id.empty() ? "hash:" + a.fingerprint : a.id
    );
}

bot::press press_of(const activity& a)
{
    auto value = field(a, "value");
    if (value.empty()) value = field(a, "draft");
    return {.action = a.data.verb, .value = std::move(value)};
}

bool is_submission(const activity& a)
{
    const bool may_be = a.name == "task/submit" || (a.type == "message" && a.data.is_there);
    return may_be && !field(a, "callback").empty();
}

bool is_refresh(const activity& a)
{
    return a.name == "adaptiveCard/action" &&
           (a.data.verb == "draft.refresh" || a.data.trigger == "automatic");
}

bool is_for_rules(const activity& a, const translation& how)
{
    if (a.type == "messageReaction") {
        const auto means_something = [&](const std::string& type) {
            return !meaning_of_reaction(type, how.config).empty();
        };
        return std::any_of(a.reactions_added.begin(), a.reactions_added.end(), means_something) ||
               std::any_of(a.reactions_removed.begin(), a.reactions_removed.end(), means_something);
    }
    return is_command(a, how) || is_submission(a) || (is_click(a) && !is_refresh(a));
}

std::vector<bot::inbound> to_inbound(const activity& a, const translation& how)
{
    std::vector<bot::inbound> out;
    if (a.from.aad.empty() || !is_for_rules(a, how)) return out;
    if (a.type == "messageReaction") {
        add_reactions(out, a, a.reactions_added, true, how);
        add_reactions(out, a, a.reactions_removed, false, how);
        return out;
    }
    bot::inbound event = begin(a, how);
    if (is_submission(a)) {
        add_submission_key(event, a, how);
        event.may_open_form = a.type == "invoke";
        event.what = submission_of(a);
    } else if (is_click(a)) {
        auto pressed = press_of(a);
        event.may_open_form = a.name == "task/fetch";
        // Opening the same form twice is no redelivery.
        if (!event.may_open_form) add_click_keys(event, a, pressed, how);
        event.what = std::move(pressed);
    } else {
        event.what = decode_typed(a.typed, how.readers);
    }
    out.push_back(std::move(event));
    return out;
}

bot::inbound sighting_in(const activity& a, const translation& how)
{
    bot::inbound out = begin(a, how);
    const bool is_channel = a.where.kind == "channel";
    bot::sighting seen{
        .delivery_id = a.data.delivery,
        .message_id = platform_id_of({.root = is_channel ? a.where.root : std::string(), .id = a.reply_to})
    };
    out.keys.front() += "/seen";
    out.what = std::move(seen);
    return out;
}

std::string_view meaning_of_reaction(std::string_view type, const settings& config)
{
    constexpr std::string_view tone = "-tone";
    const auto at = type.rfind(tone);
    const bool has_tone = at != std::string_view::npos && type.size() == at + tone.size() + 1 &&
                          type.back() >= '1' && type.back() <= '6';
    if (has_tone) type = type.substr(0, at);
    const auto is_in = [type](const std::vector<std::string>& all) {
        return std::find(all.begin(), all.end(), type) != all.end();
    };
    if (is_in(config.approve_reactions)) return "approve";
    if (is_in(config.reject_reactions)) return "reject";
    return {};
}

std::string sortable_time(std::string_view timestamp)
{
    constexpr std::size_t digits = 9;
    const auto second = timestamp.substr(0, 19);  // 2026-11-23T10:15:30
    std::string fraction;
    if (timestamp.size() > 20 && timestamp[19] == '.') {
        const auto rest = timestamp.substr(20);
        fraction = rest.substr(0, std::min({rest.find_first_not_of("0123456789"), rest.size(), digits}));
    }
    fraction.resize(digits, '0');
    return fmt::format("{}.{}", second, fraction);
}

}  // namespace adapters::teams
