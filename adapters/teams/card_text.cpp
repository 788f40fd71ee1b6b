#include "adapters/teams/card_text.hpp"

#include "runbooks/dialect.hpp"
#include "runbooks/mention.hpp"
#include "runbooks/utf8.hpp"

#include <algorithm>

namespace adapters::teams {
namespace {

constexpr std::string_view zero_width_space = "\xE2\x80\x8B";
constexpr std::string_view no_break_space = "\xC2\xA0";

constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

constexpr bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// "&amp;", "&#39;": what a renderer would take for one character.
bool is_entity(std::string_view rest)
{
    if (rest.size() < 3 || !(is_letter(rest[1]) || rest[1] == '#')) return false;
    const auto end = rest.substr(0, 34).find_first_of("; \t&", 1);
    return end != std::string_view::npos && rest[end] == ';';
}

// A list or a quotation begins with these, where nothing but white space is before them.
std::size_t list_marker(std::string_view rest)
{
    if (rest.empty()) return std::string_view::npos;
    if (rest[0] == '-' || rest[0] == '+' || rest[0] == '>' || rest[0] == '=') return 0;
    std::size_t digits = 0;
    while (digits < rest.size() && digits < 10 && is_digit(rest[digits])) ++digits;
    if (digits == 0 || digits == rest.size() || (rest[digits] != '.' && rest[digits] != ')'))
        return std::string_view::npos;
    return digits;
}

// The functions {{DATE(…)}} and {{TIME(…)}} of cards work in any text.
void part_braces(std::string& out, char c)
{
    if (c == '{' && out.ends_with('{')) out += zero_width_space;
    out += c;
}

std::string escape_line(std::string_view line, bool is_card)
{
    std::string out;
    out.reserve(line.size() + 16);
    std::size_t i = 0;
    for (; i < line.size() && (line[i] == ' ' || line[i] == '\t'); ++i) out += no_break_space;
    const std::size_t marker = list_marker(line.substr(i));
    const std::size_t marked = marker == std::string_view::npos ? line.size() : i + marker;
    for (; i < line.size(); ++i) {
        const char c = line[i];
        const bool is_markup = std::string_view("\\`*_[]~#|").find(c) != std::string_view::npos;
        if (is_markup || i == marked || (c == '&' && is_entity(line.substr(i)))) {
            out += '\\';
            out += c;
        } else if (c == '<') {
            // In a message markup is HTML as well; in a card nothing but a mention is.
            if (is_card) {
                out += c;
                if (i + 1 < line.size() && (is_letter(line[i + 1]) || line[i + 1] == '/'))
                    out += zero_width_space;
            } else {
                out += "&lt;";
            }
        } else if (c == '>' && !is_card) {
            out += "&gt;";
        } else if (c == '&' && !is_card) {
            out += "&amp;";
        } else if (c == '\r' || c == '\t') {
            out += ' ';
        } else if (is_card) {
            part_braces(out, c);
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

std::string card_escape(std::string_view line)
{
    return escape_line(line, true);
}

std::string message_escape(std::string_view text)
{
    std::string out;
    for (const std::string_view line : lines_of(text)) {
        if (!out.empty()) out += '\n';
        out += escape_line(line, false);
    }
    return runbooks::final_text(runbooks::dialect::teams, std::move(out));
}

std::string card_markdown(std::string_view line)
{
    const std::string inert = runbooks::inert_mentions(runbooks::dialect::teams, line);
    std::string out;
    out.reserve(inert.size());
    for (const char c : inert) part_braces(out, c);
    return out;
}

std::string mention_name(std::string_view name)
{
    std::string out;
    for (const char c : name) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> all;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        all.push_back(line);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return all;
}

std::string shortened(std::string_view text, std::size_t units)
{
    if (runbooks::utf16_units(text) <= units) return std::string(text);
    std::size_t used = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto c = runbooks::decode_at(text, at);
        const std::size_t cost = c.valid && c.value > 0xFFFF ? 2 : 1;
        if (used + cost + 1 > units) break;
        used += cost;
        at += c.size;
    }
    return std::string(text.substr(0, at)) + "…";
}

}  // namespace adapters::teams
