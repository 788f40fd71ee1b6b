#include "commands/people.hpp"

#include "commands/listed.hpp"
#include "commands/phrases.hpp"
#include "runbooks/case.hpp"
#include "runbooks/suggest.hpp"

#include <algorithm>

namespace commands {

std::optional<named_person> person_named(
    const invocation& call, std::string_view word, const std::optional<bot::account>& mentioned
)
{
    if (mentioned) return named_person{*mentioned, call.ctx.people.label(*mentioned, word)};
    if (const auto* known = call.ctx.people.find_handle(word)) {
        named_person found{{}, known->handle};
        auto account = known->accounts.find(call.by().who.platform);
        if (account == known->accounts.end()) account = known->accounts.begin();
        if (account != known->accounts.end()) found.who = {account->first, account->second};
        return found;
    }
    if (word.size() > 1 && word.front() == '@') return named_person{{}, std::string(word)};
    return std::nullopt;
}

named_person acting_person(const invocation& call)
{
    return {call.by().who, call.ctx.people.label(call.by().who, call.by().display)};
}

std::vector<std::string> known_roles(const invocation& call)
{
    std::vector<std::string> roles;
    const auto add = [&](std::string_view role) {
        const auto same = [&](const std::string& r) { return runbooks::lower(r) == runbooks::lower(role); };
        if (!role.empty() && std::none_of(roles.begin(), roles.end(), same)) roles.emplace_back(role);
    };
    add(bot::commander_role);
    for (const auto& role : call.ctx.people.role_names()) add(role);
    return roles;
}

std::optional<std::string> role_named(invocation& call, std::string_view typed)
{
    const auto roles = known_roles(call);
    for (const auto& role : roles) {
        if (runbooks::lower(role) == runbooks::lower(typed)) return role;
    }
    auto text = call.say(phrases.unknown_role, typed);
    if (const auto near = runbooks::nearest(typed, std::span<const std::string>(roles))) {
        text += " " + call.say(phrases.did_you_mean, *near);
    }
    text += "\n" + call.say(phrases.all_roles, listed(roles));
    call.refuse("role", std::move(text));
    return std::nullopt;
}

}  // namespace commands
