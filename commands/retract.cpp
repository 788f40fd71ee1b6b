#include "bot/correcting.hpp"
#include "bot/drafting.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/stage_draft.hpp"

#include <utility>

namespace commands::rows {
namespace {

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::readable);
    if (about == nullptr) return;
    bot::draft_request request;
    request.incident_id = about->id;
    request.purpose = bot::draft_purpose::retraction;
    auto reason = call.args.as_typed();
    if (!reason.empty()) request.overrides.emplace(bot::reason_variable, std::move(reason));
    request.by = call.by();
    request.at = call.at;
    preview_draft(call, request);
}

}  // namespace

extern constinit const command retract{
    .word = "retract",
    .aliases = {"retratar"},
    .usage = {"retratar [ID] [motivo]", "retract [ID] [reason]"},
    .help =
        {"mostra a prévia de um aviso de retirada da última mensagem publicada; aprovado, entra no lugar "
         "dela",
         "previews a retraction of the last posted message; once approved it takes that message's place"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
