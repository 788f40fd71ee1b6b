#include "runbooks/markdown.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include "runbooks/dialect.hpp"

namespace runbooks {
namespace {

using parser_ptr = std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)>;
using node_ptr = std::unique_ptr<cmark_node, decltype(&cmark_node_free)>;
using iter_ptr = std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)>;

std::string_view view_of(const char* text)
{
    return text == nullptr ? std::string_view() : std::string_view(text);
}

std::string_view type_of(cmark_node* node)
{
    return view_of(cmark_node_get_type_string(node));
}

std::size_t line_of(cmark_node* node)
{
    return static_cast<std::size_t>(std::max(1, cmark_node_get_start_line(node)));
}

std::size_t column_of(cmark_node* node)
{
    return static_cast<std::size_t>(std::max(1, cmark_node_get_start_column(node)));
}

// The words below a node, without markup.
std::string words_of(cmark_node* node)
{
    std::string out;
    const iter_ptr it(cmark_iter_new(node), cmark_iter_free);
    for (auto event = cmark_iter_next(it.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(it.get())) {
        if (event != CMARK_EVENT_ENTER) continue;
        cmark_node* at = cmark_iter_get_node(it.get());
        const auto type = cmark_node_get_type(at);
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
            out += view_of(cmark_node_get_literal(at));
        else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
            out += ' ';
    }
    return std::string(strip(out));
}

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

fence read_fence(cmark_node* node, const std::vector<std::string_view>& source)
{
    fence out;
    out.info = strip(view_of(cmark_node_get_fence_info(node)));
    out.content = view_of(cmark_node_get_literal(node));
    out.line = line_of(node);
    out.column = column_of(node);
    const auto lines = lines_of(out.content);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t at = out.line + i;  // index of the line after the opening one
        const bool known = at < source.size() && source[at].ends_with(lines[i]);
        out.indents.push_back(
            known ? code_points(source[at].substr(0, source[at].size() - lines[i].size())) : 0
        );
    }
    const std::size_t closing = out.line + lines.size();
    const auto last = closing < source.size() ? strip(source[closing]) : std::string_view();
    out.closed = last.ends_with("```") || last.ends_with("~~~");
    return out;
}

table read_table(cmark_node* node)
{
    table out;
    for (auto* row = cmark_node_first_child(node); row != nullptr; row = cmark_node_next(row)) {
        table::row read;
        read.line = line_of(row);
        for (auto* cell = cmark_node_first_child(row); cell != nullptr; cell = cmark_node_next(cell))
            read.cells.push_back(words_of(cell));
        if (type_of(row) == "table_header")
            out.header = std::move(read);
        else
            out.rows.push_back(std::move(read));
    }
    return out;
}

item_list read_list(cmark_node* node)
{
    item_list out;
    out.ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    for (auto* item = cmark_node_first_child(node); item != nullptr; item = cmark_node_next(item)) {
        item_list::item read;
        read.line = line_of(item);
        read.column = column_of(item);
        if (type_of(item) == "tasklist") read.checked = cmark_gfm_extensions_get_tasklist_item_checked(item);
        auto* first = cmark_node_first_child(item);
        if (first != nullptr && cmark_node_get_type(first) == CMARK_NODE_PARAGRAPH)
            read.text = words_of(first);
        out.items.push_back(std::move(read));
    }
    return out;
}

node_ptr parse_tree(std::string_view text)
{
    static std::once_flag registered;  // cmark's registry is global and not made for threads
    std::call_once(registered, cmark_gfm_core_extensions_ensure_registered);
    const parser_ptr parser(cmark_parser_new(CMARK_OPT_DEFAULT), cmark_parser_free);
    for (const char* name : {"table", "tasklist"})
        cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
    cmark_parser_feed(parser.get(), text.data(), text.size());
    return {cmark_parser_finish(parser.get()), cmark_node_free};
}

std::optional<loose_json> loose(cmark_node* node, std::string_view text)
{
    if (!strip(text).starts_with('{')) return std::nullopt;
    return loose_json{std::string(text), line_of(node), column_of(node)};
}

}  // namespace

fence::spot fence::spot_of(std::size_t content_offset) const
{
    if (content_offset < last_.offset) last_ = {};
    const std::string_view all = content;
    const std::size_t wanted = std::min(content_offset, all.size());
    while (last_.offset < wanted) {
        const auto line_end = all.find('\n', last_.offset);
        const bool ends_before = line_end < wanted;
        const auto stop = ends_before ? line_end + 1 : wanted;
        const auto walked = code_points(all.substr(last_.offset, stop - last_.offset));
        last_ = {stop, last_.index + (ends_before ? 1 : 0), ends_before ? 0 : last_.column + walked};
    }
    const auto indent = last_.index < indents.size() ? indents[last_.index] : 0;
    return {line + 1 + last_.index, indent + last_.column + 1};
}

std::vector<block> read_markdown(std::string_view text)
{
    std::vector<block> blocks;
    const auto source = lines_of(text);
    const auto tree = parse_tree(text);
    const iter_ptr it(cmark_iter_new(tree.get()), cmark_iter_free);
    for (auto event = cmark_iter_next(it.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(it.get())) {
        if (event != CMARK_EVENT_ENTER) continue;
        cmark_node* node = cmark_iter_get_node(it.get());
        const auto type = cmark_node_get_type(node);
        int length = 0, offset = 0;
        char character = 0;
        if (type == CMARK_NODE_HEADING) {
            blocks.emplace_back(heading{words_of(node)});
        } else if (type == CMARK_NODE_CODE_BLOCK) {
            if (cmark_node_get_fenced(node, &length, &offset, &character))
                blocks.emplace_back(read_fence(node, source));
            else if (auto found = loose(node, view_of(cmark_node_get_literal(node))))
                blocks.emplace_back(std::move(*found));
        } else if (type == CMARK_NODE_LIST) {
            blocks.emplace_back(read_list(node));
        } else if (type == CMARK_NODE_PARAGRAPH) {
            if (auto found = loose(node, words_of(node))) blocks.emplace_back(std::move(*found));
        } else if (type_of(node) == "table") {
            blocks.emplace_back(read_table(node));
        }
    }
    return blocks;
}

namespace {

bool too_deep(std::string_view line)
{
    constexpr std::size_t deepest = 32;
    constexpr std::size_t widest = 400;  // nested lists by indentation alone
    const auto markers = line.substr(0, line.find_first_not_of(" \t>-*+0123456789.)"));
    std::size_t containers = 0, spaces = 0;
    for (std::size_t i = 0; i < markers.size(); ++i) {
        const bool blank = markers[i] == ' ' || markers[i] == '\t';
        const bool before_blank = i + 1 < markers.size() && (markers[i + 1] == ' ' || markers[i + 1] == '\t');
        spaces += blank ? 1 : 0;
        containers += markers[i] == '>' || (!blank && before_blank) ? 1 : 0;
    }
    const bool rule = markers.size() == line.size() && line.find('>') == std::string_view::npos;
    return !rule && (containers > deepest || (spaces > widest && containers > 0));
}

// A delimiter row decides how many cells every following line gets, written or not.
bool too_wide(std::string_view line)
{
    constexpr std::ptrdiff_t most_columns = 24;
    const auto start = line.find_first_not_of(" \t>*+0123456789.)");
    if (start == std::string_view::npos) return false;
    const auto row = line.substr(start);
    return row.find_first_not_of("|-: \t") == std::string_view::npos &&
           std::count(row.begin(), row.end(), '|') > most_columns;
}

}  // namespace

std::optional<excess> too_much(std::string_view text)
{
    constexpr std::size_t most_lines = 20'000;
    std::size_t number = 0;
    for (const auto line : lines_of(text)) {
        ++number;
        if (number > most_lines) return excess{number, "more than 20000 lines"};
        if (too_deep(line)) return excess{number, "quotes or lists nested too deep"};
        if (too_wide(line)) return excess{number, "a table with more than 24 columns"};
    }
    return std::nullopt;
}

}  // namespace runbooks
