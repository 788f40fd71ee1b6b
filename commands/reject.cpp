#include "bot/voting.hpp"
#include "commands/code_points.hpp"
#include "commands/draft_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"

namespace commands::rows {
namespace {

void run(invocation& call)
{
    const auto chosen = choose_draft(call);
    if (!chosen) return;
    bot::ballot vote;
    vote.draft_id = chosen->about->id;
    vote.revision = chosen->revision;
    vote.kind = bot::vote_kind::reject;
    vote.means = bot::vote_means::command;
    vote.reason = call.args.as_typed();
    if (count_code_points(vote.reason) > most_value)
        return call.answer(phrases.words_too_long, most_value, marked(vote.reason, 0, 0));
    vote.by = call.by();
    vote.at = call.at;
    bot::cast_vote(call.changes, call.ctx, vote);
}

}  // namespace

extern constinit const command reject{
    .word = "reject",
    .aliases = {"rejeitar"},
    .usage = {"rejeitar [RASCUNHO] [motivo]", "reject [DRAFT] [reason]"},
    .help = {"rejeita o rascunho; uma rejeição decide", "rejects the draft; one rejection decides"},
    .needs = access::approver,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
