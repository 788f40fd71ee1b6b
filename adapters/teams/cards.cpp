#include "adapters/teams/cards.hpp"

#include "adapters/teams/card_text.hpp"
#include "runbooks/dialect.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace adapters::teams {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_summary = 250;
constexpr std::size_t longest_label = 80;
constexpr std::size_t most_primary_actions = 6;
constexpr std::size_t most_actions = 30;

// How much of what surrounds the final texts is shown, in UTF-16 units before escaping: less and less until
// the card fits. The final texts are never cut.
struct detail {
    bool is_spread = true;  // a block a line
    std::size_t notice = 8'000;
    std::size_t facts = 2'000;
    std::size_t warnings = 2'000;
    std::size_t diffs = 3'000;
};
constexpr std::array<detail, 3> details{{
    {},
    {.is_spread = false, .notice = 8'000, .facts = 1'200, .warnings = 800, .diffs = 800},
    {.is_spread = false, .notice = 4'000, .facts = 400, .warnings = 400, .diffs = 0},
}};

constexpr bot::phrase newer_client{
    "{0}\n(Atualize o Teams para ver este cartão.)", "{0}\n(Update Teams to see this card.)"
};
constexpr bot::phrase refresh_title{"Atualizar", "Refresh"};

using escaping = std::string (*)(std::string_view);

// How clients break lines within a block differs, hence a block a line; when that takes too much, paragraphs.
json::array blocks_of(std::string_view text, escaping as, bool is_spread)
{
    json::array all;
    bool is_apart = false;
    std::string whole;
    for (std::string_view line : lines_of(text)) {
        while (line.ends_with(' ')) line.remove_suffix(1);
        if (line.find_first_not_of(" \t") == std::string_view::npos) {
            is_apart = true;
            continue;
        }
        if (!is_spread) {
            if (!whole.empty()) whole += "\n\n";
            whole += as(line);
            continue;
        }
        json::object block = text_block(as(line));
        if (!all.empty() && !is_apart) block["spacing"] = "None";
        is_apart = false;
        all.push_back(std::move(block));
    }
    if (!whole.empty()) all.push_back(text_block(std::move(whole)));
    return all;
}

json::array plain_blocks(std::string_view text, std::size_t units, bool is_spread = true)
{
    return blocks_of(shortened(text, units), &card_escape, is_spread);
}

json::object data_of(const bot::button& b, const card_frame& frame)
{
    json::object data{{"verb", b.action}, {"value", b.value}};
    if (b.action.starts_with("draft.")) data["draft"] = b.value;
    if (b.action.starts_with("delivery.")) data["delivery"] = b.value;
    if (!frame.metadata.empty()) data["incidentd"] = frame.metadata;
    if (!frame.shown.empty()) data["shown"] = frame.shown;
    return data;
}

void set_style(json::object& action, bot::button_style style)
{
    if (style == bot::button_style::primary) action["style"] = "positive";
    if (style == bot::button_style::danger) action["style"] = "destructive";
}

json::object action_of(const bot::button& b, const card_frame& frame)
{
    json::object data = data_of(b, frame);
    json::object action;
    if (opens_dialog(b.action)) {
        // Only these two together open a dialog (teams.md 5.6).
        data["msteams"] = json::object{{"type", "task/fetch"}};
        action = {{"type", "Action.Submit"}};
    } else {
        // Without a verb nothing reaches the bot.
        action = {{"type", "Action.Execute"}, {"verb", b.action}};
    }
    action["title"] = shortened(b.label.empty() ? b.action : b.label, longest_label);
    action["data"] = std::move(data);
    set_style(action, b.style);
    if (b.confirm.empty()) return action;

    // Teams asks no question of its own before an action: the button unfolds the question with the action.
    json::object inner{{"type", "AdaptiveCard"}, {"version", "1.5"}, {"body", plain_blocks(b.confirm, 300)}};
    json::object unfold{{"type", "Action.ShowCard"}, {"title", action["title"]}};
    set_style(unfold, b.style);
    inner["actions"] = json::array{std::move(action)};
    unfold["card"] = std::move(inner);
    return unfold;
}

json::array actions_of(const std::vector<bot::button>& buttons, const card_frame& frame)
{
    json::array all;
    for (const bot::button& b : buttons) {
        if (b.action.empty() || all.size() == most_actions) continue;
        json::object action = action_of(b, frame);
        if (all.size() >= most_primary_actions) action["mode"] = "secondary";
        all.push_back(std::move(action));
    }
    return all;
}

json::object container(json::array items)
{
    return {{"type", "Container"}, {"style", "emphasis"}, {"items", std::move(items)}};
}

json::object subtle(std::string text)
{
    json::object block = text_block(std::move(text));
    block["isSubtle"] = true;
    return block;
}

// Teams' own texts as they will look, others as their source.
json::array final_text_blocks(const bot::preview_text& t, bool is_spread)
{
    const bool is_own = runbooks::dialect_named(t.dialect) == runbooks::dialect::teams;
    return blocks_of(t.text, is_own ? &card_markdown : &card_escape, is_spread);
}

std::string heading_of(const bot::preview_text& t)
{
    std::string line = "→ " + t.heading;
    if (!t.state.empty()) line += " · " + t.state;
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

void append(json::array& to, json::array more)
{
    for (auto& each : more) to.push_back(std::move(each));
}

// Struck through what is gone, bold what is new; a run of TextRuns takes no markdown, hence no escaping.
json::object diff_block(const bot::preview_diff& diff, std::size_t& room)
{
    json::array runs;
    for (const bot::diff_segment& each : diff.segments) {
        if (room == 0) break;
        const std::string text = shortened(each.text, room);
        room -= std::min(room, runbooks::utf16_units(text));
        json::object run{{"type", "TextRun"}, {"text", text}};
        if (each.kind == bot::diff_kind::added) {
            run["weight"] = "Bolder";
            run["color"] = "Good";
        } else if (each.kind == bot::diff_kind::removed) {
            run["strikethrough"] = true;
            run["color"] = "Attention";
        }
        runs.push_back(std::move(run));
    }
    return {{"type", "RichTextBlock"}, {"inlines", std::move(runs)}};
}

void add_diffs(json::array& body, const std::vector<bot::preview_diff>& diffs, std::size_t room)
{
    for (const bot::preview_diff& diff : diffs) {
        if (room == 0) return;
        body.push_back(subtle(card_escape(shortened(diff.heading, 300))));
        if (!diff.segments.empty()) body.push_back(diff_block(diff, room));
    }
}

void add_mentions(
    json::object& card, json::array& body, const std::vector<bot::account>& whom, const card_frame& frame
)
{
    auto [line, entities] = mentions_of(whom, frame.name_of);
    if (entities.empty()) return;
    body.push_back(text_block(std::move(line)));
    card["msteams"].as_object()["entities"] = std::move(entities);
}

json::object refresh_of(const bot::preview_view& view, const card_frame& frame)
{
    const bot::button asks{
        .action = "draft.refresh",
        .value = view.name,
        .label = std::string(refresh_title.in(frame.language)),
        .style = {},
        .confirm = {}
    };
    // An empty list: nobody's client asks by itself, people may from the message's menu (teams.md 5.4).
    return {{"action", action_of(asks, frame)}, {"userIds", json::array{}}};
}

}  // namespace

bool opens_dialog(std::string_view action) noexcept
{
    return action == "draft.edit" || action == "draft.reject" || action.starts_with("command.");
}

json::object text_block(std::string text)
{
    return {{"type", "TextBlock"}, {"text", std::move(text)}, {"wrap", true}};
}

json::object empty_card(std::string_view fallback_text)
{
    return {
        {"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
        {"type", "AdaptiveCard"},
        {"version", "1.5"},
        {"fallbackText", shortened(fallback_text, 1'000)},
        {"msteams", json::object{{"width", "Full"}}},
    };
}

json::object card_attachment(json::object card)
{
    return {{"contentType", "application/vnd.microsoft.card.adaptive"}, {"content", std::move(card)}};
}

mention_line mentions_of(const std::vector<bot::account>& whom, const name_of_account& name_of)
{
    mention_line m;
    for (const bot::account& who : whom) {
        if (who.platform != "teams" || who.id.empty() || m.entities.size() == 20) continue;
        std::string name = name_of ? name_of(who) : std::string();
        if (name.starts_with('@')) name.erase(0, 1);
        if (name.empty()) continue;
        // Entity and text match byte for byte, else the mention is shown as it is written (teams.md 5.5).
        const std::string text = "<at>" + mention_name(name) + "</at>";
        if (!m.line.empty()) m.line += ' ';
        m.line += text;
        m.entities.push_back(json::object{
            {"type", "mention"},
            {"text", text},
            {"mentioned", json::object{{"id", who.id}, {"name", name}}},
        });
    }
    return m;
}

card_message card_of(const bot::notice& words, const card_frame& frame)
{
    card_message m;
    m.summary = shortened(words.text, longest_summary);
    for (const detail& level : details) {
        m.card = empty_card(bot::say(frame.language, newer_client, m.summary));
        json::array body = plain_blocks(words.text, level.notice, level.is_spread);
        if (body.empty()) body.push_back(text_block("-"));
        add_mentions(m.card, body, words.mention, frame);
        m.card["body"] = std::move(body);
        if (auto actions = actions_of(words.buttons, frame); !actions.empty())
            m.card["actions"] = std::move(actions);
        if (runbooks::utf16_units(json::serialize(m.card)) <= largest_card_units) break;
    }
    return m;
}

namespace {

json::object preview_card(
    const bot::preview_view& view, const card_frame& frame, const std::string& summary, const detail& level
)
{
    json::object card = empty_card(bot::say(frame.language, newer_client, summary));
    json::array body;
    json::object title = text_block(card_escape(shortened(view.title, 300)));
    title["size"] = "Medium";
    title["weight"] = "Bolder";
    body.push_back(std::move(title));
    body.push_back(text_block(card_escape(shortened(view.name + " · " + view.status, 600))));
    for (json::value& each : plain_blocks(joined(view.warnings), level.warnings, level.is_spread)) {
        each.as_object()["color"] = "Warning";
        body.push_back(std::move(each));
    }
    for (const bot::preview_text& t : view.texts) {
        body.push_back(subtle(card_escape(shortened(heading_of(t), 300))));
        body.push_back(container(final_text_blocks(t, level.is_spread)));
    }
    add_diffs(body, view.diffs, level.diffs);
    json::array facts = plain_blocks(joined(view.facts), level.facts, level.is_spread);
    if (!facts.empty()) facts.front().as_object()["separator"] = true;
    append(body, std::move(facts));
    add_mentions(card, body, view.mention, frame);
    card["body"] = std::move(body);
    if (auto actions = actions_of(view.buttons, frame); !actions.empty()) {
        card["actions"] = std::move(actions);
        card["refresh"] = refresh_of(view, frame);
    }
    return card;
}

}  // namespace

card_message card_of(const bot::preview_view& view, const card_frame& frame)
{
    card_message m;
    m.summary = shortened(view.title + " · " + view.name + " · " + view.status, longest_summary);
    for (const detail& level : details) {
        m.card = preview_card(view, frame, m.summary, level);
        if (runbooks::utf16_units(json::serialize(m.card)) <= largest_card_units) break;
    }
    return m;
}

}  // namespace adapters::teams
