// Opening an incident: its id, its channel and who leads.
#include "bot/built_in_variables.hpp"
#include "bot/lifecycle.hpp"
#include "bot/phrases.hpp"
#include "runbooks/case.hpp"
#include "runbooks/dialect.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace bot {
namespace {

constexpr std::size_t longest_id = 64;

// From a personal chat an incident is bound to the first default destination that is a channel.
std::optional<place> place_for(const context& ctx, const place& typed_in)
{
    if (!typed_in.personal) return typed_in;
    for (const std::string& name : ctx.config.default_destinations) {
        const destination* to = ctx.config.find_destination(name);
        if (to == nullptr || to->channel.empty()) continue;
        return place{.channel = to->channel, .channel_name = to->name, .thread = {}, .personal = false};
    }
    return std::nullopt;
}

void appoint_commander(const context& ctx, const opening& what, incident& row)
{
    const std::string role(commander_role);
    account who = what.by.who;
    std::string label = ctx.people.label(what.by.who, what.by.display);
    if (what.commander || !what.commander_label.empty()) {
        who = what.commander.value_or(account{});
        label = what.commander_label.empty() ? ctx.people.label(who) : what.commander_label;
    } else if (!ctx.people.has_role(what.by.who, role)) {
        if (const auto handle = ctx.people.holder_handle(role)) {
            label = *handle;
            who = {};
            if (const person* holder = ctx.people.find_handle(*handle)) {
                const auto here = holder->accounts.find(what.by.who.platform);
                const auto any = here != holder->accounts.end() ? here : holder->accounts.begin();
                if (any != holder->accounts.end()) who = {any->first, any->second};
            }
        }
    }
    row.roles[role] = label;
    if (!who.empty()) row.role_accounts[role] = who;
}

// The number of an id that consists of the prefix and digits.
std::optional<std::int64_t> number_in(std::string_view id, std::string_view prefix)
{
    if (!id.starts_with(prefix)) return std::nullopt;
    id.remove_prefix(prefix.size());
    std::int64_t n = 0;
    const auto [end, ec] = std::from_chars(id.data(), id.data() + id.size(), n);
    // A longer number is somebody's own scheme: going on from it would serve nobody.
    if (ec != std::errc{} || end != id.data() + id.size() || n < 0 || n > 999'999'999) return std::nullopt;
    return n;
}

}  // namespace

std::optional<std::string> normalise_incident_id(std::string_view word, std::string_view prefix)
{
    if (word.empty() || word.size() > longest_id || !std::isalnum(static_cast<unsigned char>(word.front())))
        return std::nullopt;
    bool digit = false;
    for (const char c : word) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || (!std::isalnum(byte) && c != '-' && c != '.')) return std::nullopt;
        digit = digit || std::isdigit(byte);
    }
    if (!digit) return std::nullopt;
    std::string upper(word);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) {
        return static_cast<char>(std::toupper(c));
    });
    if (std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c); }))
        return std::string(prefix) + upper;
    if (word.size() > prefix.size() &&
        runbooks::lower(word.substr(0, prefix.size())) == runbooks::lower(prefix))
        return std::string(prefix) + upper.substr(prefix.size());
    return upper;
}

incident* open_incident(change_set& changes, const context& ctx, const opening& what)
{
    const language l = private_language(ctx, what.by);
    incident row;
    row.values = what.values;
    std::erase_if(row.values, [](const auto& v) { return runbooks::strip(v.second).empty(); });
    row.summary = what.summary;
    if (!row.summary.empty()) {
        row.values.try_emplace("impact_summary", row.summary);
    } else if (const auto given = row.values.find("impact_summary"); given != row.values.end()) {
        row.summary = given->second;
    } else {
        changes.answer(say(l, phrases::no_summary));
        return nullptr;
    }
    if (const auto fault = fault_of(row.values, {}, false, l)) {
        changes.answer(*fault);
        return nullptr;
    }
    const auto bound = place_for(ctx, what.at);
    if (!bound) {
        changes.answer(say(l, phrases::no_channel_to_open_in));
        return nullptr;
    }

    const std::string& prefix = ctx.config.incident_prefix;
    if (what.id.empty()) {
        do {
            row.id = prefix + std::to_string(changes.next_incident_number());
        } while (changes.find_incident(row.id) != nullptr);
    } else {
        const auto id = normalise_incident_id(what.id, prefix);
        if (!id) {
            changes.answer(say(l, phrases::id_malformed, what.id));
            return nullptr;
        }
        if (changes.find_incident(*id) != nullptr) {
            changes.answer(say(l, phrases::id_used, *id));
            return nullptr;
        }
        row.id = *id;
        if (const auto number = number_in(row.id, prefix)) changes.note_incident_number(*number);
    }

    row.level = what.level.value_or(ctx.config.default_severity);
    row.channel = bound->channel;
    row.channel_name = bound->channel_name;
    row.thread = bound->thread;
    row.opened_by = what.by.who;
    row.opened_by_name = ctx.people.label(what.by.who, what.by.display);
    row.opened_at = changes.now();
    appoint_commander(ctx, what, row);

    incident& added = changes.add_incident(std::move(row));
    const std::string& commander = added.roles.at(std::string(commander_role));
    const auto words = [&](language in) {
        return say(in, phrases::opened, added.id, name_of(added.level), commander);
    };
    added.timeline.push_back({changes.now(), what.by.who, words(channel_language(ctx))});
    changes.audit(
        {.kind = "incident.opened",
         .incident_id = added.id,
         .draft_id = {},
         .by = what.by.who,
         .details =
             {
                 {"severity", name_of(added.level)},
                 {"summary", added.summary},
                 {"channel", added.channel.key()},
                 {"commander", commander},
                 {"opened_by", added.opened_by_name},
             }}
    );
    changes.answer(words(l));
    return &added;
}

}  // namespace bot
