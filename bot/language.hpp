// The languages that people are spoken to in, and phrases that exist in each of them.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace bot {

enum class language { pt_br, en };

// "pt-BR", "pt_PT", "pt" and "en…"; anything else is the fallback.
language parse_language(std::string_view tag, language fallback) noexcept;

// A message of the catalogue. Both texts take the same arguments, by position ("{0}"); the catalogue's test
// checks that.
struct phrase {
    std::string_view pt_br;
    std::string_view en;

    constexpr std::string_view in(language l) const noexcept { return l == language::en ? en : pt_br; }
};

template <class... Args>
std::string say(language l, const phrase& p, const Args&... args)
{
    return fmt::vformat(p.in(l), fmt::make_format_args(args...));
}

}  // namespace bot
