// Variables that the daemon fills in by itself, and why people may not.
#pragma once

#include "bot/context.hpp"
#include "bot/inbound.hpp"
#include "bot/incident.hpp"
#include "bot/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot {

bool is_built_in(std::string_view name) noexcept;
// Those that one draft may replace: `timestamp`, `ttr` and `duration`.
bool may_be_overridden(std::string_view name) noexcept;

// The incident's values, overlaid with the draft's, overlaid with the built-in ones. `resolving`: the draft
// sets `resolved`, so that its own time is the resolution time unless the incident has one.
variables with_built_ins(
    const context& ctx,
    const incident& about,
    const variables& overrides,
    const std::string& requested_by,
    bool resolving,
    time_point now
);

// Why these cannot be taken as variables, in words for the person; nothing when they can. `for_draft` lets in
// what one draft may override. Counts what `kept` holds already.
std::optional<std::string> fault_of(
    const variables& given, const variables& kept, bool for_draft, language l
);

inline constexpr std::size_t longest_variable = 2000;  // code points
inline constexpr std::size_t most_variables_kept = 100;

}  // namespace bot
