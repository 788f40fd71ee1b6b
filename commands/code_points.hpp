// Unicode as the grammar needs it: one code point at a time, and what kind of character it is.
#pragma once

#include "runbooks/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace commands {

struct code_point {
    char32_t value = 0;
    std::size_t length = 0;  // in bytes; 0 at the end of the text and where the bytes are no UTF-8

    bool valid() const noexcept { return length != 0; }
};

code_point code_point_at(std::string_view text, std::size_t offset) noexcept;
bool is_utf8(std::string_view text) noexcept;
std::size_t count_code_points(std::string_view text) noexcept;  // of valid UTF-8

bool is_letter(char32_t c) noexcept;  // of any script
bool is_digit(char32_t c) noexcept;   // of any script
bool is_space(char32_t c) noexcept;   // no-break and line separators included

using runbooks::first_code_points;

}  // namespace commands
