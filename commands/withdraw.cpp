#include "bot/drafting.hpp"
#include "bot/refusal_text.hpp"
#include "commands/draft_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"

#include <algorithm>

namespace commands::rows {
namespace {

bool may_withdraw(const invocation& call, const bot::draft& about)
{
    const auto is_me = [&](const bot::account& who) {
        return !who.empty() && call.ctx.people.same_person(who, call.by().who);
    };
    const auto& authors = about.current().authors;
    if (is_me(about.requester) || std::any_of(authors.begin(), authors.end(), is_me)) return true;
    const auto* of = call.changes.find_incident(about.incident_id);
    if (of == nullptr) return false;
    const auto commander = of->role_accounts.find(bot::commander_role);
    return commander != of->role_accounts.end() && is_me(commander->second);
}

void run(invocation& call)
{
    const auto chosen = choose_draft(call);
    if (!chosen || !call.no_words_left()) return;
    const std::string id = chosen->about->id;
    if (!may_withdraw(call, *chosen->about))
        return call.changes.answer(
            bot::may_not_withdraw_text(call.changes, call.ctx, *chosen->about, call.lang)
        );
    bot::withdraw_draft(call.changes, call.ctx, id, call.by(), {});
    call.answer(phrases.withdrawn, id);
}

}  // namespace

extern constinit const command withdraw{
    .word = "withdraw",
    .aliases = {"retirar"},
    .usage = {"retirar [RASCUNHO]", "withdraw [DRAFT]"},
    .help = {"retira um rascunho seu antes da decisão", "takes back a draft of yours before it is decided"},
    .needs = access::author,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
