#include "bot/drafting.hpp"
#include "commands/code_points.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/listed.hpp"
#include "commands/phrases.hpp"
#include "runbooks/library.hpp"

namespace commands::rows {
namespace {

constexpr std::size_t value_symbols = 80;
constexpr std::size_t most_lines = 40;

std::string shortened(std::string_view value)
{
    std::string line(first_code_points(value, value_symbols));
    if (line.size() < value.size()) line += "…";
    for (char& c : line) {
        if (c == '\n') c = ' ';
    }
    return line;
}

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::readable);
    if (about == nullptr || !call.no_words_left()) return;
    auto text = call.say(phrases.variables_title, about->id);
    if (about->values.empty()) text += "\n" + call.say(phrases.no_variables);
    std::size_t lines = 0;
    for (const auto& [name, value] : about->values) {
        if (++lines > most_lines) {
            text += "\n" + call.say(phrases.and_more, about->values.size() - most_lines);
            break;
        }
        text += "\n• " + name + " = " + shortened(value);
    }
    for (const auto& stage : call.ctx.runbooks.stages()) {
        // As if it were asked for now: what fills itself in depends on the stage and on who asks.
        const bot::draft_request asked{
            .incident_id = about->id, .stage = stage.name, .overrides = {}, .by = call.by(), .at = call.at
        };
        const auto present = bot::values_for(call.changes, call.ctx, *about, &asked);
        std::vector<std::string> missing;
        const auto* slack = stage.text_for(runbooks::dialect::slack);
        const auto* teams = stage.text_for(runbooks::dialect::teams);
        for (const auto& name : stage.must_fill({slack, teams})) {
            const auto value = present.find(name);
            if (value == present.end() || value->second.empty()) missing.push_back(name);
        }
        text +=
            "\n" + (missing.empty() ? call.say(phrases.stage_ready, stage.name)
                                    : call.say(phrases.stage_missing_values, stage.name, listed(missing)));
    }
    call.changes.answer(std::move(text));
}

}  // namespace

extern constinit const command vars{
    .word = "vars",
    .aliases = {"variaveis", "variáveis"},
    .usage = {"vars [ID]", "vars [ID]"},
    .help =
        {"mostra os valores guardados e o que falta em cada etapa",
         "shows the values kept and what each stage is missing"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
