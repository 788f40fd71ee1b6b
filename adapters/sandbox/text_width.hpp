// How many columns of a terminal a text takes, and lines that fit into some.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::sandbox {

// Emphasis inside a text, without a width of its own. Text from outside loses its control characters first.
inline constexpr char bold_on = '\x01';
inline constexpr char bold_off = '\x02';

// Control characters, escape sequences' first byte among them, and direction overrides become spaces or go;
// line breaks stay.
std::string harmless(std::string_view text);

std::size_t columns(std::string_view text) noexcept;

// Broken at spaces where possible, at its own line breaks always; emphasis ends and begins again at a break.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

// Cut to a width, with "…" where something is missing.
std::string fitted(std::string_view text, std::size_t width);

}  // namespace adapters::sandbox
