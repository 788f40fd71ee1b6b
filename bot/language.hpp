// The languages that people are spoken to in, and phrases that exist in each of them.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace bot {

enum class language { pt_br, en };

// "pt-BR", "pt_PT", "pt" and "en…"; anything else is the fallback.
language parse_language(std::string_view tag, language fallback) noexcept;

// A message of the catalogue. Both texts take the same arguments, by position ("{0}"): a phrase whose texts
// differ in that does not compile.
struct phrase {
    std::string_view pt_br;
    std::string_view en;

    consteval phrase(std::string_view portuguese, std::string_view english) : pt_br(portuguese), en(english)
    {
        if (arguments_of(pt_br) != arguments_of(en)) throw "the two texts take different arguments";
    }

    constexpr std::string_view in(language l) const noexcept { return l == language::en ? en : pt_br; }

private:
    // One bit an argument. Anything but {0} to {9}, {{ and }} is no format that a phrase may have.
    static consteval unsigned arguments_of(std::string_view text)
    {
        unsigned seen = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '{' && text[i] != '}') continue;
            if (i + 1 < text.size() && text[i + 1] == text[i]) {
                ++i;
                continue;
            }
            if (text[i] == '}' || i + 2 >= text.size() || text[i + 2] != '}' || text[i + 1] < '0' ||
                text[i + 1] > '9')
                throw "arguments are given by position: {0}";
            seen |= 1U << static_cast<unsigned>(text[i + 1] - '0');
            i += 2;
        }
        return seen;
    }
};

template <class... Args>
std::string say(language l, const phrase& p, const Args&... args)
{
    return fmt::vformat(p.in(l), fmt::make_format_args(args...));
}

}  // namespace bot
