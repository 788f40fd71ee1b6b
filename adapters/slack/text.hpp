// Slack's text: its entities decoded and written, and cut where Slack's limits need it.
#pragma once

#include "bot/inbound.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::slack {

// & < > as entities; nothing else is markup that notifies.
std::string escape(std::string_view text);

// &lt; &gt; &amp; decoded once; &amp; last.
std::string unescape(std::string_view text);

// Gives the handle that a person is written as; the label is what stood behind the |, maybe empty.
using handle_of = std::function<std::string(const bot::account& who, std::string_view label)>;

// What a person typed: people as their handles and kept as spans, channels, groups and links as words, NBSP
// as a space. Accepts text with and without Slack's escaping.
bot::typed_command decode_typed(std::string_view raw, const handle_of& handle);

// The longest beginning of `text` with at most `units` UTF-16 units, never within a code point or an entity.
std::string_view cut(std::string_view text, std::size_t units);

// The same with "…" for what is left out.
std::string shortened(std::string_view text, std::size_t units);

// Pieces of at most `units`, whose concatenation is `text`; they end at line ends where possible.
std::vector<std::string_view> pieces(std::string_view text, std::size_t units);

}  // namespace adapters::slack
