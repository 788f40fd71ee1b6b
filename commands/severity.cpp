#include "bot/lifecycle.hpp"
#include "commands/code_points.hpp"
#include "commands/form.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"

namespace commands::rows {
namespace {

std::vector<bot::form_field> fields(const invocation& call, const bot::incident* about)
{
    const std::string level(about == nullptr ? std::string_view() : name_of(about->level));
    return {
        field(
            "severity", call.say(phrases.severity_field), level, true, false, call.say(phrases.severity_hint)
        ),
        field("reason", call.say(phrases.reason_field), {}, false, true),
    };
}

// "severity 2": a bare digit is the severity unless another one follows, even if an incident has that number.
bool begins_with_level(const arguments& args)
{
    const auto& words = args.words();
    if (words.empty() || !bot::parse_severity(words[0].text)) return false;
    return words.size() < 2 || !bot::parse_severity(words[1].text);
}

void run(invocation& call)
{
    word level;
    const bool first = begins_with_level(call.args);
    if (first) level = call.args.take_first();
    // What follows the level is the reason, unless it says `id=`.
    arguments reason;
    const bool sets_aside = first && call.args.id() == nullptr;
    if (sets_aside) std::swap(reason, call.args);
    const auto& words = call.args.words();
    const bool names_incident = words.size() > 1 && bot::parse_severity(words[1].text).has_value();
    const auto* about = choose_incident(call, choice::working, !names_incident);
    if (about == nullptr) return;
    if (sets_aside) std::swap(reason, call.args);
    if (!first) {
        if (call.args.empty()) return ask_for_words(call, about);
        level = call.args.take_first();
    }
    const auto to = bot::parse_severity(level.text);
    if (!to) return call.refuse("severity", call.say(phrases.bad_severity, level.text));
    const auto reason_given = call.args.as_typed();
    if (count_code_points(reason_given) > most_value)
        return call.refuse(
            "reason", call.say(phrases.words_too_long, most_value, marked(reason_given, 0, 0))
        );
    bot::change_severity(call.changes, call.ctx, about->id, *to, reason_given, call.by());
}

}  // namespace

extern constinit const command severity{
    .word = "severity",
    .aliases = {"severidade"},
    .usage = {"severidade [ID] S2 [motivo]", "severity [ID] S2 [reason]"},
    .help = {"muda a severidade e avisa o canal", "changes the severity and tells the channel"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = &fields,
};

}  // namespace commands::rows
