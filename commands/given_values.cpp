#include "commands/given_values.hpp"

#include "bot/drafting.hpp"
#include "bot/lifecycle.hpp"
#include "commands/phrases.hpp"

#include <algorithm>

namespace commands {
namespace {

bool is_draft_only(std::string_view name) noexcept
{
    return name == "timestamp" || name == "ttr" || name == "duration";
}

}  // namespace

std::optional<given_values> take_values(invocation& call)
{
    given_values given;
    if (const auto typed = call.args.take_value("severity"); typed && (!typed->empty() || !call.from_form)) {
        given.level = bot::parse_severity(*typed);
        if (!given.level) {
            call.refuse("severity", call.say(phrases.bad_severity, *typed));
            return std::nullopt;
        }
    }
    if (const auto typed = call.args.take_value("commander")) {
        given.commander = person_meant(call, "commander", *typed, call.args.person_of("commander"));
        if (!given.commander) return std::nullopt;
    }
    for (const auto& [name, value] : call.args.values()) {
        if (bot::is_reserved_variable(name)) {
            call.refuse(name, call.say(phrases.reserved_variable, name));
            return std::nullopt;
        }
        (is_draft_only(name) ? given.draft_only : given.variables).emplace(name, value);
    }
    return given;
}

void apply_to_incident(invocation& call, const std::string& incident_id, const given_values& given)
{
    const auto* about = call.changes.find_incident(incident_id);
    if (given.level && about->level != *given.level) {
        bot::change_severity(call.changes, call.ctx, incident_id, *given.level, {}, call.by());
    }
    if (given.commander) {
        bot::assign_role(
            call.changes,
            call.ctx,
            incident_id,
            std::string(bot::commander_role),
            given.commander->who,
            given.commander->label,
            call.by()
        );
    }
}

void remark_on(invocation& call, const given_values& given)
{
    if (given.commander) remark_unknown(call, *given.commander);
}

bool has_room(
    invocation& call, const std::string& id, const bot::variables& present, const bot::variables& more
)
{
    const auto added =
        std::count_if(more.begin(), more.end(), [&](const auto& v) { return !present.contains(v.first); });
    if (present.size() + static_cast<std::size_t>(added) <= most_values) return true;
    call.changes.answer(call.say(phrases.incident_too_full, id, most_values));
    return false;
}

}  // namespace commands
