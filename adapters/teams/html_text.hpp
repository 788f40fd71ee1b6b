// The little HTML that Teams sends beside a message's text, read as text with marks where people are
// mentioned.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adapters::teams {

// Either words or a mention.
struct text_piece {
    std::string words;
    bool is_mention = false;
    std::string item;  // of a mention: its number among the entities, as Teams wrote it; may be empty
};

// Entities decoded once: the named ones that chat clients write, and numeric ones.
std::string decode_entities(std::string_view text);

// Blocks and <br> become line breaks, links their addresses, emoji their characters; quoted replies,
// attachments and everything that is no text are left out. Any input, well-formed or not.
std::vector<text_piece> read_html(std::string_view html);

// The same for a message's plain text, in which only <at>…</at> and <quoted …/> are markup, and only a
// literal &nbsp; is an entity.
std::vector<text_piece> read_plain(std::string_view text);

}  // namespace adapters::teams
