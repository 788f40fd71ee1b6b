#include "runbooks/language_tag.hpp"

namespace runbooks {
namespace {

constexpr std::size_t longest_tag = 35;
constexpr std::size_t longest_part = 8;

}  // namespace

std::optional<std::string> language_tag(std::string_view written)
{
    if (written.empty() || written.size() > longest_tag) return std::nullopt;
    std::string tag;
    std::size_t part = 0;
    bool first = true;
    for (const char c : written) {
        if (c == '-' || c == '_') {
            if (part == 0 || (first && (part < 2 || part > 3))) return std::nullopt;
            tag += '-';
            part = 0;
            first = false;
            continue;
        }
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool digit = c >= '0' && c <= '9';
        if ((!letter && !digit) || (first && digit) || ++part > longest_part) return std::nullopt;
        tag += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (part == 0 || (first && (part < 2 || part > 3))) return std::nullopt;
    return tag;
}

}  // namespace runbooks
