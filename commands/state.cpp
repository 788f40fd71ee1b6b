#include "bot/lifecycle.hpp"
#include "commands/form.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"
#include "runbooks/case.hpp"

#include <optional>

namespace commands::rows {
namespace {

std::vector<bot::form_field> fields(const invocation& call, const bot::incident*)
{
    return {field("state", call.say(phrases.state_field), {}, true, false, call.say(phrases.state_hint))};
}

std::optional<bot::incident_state> state_named(std::string_view typed)
{
    const auto word = runbooks::lower(typed);
    if (word == "mitigating" || word == "mitigando") return bot::incident_state::mitigating;
    if (word == "monitoring" || word == "monitorando") return bot::incident_state::monitoring;
    return std::nullopt;
}

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::working);
    if (about == nullptr) return;
    if (call.args.empty()) return ask_for_words(call, about);
    const auto typed = call.args.take_first();
    const auto to = state_named(typed.text);
    if (!to) return call.refuse("state", call.say(phrases.bad_state, typed.text));
    if (!call.no_words_left()) return;
    bot::change_state(call.changes, call.ctx, about->id, *to, call.by());
}

}  // namespace

extern constinit const command state{
    .word = "state",
    .aliases = {"estado"},
    .usage = {"estado [ID] mitigating|monitoring", "state [ID] mitigating|monitoring"},
    .help =
        {"diz em que pé está o trabalho e avisa o canal", "says how far the work is and tells the channel"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = &fields,
};

}  // namespace commands::rows
