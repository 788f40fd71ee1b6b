#include "bot/language.hpp"

#include <cctype>

namespace bot {

language parse_language(std::string_view tag, language fallback) noexcept
{
    if (tag.size() < 2 || (tag.size() > 2 && tag[2] != '-' && tag[2] != '_')) return fallback;
    const auto first = std::tolower(static_cast<unsigned char>(tag[0]));
    const auto second = std::tolower(static_cast<unsigned char>(tag[1]));
    if (first == 'p' && second == 't') return language::pt_br;
    if (first == 'e' && second == 'n') return language::en;
    return fallback;
}

}  // namespace bot
