#include "bot/lifecycle.hpp"
#include "commands/form.hpp"
#include "commands/incident_choice.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"
#include "runbooks/case.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace commands::rows {
namespace {

using namespace std::string_view_literals;

std::vector<bot::form_field> fields(const invocation& call, const bot::incident*)
{
    return {field("state", call.say(phrases.state_field), {}, true, false, call.say(phrases.state_hint))};
}

std::optional<bot::incident_state> state_named(std::string_view typed)
{
    // Also as the daemon itself writes them: "em monitoramento".
    auto word = runbooks::lower(typed);
    if (word.starts_with("em ")) word.erase(0, 3);
    constexpr std::array mitigating{"mitigating"sv, "mitigando"sv, "mitigação"sv, "mitigacao"sv};
    constexpr std::array monitoring{"monitoring"sv, "monitorando"sv, "monitoramento"sv};
    const auto is_one_of = [&](const auto& words) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    if (is_one_of(mitigating)) return bot::incident_state::mitigating;
    if (is_one_of(monitoring)) return bot::incident_state::monitoring;
    return std::nullopt;
}

// The word, or the two of "em monitoramento".
std::string take_state(arguments& from)
{
    auto typed = from.take_first().text;
    if (runbooks::lower(typed) == "em" && from.first() != nullptr) typed += ' ' + from.take_first().text;
    return typed;
}

void run(invocation& call)
{
    const auto* about = choose_incident(call, choice::working);
    if (about == nullptr) return;
    if (call.args.empty()) return ask_for_words(call, about);
    const auto typed = take_state(call.args);
    const auto to = state_named(typed);
    if (!to) return call.refuse("state", call.say(phrases.bad_state, typed));
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
