#include "runbooks/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace runbooks {

code_point decode_at(std::string_view text, std::size_t at) noexcept
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    const code_point broken{lead, 1, false};
    if (lead < 0xC2 || lead > 0xF4 || at + size > text.size()) return broken;
    char32_t value = static_cast<char32_t>(lead & (0xFF >> (size + 1)));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return broken;
        value = (value << 6) | (byte(at + i) & 0x3F);
    }
    const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
    if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return broken;
    return {value, size, true};
}

void append_utf8(std::string& out, char32_t value)
{
    const auto put = [&](char32_t bits) {
        out.push_back(static_cast<char>(static_cast<unsigned char>(bits)));
    };
    if (value < 0x80) {
        put(value);
    } else if (value < 0x800) {
        put(0xC0 | (value >> 6));
        put(0x80 | (value & 0x3F));
    } else if (value < 0x10000) {
        put(0xE0 | (value >> 12));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    } else {
        put(0xF0 | (value >> 18));
        put(0x80 | ((value >> 12) & 0x3F));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    }
}

bool is_white_space(char32_t c) noexcept
{
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

std::size_t invalid_utf8_at(std::string_view text) noexcept
{
    for (std::size_t i = 0; i < text.size();) {
        // Eight bytes at a time while all of them are ASCII, which most of every text is.
        if (std::uint64_t eight = 0; i + sizeof eight <= text.size()) {
            std::memcpy(&eight, text.data() + i, sizeof eight);
            if ((eight & 0x8080808080808080U) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        const auto c = decode_at(text, i);
        if (!c.valid) return i;
        i += c.size;
    }
    return std::string_view::npos;
}

std::string valid_utf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (;;) {
        const std::size_t bad = invalid_utf8_at(text);
        out += text.substr(0, bad);
        if (bad == std::string_view::npos) return out;
        append_utf8(out, 0xFFFD);
        text.remove_prefix(bad + 1);
    }
}

std::string_view first_bytes(std::string_view text, std::size_t most) noexcept
{
    if (text.size() <= most) return text;
    const auto continues = [&](std::size_t at) {
        return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
    };
    std::size_t end = most;
    while (end > 0 && continues(end)) --end;
    return text.substr(0, end);
}

std::string_view first_code_points(std::string_view text, std::size_t most) noexcept
{
    std::size_t end = 0;
    for (std::size_t n = 0; n < most && end < text.size(); ++n) end += decode_at(text, end).size;
    return text.substr(0, end);
}

}  // namespace runbooks
