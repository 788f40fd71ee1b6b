#include "bot/lifecycle.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"

namespace commands::rows {
namespace {

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::working);
    if (about == nullptr || !call.no_words_left()) return;
    bot::end_incident(call.changes, call.ctx, about->id, bot::incident_state::cancelled, call.by());
}

}  // namespace

extern constinit const command cancel{
    .word = "cancel",
    .aliases = {"cancelar"},
    .usage = {"cancelar [ID]", "cancel [ID]"},
    .help =
        {"cancela um incidente aberto por engano e retira rascunhos",
         "cancels an incident opened by mistake and withdraws drafts"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
