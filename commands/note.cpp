#include "bot/lifecycle.hpp"
#include "commands/code_points.hpp"
#include "commands/form.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"

namespace commands::rows {
namespace {

std::vector<bot::form_field> fields(const invocation& call, const bot::incident*)
{
    return {field("note", call.say(phrases.note_field), {}, true, true)};
}

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::readable, true);
    if (about == nullptr) return;
    const auto text = call.args.as_typed();
    if (text.empty()) return ask_for_words(call, about);
    if (count_code_points(text) > most_value) {
        return call.refuse("note", call.say(phrases.words_too_long, most_value, marked(text, 0, 0)));
    }
    bot::add_note(call.changes, call.ctx, about->id, text, call.by());
}

}  // namespace

extern constinit const command note{
    .word = "note",
    .aliases = {"nota"},
    .usage = {"nota [ID] TEXTO", "note [ID] TEXT"},
    .help = {"anota algo na linha do tempo, sem publicar", "puts a line into the timeline only"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = &fields,
};

}  // namespace commands::rows
