// Who fills which place when each may fill several: a largest matching, so that nobody is spent on a place
// that another could have filled.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace bot {

// For each slot the candidate that fills it, nothing where none is left. No candidate fills two slots, and no
// other choice fills more of them. Earlier slots and candidates are preferred where that costs nothing.
std::vector<std::optional<std::size_t>> fill_slots(
    std::size_t slots,
    std::size_t candidates,
    const std::function<bool(std::size_t slot, std::size_t candidate)>& fits
);

}  // namespace bot
