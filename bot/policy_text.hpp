// What the message policy and its lint share: finding a rule's hits in a text, telling where they are, and
// quoting them.
#pragma once

#include "bot/config/settings.hpp"
#include "bot/draft.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace bot {

// Compiled quietly and with bounded memory; ask it whether it is ok().
std::unique_ptr<re2::RE2> compiled_rule(std::string_view pattern);

struct policy_hit {
    std::size_t at = 0;     // bytes into the text
    std::string_view text;  // of the text that was searched
};
// The first few.
std::vector<policy_hit> hits_of(const re2::RE2& pattern, std::string_view text);

// The line of a place, from 1.
std::size_t line_of(std::string_view text, std::size_t at);
// Enough of it to find the place, on one line.
std::string excerpt(std::string_view word);
// Its beginning, which tells people which one it is and nobody what it is.
std::string masked(std::string_view word);

// Whether a rule is about this one: a list that names nothing is about all.
bool is_meant(const std::vector<std::string>& list, std::string_view name);
// Of a level that is not off.
finding_level as_finding(policy_level level);

}  // namespace bot
