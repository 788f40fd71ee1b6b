#include "bot/format_time.hpp"
#include "bot/lifecycle.hpp"
#include "commands/code_points.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"
#include "runbooks/case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace commands::rows {
namespace {

constexpr std::size_t most_lines = 20;
constexpr std::size_t summary_symbols = 60;

bool asks_for_all(invocation& call)
{
    const auto* first = call.args.first();
    if (first == nullptr) return false;
    const auto typed = runbooks::lower(first->text);
    if (typed != "all" && typed != "todos" && typed != "tudo") return false;
    call.args.take_first();
    return true;
}

void run(invocation& call)
{
    const bool all = asks_for_all(call);
    if (!call.no_words_left()) return;
    std::vector<const bot::incident*> shown_ones;
    for (const auto* i : call.changes.all_incidents()) {
        if (all || i->is_live()) shown_ones.push_back(i);
    }
    if (shown_ones.empty()) return call.answer(all ? phrases.no_incidents_at_all : phrases.no_incidents);
    std::sort(shown_ones.begin(), shown_ones.end(), [](auto a, auto b) {
        return std::pair(a->opened_at, a->id) > std::pair(b->opened_at, b->id);
    });
    std::string text;
    for (std::size_t n = 0; n < std::min(shown_ones.size(), most_lines); ++n) {
        const auto& i = *shown_ones[n];
        const auto summary = first_code_points(i.summary, summary_symbols);
        text += fmt::format(
            "{}{} · {} · {} · {}\n   {}{}",
            n == 0 ? "" : "\n",
            i.id,
            name_of(i.level),
            bot::state_word(i.state, call.lang),
            bot::format_local(i.opened_at, call.ctx.config.timezone),
            summary,
            summary.size() < i.summary.size() ? "…" : ""
        );
    }
    if (shown_ones.size() > most_lines)
        text += "\n" + call.say(phrases.and_more, shown_ones.size() - most_lines);
    call.changes.answer(std::move(text));
}

}  // namespace

extern constinit const command list{
    .word = "list",
    .aliases = {"listar"},
    .usage = {"listar [todos]", "list [all]"},
    .help = {"lista os incidentes abertos, ou todos", "lists the open incidents, or all"},
    .needs = access::anyone,
    .takes_values = false,
    .run = &run,
    .fields = nullptr,
};

}  // namespace commands::rows
