#include "bot/drafting.hpp"
#include "bot/lifecycle.hpp"
#include "commands/code_points.hpp"
#include "commands/form.hpp"
#include "commands/given_values.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/listed.hpp"
#include "commands/phrases.hpp"
#include "runbooks/library.hpp"

#include <algorithm>
#include <utility>

namespace commands::rows {
namespace {

constexpr std::size_t most_others = 10;  // named in one answer
constexpr std::string_view first_stage = "initial_update";
constexpr std::string_view summary_variable = "impact_summary";

std::vector<bot::form_field> fields(const invocation& call, const bot::incident*)
{
    const std::string level(name_of(call.ctx.config.default_severity));
    std::vector<bot::form_field> all{
        field(std::string(summary_variable), call.say(phrases.summary_field), {}, true, true),
        field(
            "severity", call.say(phrases.severity_field), level, true, false, call.say(phrases.severity_hint)
        ),
    };
    add_stage_fields(all, call, first_stage, nullptr);
    return all;
}

// Makes the answer one: what was opened, what became of its draft, and what else is open there.
void conclude(invocation& call, const std::string& id, const bot::draft* made, const std::string& others)
{
    const auto* opened = call.changes.find_incident(id);
    const auto level = name_of(opened->level);
    std::string text;
    if (made != nullptr) {
        text = call.say(phrases.opened, id, level, made->revision_name());
        if (!made->current().unfilled.empty()) {
            text += "\n" + call.say(phrases.unfilled_left, listed(made->current().unfilled));
        }
    } else {
        const auto& refusal = call.changes.private_answer();
        const auto why = refusal ? refusal->text : call.say(phrases.stage_missing, first_stage);
        text = call.say(phrases.opened_without_draft, id, level, why);
    }
    if (!others.empty()) text += "\n" + call.say(phrases.also_open_here, others);
    call.changes.answer(std::move(text));
}

void run(invocation& call)
{
    if (call.args.empty()) return ask_for_words(call, nullptr);
    const auto typed_id = call.args.take_value("id");
    auto given = take_values(call);
    if (!given) return;

    bot::opening what;
    what.summary = call.args.joined();
    auto& variables = given->variables;
    if (what.summary.empty()) {
        const auto named = variables.find(summary_variable);
        if (named == variables.end() || named->second.empty()) {
            // Not the form: it would forget what was typed.
            return call.refuse_words(call.say(phrases.more_is_needed));
        }
        what.summary = named->second;
    } else {
        if (count_code_points(what.summary) > most_value) {
            return call.refuse(
                summary_variable, call.say(phrases.words_too_long, most_value, marked(what.summary, 0, 0))
            );
        }
        variables.emplace(summary_variable, what.summary);
    }
    if (typed_id) {
        const auto id = bot::normalise_incident_id(*typed_id, call.ctx.config.incident_prefix);
        if (!id) return call.refuse("id", call.say(phrases.bad_incident_id, *typed_id));
        what.id = *id;
    }
    if (!has_room(call, what.id, {}, variables)) return;
    what.level = given->level;
    what.values = std::move(variables);
    if (given->commander) {
        what.commander = given->commander->who;
        what.commander_label = given->commander->label;
    }
    what.by = call.by();
    what.at = call.at;
    const auto* opened = bot::open_incident(call.changes, call.ctx, what);
    if (opened == nullptr) return;
    const std::string id = opened->id;
    auto there = call.changes.incidents_in(opened->channel, false);
    std::erase_if(there, [&](const auto* other) { return other->id == id; });
    const std::size_t more = there.size() > most_others ? there.size() - most_others : 0;
    std::vector<std::string> others;
    for (auto other = there.begin() + static_cast<std::ptrdiff_t>(more); other != there.end(); ++other)
        others.push_back((*other)->id);
    if (more != 0) others.push_back("… +" + std::to_string(more));

    const bot::draft* made = nullptr;
    if (call.ctx.runbooks.find(first_stage) != nullptr) {
        bot::draft_request request;
        request.incident_id = id;
        request.stage = first_stage;
        request.overrides = std::move(given->draft_only);
        request.by = call.by();
        request.at = call.at;
        made = bot::make_draft(call.changes, call.ctx, request);
    }
    conclude(call, id, made, listed(others));
    remark_on(call, *given);
}

}  // namespace

extern constinit const command open{
    .word = "open",
    .aliases = {"abrir"},
    .usage =
        {"abrir RESUMO… [severity=S1] [id=…] [variável=valor…]",
         "open SUMMARY… [severity=S1] [id=…] [variable=value…]"},
    .help =
        {"declara um incidente neste canal e mostra a prévia do primeiro aviso",
         "declares an incident in this channel and previews its first message"},
    .needs = access::anyone,
    .takes_values = true,
    .run = &run,
    .fields = &fields,
};

}  // namespace commands::rows
