#include "adapters/slack/envelope.hpp"
#include "bot/content_hash.hpp"

#include <algorithm>

namespace adapters::slack {
namespace {

// The end of the string that starts after text[from] == '"', or npos.
std::size_t end_of_string(std::string_view text, std::size_t from)
{
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i;
    }
    return std::string_view::npos;
}

std::size_t skip_blanks(std::string_view text, std::size_t from)
{
    const auto at = text.find_first_not_of(" \t\r\n", from);
    return at == std::string_view::npos ? text.size() : at;
}

}  // namespace

bool is_usable_envelope_id(std::string_view id) noexcept
{
    if (id.empty() || id.size() > 256) return false;
    return std::all_of(id.begin(), id.end(), [](char c) {
        return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
    });
}

std::string envelope_id_of(std::string_view text)
{
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '{' || c == '[')
            ++depth;
        else if (c == '}' || c == ']')
            --depth;
        else if (c == '"') {
            const auto end = end_of_string(text, i + 1);
            if (end == std::string_view::npos) return {};
            const auto colon = skip_blanks(text, end + 1);
            const bool is_key = depth == 1 && colon < text.size() && text[colon] == ':';
            if (is_key && text.substr(i + 1, end - i - 1) == "envelope_id") {
                const auto open = skip_blanks(text, colon + 1);
                if (open < text.size() && text[open] == '"') {
                    const auto close = end_of_string(text, open + 1);
                    if (close == std::string_view::npos) return {};
                    const auto id = text.substr(open + 1, close - open - 1);
                    return is_usable_envelope_id(id) ? std::string(id) : std::string();
                }
            }
            i = end;
        }
    }
    return {};
}

std::string short_hash(std::string_view text)
{
    return bot::sha256_hex(text).substr(0, 12);
}

}  // namespace adapters::slack
