// UTF-8 by code points: for counting, stripping and comparing, for cutting, and for mending what is not
// valid.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace runbooks {

struct code_point {
    char32_t value = 0;
    std::size_t size = 1;  // bytes; 1 for a byte that starts no valid sequence
    bool valid = true;
};

code_point decode_at(std::string_view text, std::size_t at) noexcept;  // at < text.size()
void append_utf8(std::string& out, char32_t value);
bool is_white_space(char32_t c) noexcept;  // what Python's str.isspace() says

// The first byte that is not valid UTF-8, or npos.
std::size_t invalid_utf8_at(std::string_view text) noexcept;
// The text with U+FFFD in the place of each byte that is not valid UTF-8.
std::string valid_utf8(std::string_view text);

// The beginning of a valid text, at most so many bytes or code points of it; no code point is cut in two.
std::string_view first_bytes(std::string_view text, std::size_t most) noexcept;
std::string_view first_code_points(std::string_view text, std::size_t most) noexcept;

}  // namespace runbooks
