// "Did you mean": the nearest known word to a mistyped one.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace runbooks {

// Insertions, deletions, replacements and swaps of neighbours, in code points; anything above `limit` is
// limit + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// The candidate that differs in at most a third of its letters (one in short words, three in long), case
// aside; of equals the first. Empty when nothing is near enough to be meant.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> candidates);
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

// "; did you mean \"x\"?" or nothing, to end a fault's sentence with.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace runbooks
