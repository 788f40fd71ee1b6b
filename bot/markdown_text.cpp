#include "bot/markdown_text.hpp"

namespace bot {

std::string markdown_text(std::string_view text)
{
    constexpr std::string_view markup = "\\`*_[]<>|#~";
    std::string out;
    for (const char c : text) {
        if (c == '\n' || c == '\r' || c == '\t') {
            if (!out.empty() && out.back() != ' ') out += ' ';
            continue;
        }
        if (markup.find(c) != markup.npos) out += '\\';
        out += c;
    }
    return out;
}

std::string code_text(std::string_view text)
{
    std::string out;
    for (const char c : text) out += c == '`' ? '\'' : c == '\n' || c == '\r' ? ' ' : c;
    return out;
}

}  // namespace bot
