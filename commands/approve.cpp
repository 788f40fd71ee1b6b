#include "bot/voting.hpp"
#include "commands/draft_choice.hpp"
#include "commands/invocation.hpp"

namespace commands::rows {
namespace {

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
    bot::cast_vote(call.changes, call.ctx, vote);
}

}  // namespace

extern constinit const command approve{
    .word = "approve",
    .aliases = {"aprovar"},
    .usage = {"aprovar [RASCUNHO]", "approve [DRAFT]"},
    .help = {"aprova o rascunho, como o botão", "approves the draft, as the button does"},
    .needs = access::approver,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
