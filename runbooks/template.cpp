#include "runbooks/template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "runbooks/case.hpp"
#include "runbooks/utf8.hpp"

namespace runbooks {
namespace {

template_fault fault_at(std::string_view text, std::size_t offset, std::string message)
{
    const auto before = text.substr(0, offset);
    const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    return {offset, lines + 1, code_points(before.substr(line_start)) + 1, std::move(message)};
}

// What is wrong with the name of `{name}`; empty: nothing.
std::string name_fault(std::string_view name)
{
    if (name.empty()) return "a placeholder needs a name, as in {incident_id}";
    const auto bad = name.find_first_of("!:.[]");
    if (bad == std::string_view::npos) return {};
    return fmt::format(
        "\"{}\" cannot stand in a placeholder: write {{name}} alone, or {{{{ and }}}} for literal braces",
        name[bad]
    );
}

void add_once(std::vector<std::string>& to, std::string_view name)
{
    if (std::find(to.begin(), to.end(), name) == to.end()) to.emplace_back(name);
}

// Bytes of `text` that lie inside link or mention markup.
std::vector<bool> inside_markup(const std::string& text)
{
    std::vector<bool> inside(text.size(), false);
    const auto mark = [&](std::size_t from, std::size_t to) {
        std::fill(
            inside.begin() + static_cast<std::ptrdiff_t>(from),
            inside.begin() + static_cast<std::ptrdiff_t>(to),
            true
        );
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '<' && i + 1 < text.size() && text[i + 1] != ' ' && text[i + 1] != '\t') {
            // A value cannot bring a > of its own, so an unclosed < stays plain text.
            const auto end = text.find_first_of("<>\n", i + 1);
            if (end != std::string::npos && text[end] == '>') mark(i, end + 1);
        } else if (text.compare(i, 2, "](") == 0) {
            // A value can bring a closing bracket, so an unclosed target reaches to the end of its line.
            std::size_t depth = 1, end = i + 2;
            for (; end < text.size() && text[end] != '\n' && depth > 0; ++end) {
                if (text[end] == '(') ++depth;
                if (text[end] == ')') --depth;
            }
            mark(i + 1, end);
            i = end - 1;  // whatever stands inside is marked already
        }
    }
    return inside;
}

}  // namespace

boost::system::result<message_template, template_fault> message_template::compile(std::string_view text)
{
    message_template made;
    made.source_ = text;
    std::string literal;
    std::size_t literal_start = 0;
    const auto flush = [&] {
        if (!literal.empty()) made.pieces_.push_back({std::move(literal), false, false, literal_start});
        literal.clear();
    };
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c != '{' && c != '}') {
            if (literal.empty()) literal_start = i;
            literal.push_back(c);
            ++i;
            continue;
        }
        if (i + 1 < text.size() && text[i + 1] == c) {
            if (literal.empty()) literal_start = i;
            literal.push_back(c);
            i += 2;
            continue;
        }
        if (c == '}') return fault_at(text, i, "a lone \"}\": write }} for a literal brace");
        const auto end = text.find_first_of("{}", i + 1);
        if (end == std::string_view::npos)
            return fault_at(text, i, "this \"{\" is never closed: write {{ for a literal brace");
        if (text[end] == '{')
            return fault_at(text, end, "a \"{\" inside a placeholder: write {{ for a literal brace");
        const auto name = text.substr(i + 1, end - i - 1);
        if (auto wrong = name_fault(name); !wrong.empty()) return fault_at(text, i, std::move(wrong));
        flush();
        made.pieces_.push_back({std::string(name), true, false, i});
        add_once(made.names_, name);
        if (made.names_.size() > placeholder_limit)
            return fault_at(text, i, fmt::format("more than {} different placeholders", placeholder_limit));
        i = end + 1;
    }
    flush();
    made.mark_links();
    return made;
}

void message_template::mark_links()
{
    std::string shape;  // the template with every placeholder shrunk to one letter
    std::vector<std::size_t> starts;
    for (const auto& p : pieces_) {
        starts.push_back(shape.size());
        shape += p.placeholder ? "x" : p.text;
    }
    const auto inside = inside_markup(shape);
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        if (!pieces_[i].placeholder || !inside[starts[i]]) continue;
        pieces_[i].in_link = true;
        add_once(url_names_, pieces_[i].text);
    }
}

rendered message_template::render(const values& with, dialect to, render_options how) const
{
    rendered out;
    std::string text;
    for (const auto& p : pieces_) {
        if (!p.placeholder) {
            text += p.text;
            continue;
        }
        auto found = with.find(p.text);
        const std::string reported = how.fold_names ? lower(p.text) : p.text;
        if (found == with.end() && how.fold_names) found = with.find(reported);
        const bool filled = found != with.end() && !(how.empty_is_unfilled && strip(found->second).empty());
        if (!filled) add_once(out.unfilled, reported);
        std::optional<std::string> shown;
        if (filled && p.in_link && to != dialect::plain) {
            shown = escape_url_value(to, found->second);
            if (!shown) add_once(out.bad_urls, reported);
        } else if (filled) {
            shown = escape_value(to, found->second);
        }
        text += shown ? *shown : "{" + p.text + "}";
    }
    out.text = final_text(to, std::move(text));
    return out;
}

std::vector<mention> message_template::mentions(dialect to) const
{
    std::string literal;
    for (const auto& p : pieces_) literal += p.placeholder ? "{" + p.text + "}" : p.text;
    return mentions_in(to, literal);
}

}  // namespace runbooks
