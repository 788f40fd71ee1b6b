#include "adapters/slack/text.hpp"

#include "runbooks/dialect.hpp"

#include <algorithm>
#include <cctype>

namespace adapters::slack {
namespace {

void append_decoded(std::string& out, std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto rest = text.substr(i);
        if (rest.starts_with("&lt;")) {
            out += '<';
            i += 3;
        } else if (rest.starts_with("&gt;")) {
            out += '>';
            i += 3;
        } else if (rest.starts_with("&amp;")) {
            out += '&';
            i += 4;
        } else if (rest.starts_with("\xC2\xA0")) {
            out += ' ';
            i += 1;
        } else {
            out += text[i];
        }
    }
}

bool is_id(std::string_view id)
{
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
}

bool is_link(std::string_view text)
{
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const auto scheme = text.substr(0, colon);
    if (scheme == "mailto" || scheme == "tel") return true;
    return text.substr(colon).starts_with("://") && std::all_of(scheme.begin(), scheme.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '-' || c == '.';
           });
}

std::string with_sign(char sign, std::string_view name)
{
    std::string s;
    if (!name.starts_with(sign)) s += sign;
    s += name;
    return s;
}

std::string special(std::string_view name, std::string_view label)
{
    if (name.starts_with("subteam^")) return with_sign('@', label.empty() ? name.substr(8) : label);
    if (name.starts_with("date^")) return std::string(label);
    return with_sign('@', name);
}

// One <…> token; false when it is none of Slack's and stays as it was typed.
bool append_token(bot::typed_command& out, std::string_view token, const handle_of& handle)
{
    const auto bar = token.find('|');
    const auto name = token.substr(0, bar);
    if (name.size() < 2) return false;
    std::string label;
    if (bar != std::string_view::npos) append_decoded(label, token.substr(bar + 1));
    const auto id = name.substr(1);
    if (token[0] == '@' && is_id(id)) {
        bot::account who{"slack", std::string(id)};
        std::string shown = handle(who, label);
        if (shown.empty()) shown = with_sign('@', label.empty() ? who.id : label);
        out.people.push_back({out.text.size(), shown.size(), std::move(who)});
        out.text += shown;
        return true;
    }
    if (token[0] == '#' && is_id(id)) {
        out.text += with_sign('#', label.empty() ? id : std::string_view(label));
        return true;
    }
    if (token[0] == '!' && id.find_first_of(" \t\r\n") == std::string_view::npos) {
        out.text += special(id, label);
        return true;
    }
    if (!is_link(name) || name.find_first_of(" \t\r\n") != std::string_view::npos) return false;
    append_decoded(out.text, name.starts_with("mailto:") ? name.substr(7) : name);
    return true;
}

constexpr bool is_inside_code_point(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::size_t units_of(unsigned char lead)
{
    return lead >= 0xF0U ? 2 : 1;
}

}  // namespace

std::string escape(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 16);
    for (const char c : text) {
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

std::string unescape(std::string_view text)
{
    std::string out;
    append_decoded(out, text);
    return out;
}

bot::typed_command decode_typed(std::string_view raw, const handle_of& handle)
{
    bot::typed_command out;
    std::size_t at = 0;
    while (at < raw.size()) {
        const auto open = raw.find('<', at);
        append_decoded(out.text, raw.substr(at, open - at));
        if (open == std::string_view::npos) break;
        const auto close = raw.find_first_of("<>", open + 1);
        const bool is_closed = close != std::string_view::npos && raw[close] == '>';
        if (is_closed && append_token(out, raw.substr(open + 1, close - open - 1), handle)) {
            at = close + 1;
        } else {
            out.text += '<';
            at = open + 1;
        }
    }
    return out;
}

std::string_view cut(std::string_view text, std::size_t units)
{
    std::size_t used = 0;
    std::size_t end = 0;
    while (end < text.size()) {
        const std::size_t more = units_of(static_cast<unsigned char>(text[end]));
        if (used + more > units) break;
        used += more;
        ++end;
        while (end < text.size() && is_inside_code_point(text[end])) ++end;
    }
    if (end == text.size()) return text;
    const auto amp = text.substr(0, end).rfind('&');
    if (amp != std::string_view::npos && amp > 0 && end - amp < 5) {
        const auto rest = text.substr(amp);
        for (const std::string_view entity : {"&amp;", "&lt;", "&gt;"})
            if (rest.starts_with(entity) && end < amp + entity.size()) end = amp;
    }
    return text.substr(0, end);
}

std::string shortened(std::string_view text, std::size_t units)
{
    if (runbooks::utf16_units(text) <= units) return std::string(text);
    return std::string(cut(text, units - 1)) + "…";
}

std::vector<std::string_view> pieces(std::string_view text, std::size_t units)
{
    std::vector<std::string_view> all;
    while (!text.empty()) {
        auto piece = cut(text, units);
        if (piece.size() < text.size()) {
            const auto line = piece.rfind('\n');
            if (line != std::string_view::npos) piece = piece.substr(0, line + 1);
        }
        all.push_back(piece);
        text.remove_prefix(piece.size());
    }
    return all;
}

}  // namespace adapters::slack
