#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/stage_draft.hpp"

namespace commands::rows {
namespace {

void run(invocation& call)
{
    if (const auto* about = choose_incident(call, choice::resolved_first)) {
        draft_stage(call, *about, "postmortem_summary");
    }
}

}  // namespace

extern constinit const command postmortem{
    .word = "postmortem",
    .aliases = {"post-mortem"},
    .usage = {"postmortem [ID] [variável=valor…]", "postmortem [ID] [variable=value…]"},
    .help = {"mostra a prévia do resumo pós-incidente", "previews the summary after the incident"},
    .needs = access::anyone,
    .takes_values = true,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
