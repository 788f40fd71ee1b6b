#include "bot/lifecycle.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"

namespace commands::rows {
namespace {

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::live);
    if (about == nullptr || !call.no_words_left()) return;
    bot::end_incident(call.changes, call.ctx, about->id, bot::incident_state::closed, call.by());
}

}  // namespace

extern constinit const command close{
    .word = "close",
    .aliases = {"fechar"},
    .usage = {"fechar [ID]", "close [ID]"},
    .help =
        {"encerra o incidente e retira rascunhos à espera", "closes the incident and withdraws waiting drafts"
        },
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
