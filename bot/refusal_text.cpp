#include "bot/refusal_text.hpp"

#include "bot/policy.hpp"
#include "bot/vote_phrases.hpp"
#include "bot/voting.hpp"

#include <algorithm>
#include <vector>

namespace bot {
namespace {

namespace words = vote_phrases;

std::string authors_of(const context& ctx, const draft& about)
{
    std::vector<std::string> names;
    const auto add = [&](std::string name) {
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
    };
    add(about.requester_name);
    for (const revision& r : about.revisions) add(r.author_name);
    // Names may be of before somebody was configured; accounts are what counts.
    for (const account& who : about.current().authors)
        if (ctx.people.find(who) != nullptr) add(ctx.people.label(who));
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string commander_of(const change_set& changes, const draft& about)
{
    const incident* of = changes.find_incident(about.incident_id);
    if (of == nullptr) return "-";
    const auto known = of->roles.find(commander_role);
    return known == of->roles.end() ? "-" : known->second;
}

std::string refusal(
    const phrase& say_so, const change_set& changes, const context& ctx, const draft& about, language l
)
{
    return say(
        l,
        say_so,
        about.revision_name(),
        authors_of(ctx, about),
        commander_of(changes, about),
        approvers_text(ctx, rules_for(changes, ctx, about), l)
    );
}

}  // namespace

std::string may_not_edit_text(const change_set& changes, const context& ctx, const draft& about, language l)
{
    return refusal(words::may_not_edit, changes, ctx, about, l);
}

std::string may_not_withdraw_text(
    const change_set& changes, const context& ctx, const draft& about, language l
)
{
    return refusal(words::may_not_withdraw, changes, ctx, about, l);
}

std::string decided_text(const draft& about, language l)
{
    const auto by = [&](const phrase& state) {
        const std::string word(state.in(l));
        return about.decided_by.empty() ? word : say(l, words::decided_by, word, about.decided_by);
    };
    std::string what;
    switch (about.state) {
        case draft_state::pending:
            what = words::state_pending.in(l);
            break;
        case draft_state::posted:
            what = by(words::state_posted);
            break;
        case draft_state::rejected:
            what = by(words::state_rejected);
            break;
        case draft_state::withdrawn:
            what = by(words::state_withdrawn);
            break;
        case draft_state::expired:
            return say(l, words::has_expired, about.id);
        case draft_state::superseded:
            // By a newer draft, whose name is the reason; else its destination moved.
            return about.decision_reason.empty()
                       ? say(l, words::has_moved, about.id)
                       : say(l, words::has_a_newer_one, about.id, about.decision_reason);
        case draft_state::approved:
        case draft_state::posting:
        case draft_state::failed:
        case draft_state::in_doubt:
            what = by(words::state_approved);
            break;
    }
    return say(l, words::already_decided, about.id, what);
}

}  // namespace bot
