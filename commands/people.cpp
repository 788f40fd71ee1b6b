#include "commands/people.hpp"

#include "bot/handles.hpp"
#include "commands/listed.hpp"
#include "commands/phrases.hpp"
#include "runbooks/case.hpp"
#include "runbooks/library.hpp"
#include "runbooks/suggest.hpp"

#include <algorithm>

namespace commands {
namespace {

constexpr std::size_t most_slips = 2;  // letters that a misspelled handle has wrong

// Of the configuration and of the role tables, where a handle need not belong to a [[person]].
std::vector<std::string> known_handles(const invocation& call)
{
    std::vector<std::string> all;
    for (const auto& person : call.ctx.config.people) {
        if (!person.handle.empty()) all.push_back(person.handle);
    }
    for (const auto& row : call.ctx.runbooks.roles()) {
        for (const auto* cell : {&row.holder, &row.deputy}) {
            for (auto& handle : bot::handles_in(*cell)) all.push_back(std::move(handle));
        }
    }
    return all;
}

}  // namespace

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
    if (word.size() < 2 || word.front() != '@') return std::nullopt;
    const auto handles = known_handles(call);
    const bool is_known = std::any_of(handles.begin(), handles.end(), [&](const std::string& each) {
        return bot::handle_key(each) == bot::handle_key(word);
    });
    return named_person{{}, std::string(word), !is_known};
}

std::optional<named_person> person_meant(
    invocation& call,
    std::string_view field,
    std::string_view word,
    const std::optional<bot::account>& mentioned
)
{
    auto found = person_named(call, word, mentioned);
    if (!found) {
        call.refuse(
            field, word.empty() ? call.say(phrases.empty_person) : call.say(phrases.unknown_person, word)
        );
        return std::nullopt;
    }
    if (!found->is_unknown) return found;
    const auto handles = known_handles(call);
    const auto near = runbooks::nearest(word, std::span<const std::string>(handles));
    if (!near ||
        runbooks::edit_distance(runbooks::lower(word), runbooks::lower(*near), most_slips) > most_slips)
        return found;
    call.refuse(field, call.say(phrases.misspelled_person, word, *near));
    return std::nullopt;
}

void remark_unknown(invocation& call, const named_person& who)
{
    if (!who.is_unknown) return;
    auto words = call.changes.private_answer().value_or(bot::notice{});
    if (!words.text.empty()) words.text += '\n';
    words.text += call.say(phrases.taken_as_it_stands, who.label);
    call.changes.answer(std::move(words));
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
