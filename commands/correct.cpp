#include "bot/correcting.hpp"
#include "bot/correction_phrases.hpp"
#include "bot/drafting.hpp"
#include "commands/form.hpp"
#include "commands/given_values.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/listed.hpp"
#include "commands/phrases.hpp"
#include "commands/stage_draft.hpp"

#include <utility>

namespace commands::rows {
namespace {

std::vector<bot::form_field> fields(const invocation& call, const bot::incident* about)
{
    std::vector<bot::form_field> all;
    const auto* posted = about == nullptr ? nullptr : bot::last_posted_message(call.changes, about->id);
    if (posted != nullptr)
        add_stage_fields(all, call, posted->stage, bot::values_to_correct(call.changes, *posted));
    return all;
}

// The form is about the message that was the last one when it was opened, and no other.
std::string binds(const invocation& call, const bot::incident* about)
{
    const auto* posted = about == nullptr ? nullptr : bot::last_posted_message(call.changes, about->id);
    return posted == nullptr ? std::string() : posted->revision_name();
}

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::readable);
    if (about == nullptr || !call.no_words_left()) return;
    const auto* posted = bot::last_posted_message(call.changes, about->id);
    if (posted == nullptr)
        return call.changes.answer(call.say(bot::correction_phrases::nothing_posted, about->id));
    if (call.args.values().empty()) return ask_for_words(call, about);
    if (call.from_form && call.words.text != posted->revision_name())
        return call.changes.answer(call.say(bot::correction_phrases::message_moved, posted->revision_name()));
    auto given = take_values(call);
    if (!given) return;
    const std::string id = about->id;
    apply_to_incident(call, id, *given);
    bot::draft_request request;
    request.incident_id = id;
    request.purpose = bot::draft_purpose::correction;
    request.overrides = std::move(given->variables);
    request.overrides.merge(given->draft_only);
    request.by = call.by();
    request.at = call.at;
    preview_draft(call, request);
    remark_on(call, *given);
}

}  // namespace

extern constinit const command correct{
    .word = "correct",
    .aliases = {"corrigir"},
    .usage = {"corrigir [ID] [variável=valor…]", "correct [ID] [variable=value…]"},
    .help =
        {"mostra a prévia de uma versão corrigida da última mensagem publicada; aprovada, edita a mensagem",
         "previews a corrected version of the last posted message; once approved it edits that message"},
    .needs = access::anyone,
    .takes_values = true,
    .run = &run,
    .fields = &fields,
    .binds = &binds,
};

}  // namespace commands::rows
