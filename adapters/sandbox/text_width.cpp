#include "adapters/sandbox/text_width.hpp"

#include "runbooks/utf8.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace adapters::sandbox {

namespace {

struct range {
    char32_t first;
    char32_t last;
};

// Unicode 15: marks that join what stands before them, invisible characters, variation selectors, skin tones.
constexpr range zero_wide[] = {
    {0x0300, 0x036F},
    {0x0483, 0x0489},
    {0x0591, 0x05BD},
    {0x064B, 0x065F},
    {0x200B, 0x200F},
    {0x202A, 0x202E},
    {0x2060, 0x206F},
    {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},
    {0x1F3FB, 0x1F3FF},
    {0xE0000, 0xE0FFF},
};

// East Asian wide and full-width, and what is an emoji without being asked to.
constexpr range two_wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},   {0x23F3, 0x23F3},
    {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},   {0x2693, 0x2693},
    {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x26CE, 0x26CE},
    {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},   {0x26FA, 0x26FA},
    {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},   {0x274C, 0x274C},
    {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27B0, 0x27B0},
    {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x2E80, 0x303E},
    {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A},
    {0x1F1E6, 0x1F1FF}, {0x1F200, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7F0}, {0x1F90C, 0x1FAFF},
    {0x20000, 0x3FFFD},
};

bool in(std::span<const range> sorted, char32_t c)
{
    const auto at =
        std::partition_point(sorted.begin(), sorted.end(), [&](const range& r) { return r.last < c; });
    return at != sorted.end() && at->first <= c;
}

std::size_t columns_of(char32_t c)
{
    if (c < 0x20 || in(zero_wide, c)) return 0;
    return in(two_wide, c) ? 2 : 1;
}

// Bytes of `text` that take at most `width` columns, at least one character.
std::size_t bytes_within(std::string_view text, std::size_t width)
{
    std::size_t used = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto c = runbooks::decode_at(text, at);
        used += columns_of(c.value);
        if (used > width && at > 0) break;
        at += c.size;
    }
    return at;
}

void wrap_line(std::string_view line, std::size_t width, std::vector<std::string>& to)
{
    while (columns(line) > width) {
        const auto fits = bytes_within(line, width);
        auto cut = line[fits] == ' ' ? fits : line.rfind(' ', fits - 1);
        // A word that is longer than the line is cut where the line ends.
        if (cut == std::string_view::npos || line.find_first_not_of(' ') >= cut) cut = fits;
        to.emplace_back(line.substr(0, cut));
        line.remove_prefix(cut);
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    }
    to.emplace_back(line);
}

}  // namespace

std::string harmless(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = runbooks::decode_at(text, at);
        const bool turns =
            (c.value >= 0x202A && c.value <= 0x202E) || (c.value >= 0x2066 && c.value <= 0x2069);
        const bool control = c.value != '\n' && (c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0));
        if (!c.valid) {
            out += "\xEF\xBF\xBD";
        } else if (control) {
            if (c.value != '\r') out += ' ';
        } else if (!turns) {
            out += text.substr(at, c.size);
        }
        at += c.size;
    }
    return out;
}

std::size_t columns(std::string_view text) noexcept
{
    std::size_t sum = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = runbooks::decode_at(text, at);
        sum += columns_of(c.value);
        at += c.size;
    }
    return sum;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width)
{
    width = std::max<std::size_t>(width, 8);
    std::vector<std::string> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        wrap_line(text.substr(at, end - at), width, lines);
        at = end + 1;
    }
    bool bold = false;
    for (auto& line : lines) {
        const bool began = bold;
        for (const char c : line) bold = c == bold_on || (bold && c != bold_off);
        if (began) line.insert(line.begin(), bold_on);
        if (bold) line += bold_off;
    }
    return lines;
}

std::string fitted(std::string_view text, std::size_t width)
{
    if (columns(text) <= width) return std::string(text);
    if (width < 2) return width == 0 ? std::string() : std::string("…");
    return std::string(text.substr(0, bytes_within(text, width - 1))) + "…";
}

}  // namespace adapters::sandbox
