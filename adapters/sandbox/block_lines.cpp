#include "adapters/sandbox/block_lines.hpp"

#include "adapters/sandbox/channel_view.hpp"
#include "adapters/sandbox/text_width.hpp"

#include <cctype>
#include <optional>

namespace adapters::sandbox {

namespace {

void append_decoded(std::string& out, std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto rest = text.substr(i);
        if (rest.starts_with("&lt;")) {
            out += '<';
            i += 3;
        } else if (rest.starts_with("&gt;")) {
            out += '>';
            i += 3;
        } else if (rest.starts_with("&amp;")) {
            out += '&';
            i += 4;
        } else {
            out += text[i];
        }
    }
}

// The inside of <…>: a mention, a channel, a group, a special word or a link.
std::string entity(slack_workspace& w, std::string_view inside)
{
    const auto bar = inside.find('|');
    const auto target = inside.substr(0, bar);
    std::string label;
    if (bar != std::string_view::npos) append_decoded(label, inside.substr(bar + 1));
    if (target.starts_with("@")) {
        const auto* p = w.find_person(target.substr(1));
        return "@" + (p != nullptr ? p->handle : std::string(target.substr(1)));
    }
    if (target.starts_with("#")) {
        const auto* c = w.find_channel(target.substr(1));
        return "#" + (c != nullptr ? c->name : std::string(target.substr(1)));
    }
    if (target.starts_with("!subteam^")) {
        const auto it = w.groups().find(std::string(target.substr(9)));
        return it == w.groups().end() ? "@" + std::string(target.substr(9)) : "@" + it->second.handle;
    }
    if (target.starts_with("!")) return "@" + std::string(target.substr(1));
    if (!label.empty()) return label;
    std::string url;
    append_decoded(url, target);
    return url;
}

bool word_at(std::string_view text, std::size_t at)
{
    return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 ||
                                static_cast<unsigned char>(text[at]) >= 0x80);
}

// *bold*, within one line and not inside a word, as Slack has it.
std::string emphasised(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool opens = text[at] == '*' && (at == 0 || !word_at(text, at - 1)) && at + 1 < text.size() &&
                           std::string_view(" *\n").find(text[at + 1]) == std::string_view::npos;
        auto end = opens ? text.find_first_of("*\n", at + 1) : std::string_view::npos;
        if (end != std::string_view::npos &&
            (text[end] == '\n' || text[end - 1] == ' ' || word_at(text, end + 1)))
            end = std::string_view::npos;
        if (end == std::string_view::npos) {
            out += text[at];
            continue;
        }
        out += bold_on;
        out += text.substr(at + 1, end - at - 1);
        out += bold_off;
        at = end;
    }
    return out;
}

std::string text_of(slack_workspace& w, const json::object& t, bool emphasis)
{
    if (text_at(t, "type") == "mrkdwn") return readable(w, text_at(t, "text"), emphasis);
    std::string out;
    append_decoded(out, text_at(t, "text"));
    return harmless(out);
}

std::string label_of(slack_workspace& w, const json::object& element)
{
    const auto* text = object_at(element, "text");
    if (text == nullptr) text = object_at(element, "placeholder");
    const auto label = text == nullptr ? std::string(text_at(element, "type")) : text_of(w, *text, false);
    return "[ " + label + " ]";
}

// Rich text nests freely; only its words are shown.
void add_words(slack_workspace& w, const json::value& v, std::string& to, int depth)
{
    if (depth > 16) return;
    if (const auto* list = v.if_array()) {
        for (const auto& item : *list) add_words(w, item, to, depth + 1);
        return;
    }
    const auto* o = v.if_object();
    if (o == nullptr) return;
    const auto type = text_at(*o, "type");
    if (type == "user") {
        to += entity(w, "@" + std::string(text_at(*o, "user_id")));
    } else if (type == "text" || type == "link") {
        to += harmless(text_at(*o, text_at(*o, "text").empty() ? "url" : "text"));
    } else if (const auto* elements = o->if_contains("elements")) {
        add_words(w, *elements, to, depth + 1);
        if (type != "rich_text") to += '\n';
    }
}

}  // namespace

std::string readable(slack_workspace& w, std::string_view mrkdwn, bool emphasis)
{
    const auto clean = harmless(mrkdwn);
    std::string out;
    for (std::size_t at = 0; at < clean.size();) {
        const auto open = std::min(clean.find('<', at), clean.size());
        append_decoded(out, std::string_view(clean).substr(at, open - at));
        const auto close = clean.find('>', open);
        if (close == std::string::npos) {
            append_decoded(out, std::string_view(clean).substr(open));
            break;
        }
        out += entity(w, std::string_view(clean).substr(open + 1, close - open - 1));
        at = close + 1;
    }
    return emphasis ? emphasised(out) : out;
}

std::vector<text_line> block_lines(slack_workspace& w, const json::array& blocks, bool emphasis)
{
    using look = text_line::look;
    std::vector<text_line> lines;
    for (const auto& value : blocks) {
        const auto* b = value.if_object();
        if (b == nullptr) continue;
        const auto type = text_at(*b, "type");
        const auto* text = object_at(*b, "text");
        const auto* elements = array_at(*b, "elements");
        if (type == "divider") {
            lines.push_back({"", look::rule});
        } else if (type == "header" && text != nullptr) {
            lines.push_back({text_of(w, *text, false), look::strong});
        } else if (type == "section") {
            if (text != nullptr) lines.push_back({text_of(w, *text, emphasis)});
            if (const auto* fields = array_at(*b, "fields")) {
                for (const auto& f : *fields)
                    if (f.is_object()) lines.push_back({text_of(w, f.get_object(), emphasis)});
            }
            if (const auto* side = object_at(*b, "accessory")) {
                const bool image = text_at(*side, "type") == "image";
                lines.push_back(
                    image ? text_line{harmless(text_at(*side, "alt_text")), look::faint}
                          : text_line{label_of(w, *side), look::button}
                );
            }
        } else if (type == "context" && elements != nullptr) {
            std::string all;
            for (const auto& e : *elements) {
                if (!e.is_object()) continue;
                if (!all.empty()) all += "  ";
                const auto& o = e.get_object();
                all +=
                    text_at(o, "type") == "image" ? harmless(text_at(o, "alt_text")) : text_of(w, o, false);
            }
            lines.push_back({std::move(all), look::faint});
        } else if (type == "actions" && elements != nullptr) {
            std::string all;
            for (const auto& e : *elements)
                if (e.is_object()) all += (all.empty() ? "" : "  ") + label_of(w, e.get_object());
            lines.push_back({std::move(all), look::button});
        } else if (type == "rich_text") {
            std::string words;
            add_words(w, value, words, 0);
            while (words.ends_with('\n')) words.pop_back();
            lines.push_back({std::move(words)});
        } else if (type == "image") {
            lines.push_back({harmless(text_at(*b, "alt_text")), look::faint});
        } else {
            lines.push_back({"(" + harmless(type) + ")", look::faint});
        }
    }
    return lines;
}

}  // namespace adapters::sandbox
