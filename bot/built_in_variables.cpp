#include "bot/built_in_variables.hpp"

#include "bot/format_time.hpp"
#include "bot/phrases.hpp"
#include "runbooks/dialect.hpp"

#include <algorithm>
#include <array>

namespace bot {
namespace {

constexpr std::array<std::string_view, 10> names{
    "channel",
    "commander",
    "duration",
    "incident_id",
    "requested_by",
    "resolved_at",
    "severity",
    "started_at",
    "timestamp",
    "ttr",
};

std::string channel_value(const context& ctx, const incident& about)
{
    if (!about.channel_name.empty()) return "#" + about.channel_name;
    for (const destination& known : ctx.config.destinations) {
        if (!known.channel.empty() && known.channel == about.channel) return known.name;
    }
    return about.channel.id;
}

}  // namespace

bool is_built_in(std::string_view name) noexcept
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool may_be_overridden(std::string_view name) noexcept
{
    return name == "timestamp" || name == "ttr" || name == "duration";
}

variables with_built_ins(
    const context& ctx,
    const incident& about,
    const variables& overrides,
    const std::string& requested_by,
    bool resolving,
    time_point now
)
{
    variables all = about.values;
    for (const auto& [name, value] : overrides) all[name] = value;

    const auto set = [&](const char* name, std::string value) {
        if (may_be_overridden(name)) {
            const auto given = overrides.find(name);
            if (given != overrides.end() && !given->second.empty()) return;
        }
        all[name] = std::move(value);
    };
    const auto local = [&](time_point t) { return format_local(t, ctx.config.timezone); };

    std::optional<time_point> resolved = about.resolved_at;
    if (!resolved && resolving) resolved = now;
    const auto commander = about.roles.find(commander_role);

    set("incident_id", about.id);
    set("severity", std::string(name_of(about.level)));
    set("commander", commander == about.roles.end() ? std::string() : commander->second);
    set("timestamp", local(now));
    set("started_at", local(about.opened_at));
    set("resolved_at", resolved ? local(*resolved) : std::string());
    set("ttr", resolved ? format_duration(*resolved - about.opened_at) : std::string());
    set("duration", format_duration(resolved.value_or(now) - about.opened_at));
    set("channel", channel_value(ctx, about));
    set("requested_by", requested_by);
    return all;
}

std::optional<std::string> fault_of(const variables& given, const variables& kept, bool for_draft, language l)
{
    std::size_t count = kept.size();
    for (const auto& [name, value] : given) {
        if (is_built_in(name) && !(for_draft && may_be_overridden(name))) {
            if (name == "severity") return say(l, phrases::severity_is_changed_otherwise);
            if (name == "commander") return say(l, phrases::commander_is_changed_otherwise);
            return say(
                l, may_be_overridden(name) ? phrases::only_in_a_draft : phrases::filled_by_itself, name
            );
        }
        const std::size_t length = runbooks::code_points(value);
        if (length > longest_variable) return say(l, phrases::value_too_long, name, length, longest_variable);
        if (!kept.contains(name)) ++count;
    }
    if (count > most_variables_kept) return say(l, phrases::too_many_variables, count, most_variables_kept);
    return std::nullopt;
}

}  // namespace bot
