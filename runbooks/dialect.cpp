#include "runbooks/dialect.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "runbooks/case.hpp"
#include "runbooks/utf8.hpp"

namespace runbooks {
namespace {

void percent_encode(std::string& out, char c)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 0xF]);
}

bool entity_for(std::string& out, char c)
{
    switch (c) {
        case '&':
            out += "&amp;";
            return true;
        case '<':
            out += "&lt;";
            return true;
        case '>':
            out += "&gt;";
            return true;
        default:
            return false;
    }
}

// Every line break of the text, with the white space around it, decides whether it stands alone.
std::string break_lines_for_teams(const std::string& text)
{
    const auto blank_until_break = [&](std::size_t from) {
        const auto end = text.find_first_not_of(" \t\r", from);
        return end != std::string::npos && text[end] == '\n';
    };
    // However many carriage returns stand before a line feed, together they are one line break.
    const auto starts_break = [&](std::size_t from) {
        const auto end = text.find_first_not_of('\r', from);
        return end != std::string::npos && text[end] == '\n';
    };
    std::string out;
    out.reserve(text.size() + 32);
    bool line_has_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\n') {
            if (text[i] == '\r' && starts_break(i)) continue;
            line_has_text = line_has_text || (text[i] != ' ' && text[i] != '\t');
            out.push_back(text[i]);
            continue;
        }
        const bool single = line_has_text && !blank_until_break(i + 1);
        if (single && !out.ends_with("  ")) out += "  ";
        out.push_back('\n');
        line_has_text = false;
    }
    return out;
}

}  // namespace

std::string_view name_of(dialect which) noexcept
{
    switch (which) {
        case dialect::slack:
            return "slack";
        case dialect::teams:
            return "teams";
        case dialect::plain:
            break;
    }
    return "plain";
}

std::optional<dialect> dialect_named(std::string_view name) noexcept
{
    const auto same = [&](std::string_view word) {
        if (name.size() != word.size()) return false;
        for (std::size_t i = 0; i < word.size(); ++i)
            if ((name[i] | 0x20) != word[i]) return false;
        return true;
    };
    if (same("slack")) return dialect::slack;
    if (same("teams")) return dialect::teams;
    return std::nullopt;
}

bool is_http_url(std::string_view value)
{
    std::string ascii;  // letters of other scripts, as browsers show them, count as percent-encoded
    for (std::size_t i = 0; i < value.size();) {
        const auto c = decode_at(value, i);
        if (!c.valid || is_white_space(c.value) || c.value < 0x20 || c.value == 0x7F) return false;
        for (std::size_t k = 0; k < c.size; ++k) {
            if (c.value < 0x80)
                ascii.push_back(value[i + k]);
            else
                percent_encode(ascii, value[i + k]);
        }
        i += c.size;
    }
    const auto url = boost::urls::parse_uri(ascii);
    if (!url) return false;
    const auto scheme = url->scheme_id();
    if (scheme != boost::urls::scheme::http && scheme != boost::urls::scheme::https) return false;
    if (!url->has_authority() || url->encoded_host().empty()) return false;
    // Brackets belong to an IPv6 host only; elsewhere they could open a markdown link.
    const std::string_view all = ascii;
    const auto host_end = all.find_first_of("/?#", all.find("//") + 2);
    return host_end == std::string_view::npos || all.find_first_of("[]", host_end) == std::string_view::npos;
}

std::string escape_value(dialect which, std::string_view value)
{
    if (which == dialect::plain || (which == dialect::teams && is_http_url(value))) return std::string(value);
    std::string out;
    out.reserve(value.size() + 16);
    for (const char c : value) {
        if (entity_for(out, c)) continue;
        if (which == dialect::teams && std::string_view("\\`*_[]~#|").find(c) != std::string_view::npos)
            out.push_back('\\');
        out.push_back(c);
    }
    return out;
}

std::optional<std::string> escape_url_value(dialect which, std::string_view value)
{
    // In a markdown target a lone bracket or backslash would move the link's end, a backtick could swallow
    // it.
    const std::string_view encoded = which == dialect::teams ? "|>)< (\\`" : "|>)< ";
    std::string out;
    for (const char c : strip(value)) {
        if (encoded.find(c) != std::string_view::npos)
            percent_encode(out, c);
        else
            out.push_back(c);
    }
    if (!is_http_url(out)) return std::nullopt;
    if (which == dialect::plain) return std::string(value);
    return which == dialect::slack ? escape_value(dialect::slack, out) : out;
}

std::string_view strip(std::string_view text) noexcept
{
    while (!text.empty()) {
        const auto c = decode_at(text, 0);
        if (!c.valid || !is_white_space(c.value)) break;
        text.remove_prefix(c.size);
    }
    while (!text.empty()) {
        std::size_t start = text.size() - 1;
        while (start > 0 && text.size() - start < 4 &&
               (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80)
            --start;
        const auto c = decode_at(text, start);
        if (!c.valid || start + c.size != text.size() || !is_white_space(c.value)) break;
        text.remove_suffix(c.size);
    }
    return text;
}

std::string final_text(dialect which, std::string text)
{
    std::string bare(strip(text));
    return which == dialect::teams ? break_lines_for_teams(bare) : bare;
}

std::size_t utf16_units(std::string_view text) noexcept
{
    std::size_t units = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto c = decode_at(text, i);
        units += c.valid && c.value > 0xFFFF ? 2 : 1;
        i += c.size;
    }
    return units;
}

std::size_t code_points(std::string_view text) noexcept
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++count) i += decode_at(text, i).size;
    return count;
}

}  // namespace runbooks
