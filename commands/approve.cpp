#include "bot/voting.hpp"
#include "commands/draft_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"
#include "runbooks/case.hpp"

#include <algorithm>
#include <array>

namespace commands::rows {
namespace {

constexpr std::array<std::string_view, 6> yes{"yes", "y", "true", "1", "sim", "s"};

// The values that this command takes, in either language; any other is refused, lest a reason get lost.
bool take_values(invocation& call, bot::ballot& vote)
{
    for (const auto& [key, value] : call.args.values()) {
        if (key == "reason" || key == "motivo") {
            vote.reason = value;
        } else if (key == "emergency" || key == "emergencia" || key == "emergência") {
            if (std::find(yes.begin(), yes.end(), runbooks::lower(value)) == yes.end()) {
                call.refuse_words(call.say(phrases.emergency_is_yes, value));
                return false;
            }
            vote.emergency = true;
        } else {
            call.refuse_words(call.say(phrases.word_not_understood, key));
            return false;
        }
    }
    if (!vote.reason.empty() && !vote.emergency) {
        call.refuse_words(call.say(phrases.reason_without_emergency));
        return false;
    }
    return true;
}

void run(invocation& call)
{
    const auto chosen = choose_draft(call);
    if (!chosen || !call.no_words_left()) return;
    bot::ballot vote;
    vote.draft_id = chosen->about->id;
    vote.revision = chosen->revision;
    vote.kind = bot::vote_kind::approve;
    vote.means = bot::vote_means::command;
    vote.by = call.by();
    vote.at = call.at;
    if (!take_values(call, vote)) return;
    bot::cast_vote(call.changes, call.ctx, vote);
}

}  // namespace

extern constinit const command approve{
    .word = "approve",
    .aliases = {"aprovar"},
    .usage =
        {"aprovar [RASCUNHO] [emergencia=sim motivo=\"…\"]", "approve [DRAFT] [emergency=yes reason=\"…\"]"},
    .help = {"aprova o rascunho, como o botão", "approves the draft, as the button does"},
    .needs = access::approver,
    .takes_values = true,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
