#include "bot/lifecycle.hpp"
#include "commands/form.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/people.hpp"
#include "commands/phrases.hpp"

namespace commands::rows {
namespace {

std::vector<bot::form_field> fields(const invocation& call, const bot::incident*)
{
    return {
        field("role", call.say(phrases.role_field), std::string(bot::commander_role), true),
        field("person", call.say(phrases.person_field), {}, true, false, call.say(phrases.person_hint)),
    };
}

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::working);
    if (about == nullptr) return;
    if (call.args.empty()) return ask_for_words(call, about);
    if (call.args.words().size() < 2) return call.refuse_words(call.say(phrases.more_is_needed));
    const auto last = call.args.take_last();
    const auto person = person_meant(call, "person", last.text, last.who);
    if (!person) return;
    const auto role = role_named(call, call.args.joined());
    if (!role) return;
    bot::assign_role(call.changes, call.ctx, about->id, *role, person->who, person->label, call.by());
    remark_unknown(call, *person);
}

}  // namespace

extern constinit const command assign{
    .word = "assign",
    .aliases = {"atribuir"},
    .usage = {"atribuir [ID] PAPEL @pessoa", "assign [ID] ROLE @person"},
    .help = {"dá um papel a alguém e avisa o canal", "gives somebody a role and tells the channel"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = &fields,
};

}  // namespace commands::rows
