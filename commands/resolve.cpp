#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/stage_draft.hpp"

namespace commands::rows {
namespace {

void run(invocation& call)
{
    if (const auto* about = choose_incident(call, choice::working)) draft_stage(call, *about, "resolution");
}

}  // namespace

extern constinit const command resolve{
    .word = "resolve",
    .aliases = {"resolver"},
    .usage = {"resolver [ID] [variável=valor…]", "resolve [ID] [variable=value…]"},
    .help =
        {"mostra a prévia do aviso de resolução; o estado muda quando ele sai",
         "previews the resolution; the state changes once it is posted"},
    .needs = access::anyone,
    .takes_values = true,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
