#include "bot/lifecycle.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"

namespace commands::rows {
namespace {

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::ended);
    if (about == nullptr || !call.no_words_left()) return;
    const std::string id = about->id;
    bot::reopen_incident(call.changes, call.ctx, id, call.by());
    call.answer(phrases.reopened, id);
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
