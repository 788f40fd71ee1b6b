// Reading UTF-8 one code point at a time, for counting, stripping and comparing.
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

}  // namespace runbooks
