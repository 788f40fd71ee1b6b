// What changed between two texts, word by word.
#pragma once

#include "bot/message.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace bot {

// Texts with more words, or further apart than so many words put in and taken out, are not compared.
inline constexpr std::size_t most_diff_words = 6000;
inline constexpr std::size_t most_diff_edits = 400;

// The fewest words in and out (Myers), neighbours in one segment, removed before added; kept words have the
// new text's spaces. Spaces and line breaks alone are no difference. Nothing when the limits are passed.
std::optional<std::vector<diff_segment>> diff_words(std::string_view before, std::string_view after);

// For a small screen: of long runs that stay only the words next to a change, with "…" for the rest.
std::vector<diff_segment> without_long_runs(std::vector<diff_segment> segments);

}  // namespace bot
