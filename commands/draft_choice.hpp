// Which draft a command means: the one it names, else the channel's only pending one; for a sign-off the only
// one that awaits it.
#pragma once

#include "bot/draft.hpp"
#include "commands/invocation.hpp"

#include <optional>
#include <vector>

namespace commands {

struct chosen_draft {
    const bot::draft* about = nullptr;
    std::optional<int> revision;  // only when it was named
};

// Takes the leading draft off the arguments. Nothing after it has been answered: none, unknown, no longer
// pending, an old revision, or a question with one button a draft.
std::optional<chosen_draft> choose_draft(invocation& call);

// The draft that a sign-off is about: the one named, whatever its state, else the channel's only one that
// awaits a sign-off, else the only one anywhere. Null after it has been answered, as above.
const bot::draft* choose_unsigned_draft(invocation& call);

// What these two would take, without answering: for looking memberships up before the rules run.
const bot::draft* foreseen_draft(const bot::change_set& now, const bot::place& at, const arguments& args);
const bot::draft* foreseen_unsigned_draft(
    const bot::change_set& now, const bot::place& at, const arguments& args
);

}  // namespace commands
