#include "commands/table.hpp"

#include "commands/code_points.hpp"
#include "commands/invocation.hpp"
#include "commands/phrases.hpp"
#include "runbooks/case.hpp"
#include "runbooks/suggest.hpp"

#include <vector>

// One line a command; its row is `commands::rows::<word>` in commands/<word>.cpp.
#define INCIDENTD_COMMANDS(row)                                                                          \
    row(open) row(update) row(resolve) row(postmortem) row(correct) row(retract) row(set) row(vars)      \
        row(status) row(list) row(timeline) row(severity) row(assign) row(take) row(approve) row(reject) \
            row(edit) row(withdraw) row(signoff) row(state) row(note) row(reopen) row(close) row(cancel) \
                row(help) row(whoami)

namespace commands {
namespace rows {
#define INCIDENTD_DECLARE(word) extern const command word;
INCIDENTD_COMMANDS(INCIDENTD_DECLARE)
#undef INCIDENTD_DECLARE
}  // namespace rows

namespace {

constexpr std::size_t shown_symbols = 40;  // of a word that nobody knows

}  // namespace

std::span<const command* const> table() noexcept
{
#define INCIDENTD_LIST(word) &rows::word,
    static constexpr const command* all[] = {INCIDENTD_COMMANDS(INCIDENTD_LIST)};
#undef INCIDENTD_LIST
    return all;
}

const command* find_command(std::string_view typed)
{
    const auto word = runbooks::lower(typed);
    if (word.empty()) return nullptr;
    for (const auto* row : table()) {
        if (row->word == word) return row;
        for (const auto alias : row->aliases) {
            if (alias == word) return row;
        }
    }
    return nullptr;
}

std::optional<std::string> nearest_command(std::string_view typed)
{
    std::vector<std::string_view> words;
    for (const auto* row : table()) {
        words.push_back(row->word);
        for (const auto alias : row->aliases) {
            if (!alias.empty()) words.push_back(alias);
        }
    }
    return runbooks::nearest(typed, words);
}

void refuse_command(invocation& call, std::string_view typed)
{
    auto text = call.say(phrases.unknown_command, first_code_points(typed, shown_symbols));
    if (const auto near = nearest_command(typed)) text += " " + call.say(phrases.did_you_mean, *near);
    std::string words;
    for (const auto* row : table()) {
        if (!words.empty()) words += ", ";
        words += word_in(*row, call.lang);
    }
    call.changes.answer(text + "\n" + call.say(phrases.all_commands, words));
}

std::string_view word_in(const command& of, bot::language l) noexcept
{
    const auto usage = of.usage.in(l);
    return usage.substr(0, usage.find(' '));
}

}  // namespace commands
