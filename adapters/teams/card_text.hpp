// Text in Adaptive Cards and messages: shown as it is, whatever marks of markdown or mentions are in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::teams {

// One line of ours for a TextBlock or a fact: no markdown, no entity, no mention, no {{DATE()}} of it works.
std::string card_escape(std::string_view line);

// A whole text of ours for a message of textFormat markdown; single line breaks stay visible.
std::string message_escape(std::string_view text);

// The same for one line of a final text in Teams' own markdown: it is shown as it will look, but its mentions
// are inert and {{…}} is no function of the card.
std::string card_markdown(std::string_view line);

// & < > as entities, for a name within <at> and </at>.
std::string mention_name(std::string_view name);

std::vector<std::string_view> lines_of(std::string_view text);  // without their line breaks

// The longest beginning with at most `units` UTF-16 units, with "…" for what is left out.
std::string shortened(std::string_view text, std::size_t units);

}  // namespace adapters::teams
