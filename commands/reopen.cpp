#include "bot/lifecycle.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"

namespace commands::rows {
namespace {

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::ended);
    if (about == nullptr || !call.no_words_left()) return;
    bot::reopen_incident(call.changes, call.ctx, about->id, call.by());
}

}  // namespace

extern constinit const command reopen{
    .word = "reopen",
    .aliases = {"reabrir"},
    .usage = {"reabrir [ID]", "reopen [ID]"},
    .help = {"reabre um incidente resolvido ou encerrado", "opens a resolved or closed incident again"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
