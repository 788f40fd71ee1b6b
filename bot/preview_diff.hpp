// What a draft's texts change for those who decide and for those who will read them.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/message.hpp"
#include "bot/world.hpp"

#include <vector>

namespace bot {

// Of the current revision: against the revision before it, then against what was posted last about the same
// incident at the same destination; of a correction or retraction against what stands in its message there
// now. Destinations with the same difference share one entry; what is too much to show is named.
std::vector<preview_diff> diffs_of(
    const change_set& changes, const context& ctx, const draft& about, language l
);

}  // namespace bot
