// A markdown document cut into the blocks that a runbook is made of. The only file that knows cmark-gfm.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace runbooks {

struct heading {
    std::string text;
};

struct fence {
    std::string info;     // what follows the opening backticks
    std::string content;  // lines end in \n
    std::size_t line = 1;
    std::size_t column = 1;
    bool closed = true;
    std::vector<std::size_t> indents;  // code points that the markdown has before each content line

    struct spot {
        std::size_t line;
        std::size_t column;
    };
    spot spot_of(std::size_t content_offset) const;  // in the markdown file; cheap when asked in rising order

private:
    struct cursor {
        std::size_t offset = 0, index = 0, column = 0;
    };
    mutable cursor last_;
};

struct table {
    struct row {
        std::vector<std::string> cells;
        std::size_t line = 1;
    };
    row header;
    std::vector<row> rows;
};

struct item_list {
    struct item {
        std::string text;  // of the item's own paragraph, without markup
        std::optional<bool> checked;
        std::size_t line = 1;
        std::size_t column = 1;
    };
    bool ordered = false;
    std::vector<item> items;
};

// Text that begins as JSON does, but in no fence.
struct loose_json {
    std::string text;
    std::size_t line = 1;
    std::size_t column = 1;
};

using block = std::variant<heading, fence, table, item_list, loose_json>;

// Line breaks as \n, no byte order mark, valid UTF-8, bounded: what parse() promises.
std::vector<block> read_markdown(std::string_view text);

// Why a text would cost cmark more than any runbook of a person does, and where; nothing if it is fine.
struct excess {
    std::size_t line;
    std::string_view why;
};
std::optional<excess> too_much(std::string_view text);

}  // namespace runbooks
