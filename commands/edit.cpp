#include "bot/drafting.hpp"
#include "bot/refusal_text.hpp"
#include "bot/voting.hpp"
#include "commands/draft_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"

#include <utility>

namespace commands::rows {
namespace {

void run(invocation& call)
{
    const auto chosen = choose_draft(call);
    if (!chosen || !call.no_words_left()) return;
    const auto& about = *chosen->about;
    const auto name = about.revision_name();
    if (!bot::may_edit(call.changes, call.ctx, about, call.by())) {
        return call.changes.answer(bot::may_not_edit_text(call.changes, call.ctx, about, call.lang));
    }
    if (call.event.may_open_form) {
        if (auto form = bot::edit_form(call.changes, call.ctx, about.id, call.by()))
            call.changes.open(std::move(*form));
        return;
    }
    bot::notice offer{.text = call.say(phrases.press_to_edit, name), .buttons = {}};
    offer.buttons.push_back(
        {.action = "draft.edit",
         .value = name,
         .label = call.say(phrases.open_form),
         .style = {},
         .confirm = {}}
    );
    call.changes.answer(std::move(offer));
}

}  // namespace

extern constinit const command edit{
    .word = "edit",
    .aliases = {"editar"},
    .usage = {"editar [RASCUNHO]", "edit [DRAFT]"},
    .help =
        {"abre o formulário do rascunho; aprovações anteriores deixam de valer",
         "opens the draft's form; earlier approvals become void"},
    .needs = access::editor,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
