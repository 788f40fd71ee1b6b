#include "bot/way_given.hpp"

#include <algorithm>

namespace bot {

namespace {

constexpr std::chrono::microseconds too_late{2000};
constexpr std::chrono::microseconds soon_enough{1000};
constexpr std::size_t least = 4;

}  // namespace

void way_given::note_lag(clock::duration lag, std::size_t under_way) noexcept
{
    if (lag >= too_late)
        room_ = std::max(least, std::min(room_, under_way) / 2);
    else if (lag <= soon_enough)
        room_ = std::min(most, room_ + 1);
}

}  // namespace bot
