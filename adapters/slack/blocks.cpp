#include "adapters/slack/blocks.hpp"

#include "adapters/slack/text.hpp"
#include "runbooks/dialect.hpp"
#include "runbooks/mention.hpp"

#include <algorithm>
#include <stdexcept>

namespace adapters::slack {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_section = 3000;
constexpr std::size_t longest_fallback = 3000;
constexpr std::size_t most_blocks = 50;
constexpr std::size_t most_buttons = 25;
constexpr std::size_t room_for_texts = 12'000;  // of a preview; the rest goes to the thread
constexpr std::size_t most_text_blocks = 30;
constexpr std::size_t room_for_diffs = 6000;
constexpr std::size_t most_segments = 200;
constexpr std::size_t longest_notice = 12'000;  // as much as a final post may have

json::object plain(std::string_view text, std::size_t limit = longest_section)
{
    return {{"type", "plain_text"}, {"text", text.empty() ? "-" : shortened(text, limit)}, {"emoji", false}};
}

json::object mrkdwn(std::string_view text)
{
    return {{"type", "mrkdwn"}, {"text", text}, {"verbatim", true}};
}

json::object section(json::object text)
{
    return {{"type", "section"}, {"text", std::move(text)}};
}

bool is_blank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void add_plain_sections(json::array& to, std::string_view text)
{
    for (const auto piece : pieces(text, longest_section))
        if (!is_blank(piece)) to.push_back(section(plain(piece)));
}

json::object button_of(const bot::button& b)
{
    json::object one{
        {"type", "button"},
        {"action_id", cut(b.action, 255)},
        {"text", plain(b.label, 75)},
        {"value", cut(b.value, 2000)}
    };
    if (b.style == bot::button_style::primary) one["style"] = "primary";
    if (b.style == bot::button_style::danger) one["style"] = "danger";
    if (!b.confirm.empty()) {
        json::object ask{
            {"title", plain(b.label, 100)},
            {"text", plain(b.confirm, 300)},
            {"confirm", plain(b.label, 30)},
            {"deny", plain("✕", 30)}
        };
        if (b.style == bot::button_style::danger) ask["style"] = "danger";
        one["confirm"] = std::move(ask);
    }
    return one;
}

// action_id is unique in its block, so a list of the same button for several incidents takes several blocks.
void add_buttons(json::array& to, const std::vector<bot::button>& buttons)
{
    std::vector<std::pair<json::array, std::vector<std::string>>> rows;
    for (const auto& b : buttons) {
        if (b.action.empty()) continue;
        auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& r) {
            const auto& used = r.second;
            return r.first.size() < most_buttons &&
                   std::find(used.begin(), used.end(), b.action) == used.end();
        });
        if (row == rows.end()) row = rows.emplace(rows.end());
        row->first.push_back(button_of(b));
        row->second.push_back(b.action);
    }
    for (auto& [elements, used] : rows)
        if (to.size() < most_blocks) to.push_back({{"type", "actions"}, {"elements", std::move(elements)}});
}

std::string fallback(std::string_view text)
{
    return shortened(escape(is_blank(text) ? std::string_view("-") : text), longest_fallback);
}

// One final text as sections: Slack's own as it will look, others as their source.
json::array text_sections(const bot::preview_text& t)
{
    const auto which = runbooks::dialect_named(t.dialect).value_or(runbooks::dialect::plain);
    if (which == runbooks::dialect::slack)
        return exact_sections(runbooks::inert_mentions(runbooks::dialect::slack, t.text));
    json::array all;
    add_plain_sections(all, t.text);
    return all;
}

json::object context(std::string_view text)
{
    json::array elements;
    elements.push_back(plain(text, 2000));
    return {{"type", "context"}, {"elements", std::move(elements)}};
}

std::string heading_of(const bot::preview_text& t)
{
    std::string line = "→ " + t.heading;
    if (!t.state.empty()) line += " · " + t.state;
    return line;
}

std::string mentions_of(const std::vector<bot::account>& people)
{
    std::string line;
    for (const auto& who : people) {
        if (who.platform != "slack" || line.size() + who.id.size() > 2900) continue;
        const bool is_id = !who.id.empty() && std::all_of(who.id.begin(), who.id.end(), [](char c) {
            return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        });
        if (!is_id) continue;
        if (!line.empty()) line += ' ';
        line += "<@" + who.id + ">";
    }
    return line;
}

std::string joined(const std::vector<std::string>& lines)
{
    std::string all;
    for (const auto& line : lines) {
        if (!all.empty()) all += '\n';
        all += line;
    }
    return all;
}

// Rich text shows every word literally, whatever is in it: no mention, link or emphasis of Slack's own
// syntax.
json::object diff_block(const std::vector<bot::diff_segment>& segments)
{
    json::array elements;
    for (const auto& s : segments) {
        if (s.text.empty()) continue;
        json::object word{{"type", "text"}, {"text", s.text}};
        if (s.kind == bot::diff_kind::added) word["style"] = {{"bold", true}};
        if (s.kind == bot::diff_kind::removed) word["style"] = {{"strike", true}};
        elements.push_back(std::move(word));
    }
    json::array sections;
    sections.push_back({{"type", "rich_text_section"}, {"elements", std::move(elements)}});
    return {{"type", "rich_text"}, {"elements", std::move(sections)}};
}

// What changed, as far as there is room: the texts themselves and the buttons come first.
void add_diffs(json::array& to, const std::vector<bot::preview_diff>& diffs)
{
    std::size_t used = 0;
    for (const auto& d : diffs) {
        std::size_t size = 0;
        for (const auto& s : d.segments) size += runbooks::utf16_units(s.text);
        if (to.size() + 2 > most_blocks - 8 || used + size > room_for_diffs ||
            d.segments.size() > most_segments)
            return;
        used += size;
        to.push_back(context(d.heading));
        if (size > 0) to.push_back(diff_block(d.segments));
    }
}

void append(json::array& to, json::array more)
{
    for (auto& block : more) to.push_back(std::move(block));
}

}  // namespace

json::array exact_sections(std::string_view text)
{
    json::array all;
    for (const auto piece : pieces(text, longest_section))
        if (!is_blank(piece)) all.push_back(section(mrkdwn(piece)));
    return all;
}

message_content from_notice(const bot::notice& words)
{
    message_content m;
    m.text = fallback(words.text);
    json::array rows;
    add_buttons(rows, words.buttons);
    const auto mentions = mentions_of(words.mention);
    const std::size_t mention_blocks = mentions.empty() ? 0 : 1;
    if (rows.size() > most_blocks - 2) rows.resize(most_blocks - 2);
    add_plain_sections(m.blocks, shortened(words.text, longest_notice));
    if (m.blocks.size() + rows.size() + mention_blocks > most_blocks)
        m.blocks.resize(most_blocks - rows.size() - mention_blocks);
    if (mention_blocks > 0) m.blocks.push_back(section(mrkdwn(mentions)));
    append(m.blocks, std::move(rows));
    return m;
}

message_content preview_content::finished() &&
{
    return {std::move(main.text), overflow.empty() ? std::move(main.blocks) : std::move(blocks_with_buttons)};
}

preview_content from_preview(const bot::preview_view& view)
{
    preview_content p;
    auto& blocks = p.main.blocks;
    p.main.text = fallback(view.title + " · " + view.name + " · " + view.status);
    blocks.push_back({{"type", "header"}, {"text", plain(view.title, 150)}});
    blocks.push_back(section(plain(view.name + " · " + view.status)));
    const auto warnings = joined(view.warnings);
    if (!warnings.empty()) blocks.push_back(section(plain(warnings)));

    std::size_t used = 0;
    std::size_t text_blocks = 0;
    for (const auto& t : view.texts) {
        auto sections = text_sections(t);
        const auto size = runbooks::utf16_units(t.text);
        const bool fits =
            used + size <= room_for_texts && text_blocks + sections.size() + 1 <= most_text_blocks;
        if (fits) {
            used += size;
            text_blocks += sections.size() + 1;
            blocks.push_back(context(heading_of(t)));
            append(blocks, std::move(sections));
            continue;
        }
        if (blocks.size() < most_blocks - 8) blocks.push_back(context(heading_of(t) + " ↓"));
        message_content part;
        part.text = fallback(heading_of(t));
        part.blocks.push_back(context(heading_of(t)));
        if (sections.size() > most_blocks - 1) sections.resize(most_blocks - 1);
        append(part.blocks, std::move(sections));
        p.overflow.push_back(std::move(part));
    }
    add_diffs(blocks, view.diffs);
    blocks.push_back({{"type", "divider"}});
    const auto facts = joined(view.facts);
    if (!facts.empty()) blocks.push_back(section(plain(facts)));
    const auto mentions = mentions_of(view.mention);
    if (!mentions.empty()) blocks.push_back(section(mrkdwn(mentions)));
    if (!p.overflow.empty()) p.blocks_with_buttons = blocks;
    add_buttons(p.overflow.empty() ? blocks : p.blocks_with_buttons, view.buttons);
    return p;
}

json::object from_form(const bot::form& form)
{
    if (form.callback.size() > 255 || runbooks::utf16_units(form.context) > 3000)
        throw std::logic_error("a form's callback or context is longer than Slack takes");
    json::array blocks;
    for (const auto& field : form.fields) {
        if (blocks.size() == 100) break;
        const std::string label = field.label.empty() ? field.name : field.label;
        // Slack prefills 3,000 units. A part of the value would be taken for all of it when it comes back, so
        // there is no input: what is not submitted stays as it is.
        if (runbooks::utf16_units(field.value) > 3000) {
            blocks.push_back(json::object{
                {"type", "section"},
                {"text", plain(label + ":\n" + std::string(cut(field.value, 2500)) + "…", 3000)}
            });
            continue;
        }
        json::object input{
            {"type", "plain_text_input"},
            {"action_id", "value"},
            {"multiline", field.multiline},
            {"max_length", 3000}
        };
        if (!field.value.empty()) input["initial_value"] = field.value;
        json::object block{
            {"type", "input"},
            {"block_id", "var." + field.name},
            {"optional", !field.required},
            {"label", plain(label, 2000)},
            {"element", std::move(input)}
        };
        if (!field.hint.empty()) block["hint"] = plain(field.hint, 2000);
        blocks.push_back(std::move(block));
    }
    json::object view{
        {"type", "modal"},
        {"callback_id", form.callback},
        {"private_metadata", form.context},
        {"title", plain(form.title, 24)},
        {"submit", plain(form.submit.empty() ? "OK" : form.submit, 24)},
        {"blocks", std::move(blocks)}
    };
    if (!form.close.empty()) view["close"] = plain(form.close, 24);
    return view;
}

json::object form_errors(
    const std::map<std::string, std::string>& field_errors,
    const std::map<std::string, std::string>& submitted
)
{
    json::object errors;
    for (const auto& [name, why] : field_errors) {
        std::string block = name.starts_with("var.") ? name : "var." + name;
        if (!submitted.contains(block)) {
            if (submitted.empty()) continue;
            block = submitted.begin()->first;
        }
        if (!errors.contains(block)) errors[block] = shortened(why.empty() ? "-" : why, 300);
    }
    if (errors.empty()) return {};
    return {{"response_action", "errors"}, {"errors", std::move(errors)}};
}

}  // namespace adapters::slack
