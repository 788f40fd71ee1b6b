#include "bot/drafting.hpp"
#include "bot/lifecycle.hpp"
#include "commands/form.hpp"
#include "commands/given_values.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/listed.hpp"
#include "commands/phrases.hpp"

namespace commands::rows {
namespace {

std::vector<bot::form_field> fields(const invocation& call, const bot::incident* about)
{
    std::vector<bot::form_field> all;
    if (about == nullptr) return all;
    if (const auto next = bot::following_stage(call.changes, call.ctx, *about)) {
        add_stage_fields(all, call, *next, about);
    }
    if (all.empty()) {
        const auto summary = about->values.find("impact_summary");
        all.push_back(field(
            "impact_summary",
            call.say(phrases.summary_field),
            summary == about->values.end() ? about->summary : summary->second,
            false,
            true
        ));
    }
    return all;
}

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::working);
    if (about == nullptr || !call.no_words_left()) return;
    if (call.args.values().empty()) return ask_for_words(call, about);
    const auto given = take_values(call);
    if (!given) return;
    if (!given->draft_only.empty()) {
        const auto& name = given->draft_only.begin()->first;
        return call.refuse(name, call.say(phrases.draft_only_variable, name));
    }
    if (!has_room(call, about->id, about->values, given->variables)) return;
    const std::string id = about->id;
    std::vector<std::string> names;
    if (given->level) names.emplace_back("severity");
    if (given->commander) names.emplace_back("commander");
    for (const auto& [name, value] : given->variables) names.push_back(name);
    apply_to_incident(call, id, *given);
    const bool only_variables = !given->level && !given->commander;
    if (!given->variables.empty()) {
        const bool stored = bot::set_variables(call.changes, call.ctx, id, given->variables, call.by());
        if (!stored || only_variables) return;
    }
    call.answer(phrases.stored, id, listed(names));
    remark_on(call, *given);
}

}  // namespace

extern constinit const command set{
    .word = "set",
    .aliases = {"definir"},
    .usage = {"definir [ID] variável=valor…", "set [ID] variable=value…"},
    .help =
        {"guarda valores para as próximas mensagens, sem publicar",
         "keeps values for the next messages without posting"},
    .needs = access::anyone,
    .takes_values = true,
    .run = &run,
    .fields = &fields,
};

}  // namespace commands::rows
