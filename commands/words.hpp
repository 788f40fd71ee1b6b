// Typed text split into words as a shell would, with quotes for people who type in a chat.
#pragma once

#include "bot/inbound.hpp"

#include <boost/system/result.hpp>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace commands {

inline constexpr std::size_t most_text = 4000;       // code points of a command's text
inline constexpr std::size_t most_value = 2000;      // code points of one value
inline constexpr std::size_t most_values = 100;      // variables of a command, and of an incident
inline constexpr std::size_t most_key_symbols = 64;  // of one key

enum class grammar_fault_kind { unclosed_quote, text_too_long, value_too_long, too_many_values, not_utf8 };

struct grammar_fault {
    grammar_fault_kind kind = grammar_fault_kind::unclosed_quote;
    std::size_t begin = 0;  // bytes of the text: the place to mark
    std::size_t length = 0;
    std::string name;  // of the value that is too long; empty for plain words
};

// Boost.Result calls this when somebody takes the words of a refused text: a bug.
[[noreturn]] inline void throw_exception_from_error(const grammar_fault&, const auto&)
{
    throw std::logic_error("the text was refused by the grammar");
}

struct word {
    std::string text;       // without its quotes; of key=value the value only
    std::string key;        // lower case; empty for a plain word
    std::size_t begin = 0;  // bytes of the source
    std::size_t length = 0;
    bool quoted = false;              // the text began with a quote
    std::optional<bot::account> who;  // the whole text is one person
};

// Quotes open only where a word starts or right after "key="; spans of people are never split or unquoted.
// Spans that do not fit the text are ignored.
boost::system::result<std::vector<word>, grammar_fault> split_words(
    std::string_view text, const std::vector<bot::person_span>& people
);

// Whether the text can stand left of "=": a letter of any script or "_", then up to 63 letters, digits, "_",
// "." or "-".
bool is_key(std::string_view text) noexcept;

// The text around a fault with the place between ⟦ and ⟧, on one line.
std::string marked(std::string_view text, std::size_t begin, std::size_t length);

}  // namespace commands
