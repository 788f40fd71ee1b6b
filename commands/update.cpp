#include "bot/drafting.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"
#include "commands/stage_draft.hpp"
#include "runbooks/library.hpp"

namespace commands::rows {
namespace {

void run(invocation& call)
{
    const auto* first = call.args.first();
    const bool names_stage = first != nullptr && call.ctx.runbooks.find(first->text) != nullptr;
    const auto* about = choose_incident(call, choice::working, names_stage);
    if (about == nullptr) return;
    if (!call.args.words().empty()) return draft_stage(call, *about, call.args.take_first().text);
    if (const auto next = bot::following_stage(call.changes, call.ctx, *about))
        return draft_stage(call, *about, *next);
    call.changes.answer(call.say(phrases.no_next_stage) + "\n" + stage_list(call));
}

}  // namespace

extern constinit const command update{
    .word = "update",
    .aliases = {"atualizar"},
    .usage = {"atualizar [ID] [ETAPA] [variável=valor…]", "update [ID] [STAGE] [variable=value…]"},
    .help =
        {"mostra a prévia da próxima mensagem, que sai depois de aprovada",
         "previews the next message, which is posted once approved"},
    .needs = access::anyone,
    .takes_values = true,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
