#include "bot/voting.hpp"
#include "commands/invocation.hpp"
#include "commands/listed.hpp"
#include "commands/people.hpp"
#include "commands/phrases.hpp"

namespace commands::rows {
namespace {

constexpr std::string_view role_rule = "role:";
constexpr std::string_view person_rule = "person:";

// The configured rules by their kind: those that name this person, and those that only a platform can judge.
struct rules_for_me {
    std::vector<std::string> mine;
    std::vector<std::string> asked;
};

rules_for_me sorted_rules(const invocation& call)
{
    rules_for_me sorted;
    const auto* me = call.ctx.people.find(call.by().who);
    for (const auto& rule : call.ctx.config.approval.approvers) {
        const std::string_view text = rule;
        if (text.starts_with(role_rule)) {
            const auto role = text.substr(role_rule.size());
            if (call.ctx.people.has_role(call.by().who, role)) sorted.mine.emplace_back(role);
        } else if (text.starts_with(person_rule)) {
            const auto* named = call.ctx.people.find_handle(text.substr(person_rule.size()));
            if (me != nullptr && named != nullptr && named->handle == me->handle)
                sorted.mine.push_back(me->handle);
        } else {
            sorted.asked.push_back(rule);
        }
    }
    return sorted;
}

void run(invocation& call)
{
    const auto& who = call.by().who;
    const auto* me = call.ctx.people.find(who);
    const auto label = call.ctx.people.label(who, call.by().display);
    auto text = call.say(
        me == nullptr ? phrases.you_are_unknown : phrases.you_are, label, who.platform + " " + who.id
    );
    std::vector<std::string> roles;
    for (const auto& role : known_roles(call)) {
        if (call.ctx.people.has_role(who, role)) roles.push_back(role);
    }
    text += "\n" + (roles.empty() ? call.say(phrases.no_roles) : call.say(phrases.your_roles, listed(roles)));
    const auto rules = sorted_rules(call);
    text += "\n" + (rules.mine.empty() ? call.say(phrases.you_may_not_approve)
                                       : call.say(phrases.you_may_approve, listed(rules.mine)));
    if (!rules.asked.empty()) text += "\n" + call.say(phrases.you_may_approve_by_group, listed(rules.asked));
    std::vector<std::string> waiting;
    for (const auto* about : call.changes.all_incidents()) {
        for (const auto* d : call.changes.drafts_of(about->id)) {
            if (d->is_pending() && bot::counts_for(call.changes, call.ctx, *d, who)) {
                waiting.push_back(d->revision_name() + " (" + d->incident_id + ")");
            }
        }
    }
    if (!waiting.empty()) text += "\n" + call.say(phrases.your_votes, listed(waiting));
    call.changes.answer(std::move(text));
}

}  // namespace

extern constinit const command whoami{
    .word = "whoami",
    .aliases = {"quem-sou"},
    .usage = {"quem-sou", "whoami"},
    .help =
        {"mostra quem você é para o sistema e o que pode aprovar",
         "shows who you are to the daemon and what you may approve"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
