#include "adapters/teams/html_text.hpp"

#include "adapters/http/headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace adapters::teams {
namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";

void append_code_point(std::string& out, std::uint32_t c)
{
    const bool is_none = c == 0 || c > 0x10FFFFU || (c >= 0xD800U && c <= 0xDFFFU);
    if (is_none) c = 0xFFFDU;
    const auto put = [&out](std::uint32_t byte) {
        out += static_cast<char>(static_cast<unsigned char>(byte));
    };
    if (c < 0x80U) {
        put(c);
    } else if (c < 0x800U) {
        put(0xC0U | (c >> 6U));
        put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000U) {
        put(0xE0U | (c >> 12U));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    } else {
        put(0xF0U | (c >> 18U));
        put(0x80U | ((c >> 12U) & 0x3FU));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    }
}

// The length of the entity at the start of `text`, 0 when there is none.
std::size_t append_entity(std::string& out, std::string_view text)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> named{{
        {"&amp;", "&"},
        {"&lt;", "<"},
        {"&gt;", ">"},
        {"&quot;", "\""},
        {"&apos;", "'"},
        {"&nbsp;", no_break_space},
    }};
    for (const auto& [name, meaning] : named) {
        if (!text.starts_with(name)) continue;
        out += meaning;
        return name.size();
    }
    const auto end = text.substr(0, 12).find(';');
    if (!text.starts_with("&#") || end == std::string_view::npos) return 0;
    const bool is_hex = text[2] == 'x' || text[2] == 'X';
    const std::string_view digits = text.substr(is_hex ? 3 : 2, end - (is_hex ? 3 : 2));
    std::uint32_t code = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, is_hex ? 16 : 10);
    if (digits.empty() || read.ptr != digits.data() + digits.size() || read.ec != std::errc()) return 0;
    append_code_point(out, code);
    return end + 1;
}

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct tag {
    std::string name;             // lower case
    std::string_view attributes;  // what stands behind the name
    bool is_end = false;
    bool is_closed = false;  // <x/>
    std::size_t size = 0;    // with its brackets
};

// The tag at the start of `text`; size 0 when "<" is only a character, as it is when another "<" comes before
// the tag's end: else a text full of them would be read anew for each.
tag tag_at(std::string_view text)
{
    tag out;
    std::size_t at = 1;
    if (text.starts_with("<!--")) {
        const auto end = text.find("-->", 4);
        out.size = end == std::string_view::npos ? text.size() : end + 3;
        return out;
    }
    if (at < text.size() && text[at] == '/') {
        out.is_end = true;
        ++at;
    }
    if (at >= text.size() || !(is_letter(text[at]) || text[at] == '!')) return {};
    const auto name_begins = at;
    const auto is_in_name = [](char c) { return !is_blank(c) && c != '>' && c != '/' && c != '<'; };
    while (at < text.size() && is_in_name(text[at])) ++at;
    for (const char c : text.substr(name_begins, at - name_begins))
        out.name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const auto attributes_begin = at;
    char quote = 0;
    for (; at < text.size(); ++at) {
        if (quote != 0) {
            if (text[at] == quote) quote = 0;
        } else if (text[at] == '"' || text[at] == '\'') {
            quote = text[at];
        } else if (text[at] == '>' || text[at] == '<') {
            break;
        }
    }
    if (at >= text.size() || text[at] == '<') return {};
    out.attributes = text.substr(attributes_begin, at - attributes_begin);
    out.is_closed = out.attributes.ends_with('/');
    out.size = at + 1;
    return out;
}

std::string attribute(const tag& of, std::string_view name)
{
    std::string_view rest = of.attributes;
    while (!rest.empty()) {
        while (!rest.empty() && (is_blank(rest.front()) || rest.front() == '/')) rest.remove_prefix(1);
        const auto end = std::min(rest.find_first_of("= \t\r\n"), rest.size());
        const auto key = rest.substr(0, end);
        rest.remove_prefix(end);
        if (!rest.starts_with('=')) {
            if (key.empty() && !rest.empty()) rest.remove_prefix(1);
            continue;
        }
        rest.remove_prefix(1);
        std::string_view value;
        if (!rest.empty() && (rest.front() == '"' || rest.front() == '\'')) {
            const auto close = rest.find(rest.front(), 1);
            value = rest.substr(1, close == std::string_view::npos ? close : close - 1);
            rest.remove_prefix(close == std::string_view::npos ? rest.size() : close + 1);
        } else {
            value = rest.substr(0, std::min(rest.find_first_of(" \t\r\n"), rest.size()));
            rest.remove_prefix(value.size());
        }
        if (http::same_text(key, name)) return decode_entities(value);
    }
    return {};
}

bool is_block(std::string_view name)
{
    constexpr std::array<std::string_view, 17> blocks{
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dd",
        "dt",
        "blockquote"
    };
    return std::find(blocks.begin(), blocks.end(), name) != blocks.end();
}

bool is_skipped(const tag& t)
{
    constexpr std::array<std::string_view, 7> names{
        "script", "style", "head", "title", "attachment", "quoted", "template"
    };
    if (std::find(names.begin(), names.end(), t.name) != names.end()) return true;
    return t.name == "blockquote" && attribute(t, "itemtype").ends_with("/Reply");
}

bool is_http(std::string_view text)
{
    return text.starts_with("http://") || text.starts_with("https://");
}

class html_reader {
public:
    explicit html_reader(std::string_view html) : rest_(html) {}

    std::vector<text_piece> run()
    {
        while (!rest_.empty()) {
            const tag t = rest_.front() == '<' ? tag_at(rest_) : tag();
            if (t.size != 0) {
                rest_.remove_prefix(t.size);
                take(t);
            } else {
                take_character();
            }
        }
        if (!captured_by_.empty()) end_capture();
        return std::move(out_);
    }

private:
    void take(const tag& t)
    {
        if (!skipped_by_.empty()) {
            if (t.name != skipped_by_ || t.is_closed) return;
            skipped_ += t.is_end ? -1 : 1;
            if (skipped_ == 0) skipped_by_.clear();
            return;
        }
        if (!t.is_end && is_skipped(t)) {
            if (t.is_closed) return;
            skipped_by_ = t.name;
            skipped_ = 1;
            return;
        }
        if (!captured_by_.empty() && t.name == captured_by_) {
            captured_ += t.is_end ? -1 : (t.is_closed ? 0 : 1);
            if (captured_ == 0) end_capture();
            return;
        }
        if (t.name == "br") return break_line();
        if (is_block(t.name)) return end_block();
        if (t.is_end) return;
        if (t.name == "img" || t.name == "emoji") return put(attribute(t, "alt"));
        if (captured_by_.empty() && !t.is_closed) begin_capture(t);
    }

    void begin_capture(const tag& t)
    {
        const bool is_mention =
            t.name == "at" || (t.name == "span" && attribute(t, "itemtype").ends_with("/Mention"));
        if (!is_mention && t.name != "a") return;
        captured_by_ = t.name;
        captured_ = 1;
        captures_mention_ = is_mention;
        item_ = attribute(t, t.name == "at" ? "id" : "itemid");
        if (!is_mention) address_ = attribute(t, "href");
    }

    void end_capture()
    {
        captured_by_.clear();
        std::string inner = std::exchange(capture_, {});
        if (captures_mention_) {
            flush_blank();
            out_.push_back({.words = std::move(inner), .is_mention = true, .item = std::exchange(item_, {})});
            line_has_text_ = true;
            return;
        }
        const std::string address = std::exchange(address_, {});
        const bool is_label = !inner.empty() && !is_http(inner) && is_http(address);
        put(is_label ? address : inner);
    }

    void take_character()
    {
        if (!skipped_by_.empty()) {
            rest_.remove_prefix(1);
            return;
        }
        std::string decoded;
        const std::size_t entity = rest_.front() == '&' ? append_entity(decoded, rest_) : 0;
        if (entity != 0) {
            rest_.remove_prefix(entity);
            put(decoded);
        } else if (is_blank(rest_.front())) {
            rest_.remove_prefix(1);
            if (!captured_by_.empty()) {
                if (!capture_.empty() && !capture_.ends_with(' ')) capture_ += ' ';
            } else if (line_has_text_ && !ends_block_) {
                has_blank_ = true;
            }
        } else {
            const auto run = std::min(rest_.find_first_of("<& \t\r\n\f", 1), rest_.size());
            put(rest_.substr(0, run));
            rest_.remove_prefix(run);
        }
    }

    // Runs of blanks are one, and none where a line begins or ends.
    void flush_blank()
    {
        if (std::exchange(ends_block_, false) && line_has_text_) {
            words() += '\n';
            line_has_text_ = false;
            has_blank_ = false;
        }
        if (std::exchange(has_blank_, false)) words() += ' ';
    }

    void put(std::string_view text)
    {
        if (text.empty()) return;
        if (!captured_by_.empty()) {
            capture_ += text;
            return;
        }
        flush_blank();
        words() += text;
        line_has_text_ = true;
    }

    void break_line()
    {
        if (!captured_by_.empty()) return;
        flush_blank();
        words() += '\n';
        line_has_text_ = false;
    }

    void end_block()
    {
        if (captured_by_.empty() && line_has_text_) ends_block_ = true;
    }

    std::string& words()
    {
        if (out_.empty() || out_.back().is_mention) out_.emplace_back();
        return out_.back().words;
    }

    std::string_view rest_;
    std::vector<text_piece> out_;
    std::string skipped_by_;  // the element whose content is left out
    int skipped_ = 0;         // how many of its name are open
    std::string captured_by_;
    int captured_ = 0;
    bool captures_mention_ = false;
    std::string capture_;
    std::string item_;
    std::string address_;
    bool line_has_text_ = false;
    bool has_blank_ = false;
    bool ends_block_ = false;  // a line break is due before what follows
};

}  // namespace

std::string decode_entities(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const std::size_t entity = text.front() == '&' ? append_entity(out, text) : 0;
        if (entity == 0) out += text.front();
        text.remove_prefix(std::max(entity, std::size_t{1}));
    }
    return out;
}

std::vector<text_piece> read_html(std::string_view html)
{
    return html_reader(html).run();
}

std::vector<text_piece> read_plain(std::string_view text)
{
    std::vector<text_piece> out;
    const auto words = [&out]() -> std::string& {
        if (out.empty() || out.back().is_mention) out.emplace_back();
        return out.back().words;
    };
    // Where an end tag was looked for in vain, the rest has none either.
    bool has_at_ends = true;
    bool has_quote_ends = true;
    while (!text.empty()) {
        // Comments are markup of HTML alone.
        const bool may_be_tag = text.front() == '<' && !text.starts_with("<!");
        const tag t = may_be_tag ? tag_at(text) : tag();
        if (t.size != 0 && t.name == "at" && !t.is_end && has_at_ends) {
            const auto inner = text.substr(t.size);
            const auto end = inner.find("</at>");
            has_at_ends = end != std::string_view::npos;
            if (has_at_ends) {
                out.push_back(
                    {.words = std::string(inner.substr(0, end)),
                     .is_mention = true,
                     .item = attribute(t, "id")}
                );
                text = inner.substr(end + 5);
                continue;
            }
        }
        if (t.size != 0 && t.name == "quoted") {
            text.remove_prefix(t.size);
            if (t.is_closed || t.is_end || !has_quote_ends) continue;
            const auto end = text.find("</quoted>");
            has_quote_ends = end != std::string_view::npos;
            if (has_quote_ends) text.remove_prefix(end + 9);
            continue;
        }
        if (text.starts_with("&nbsp;")) {
            words() += no_break_space;
            text.remove_prefix(6);
            continue;
        }
        words() += text.front();
        text.remove_prefix(1);
    }
    return out;
}

}  // namespace adapters::teams
