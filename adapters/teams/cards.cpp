#include "adapters/teams/cards.hpp"

#include "adapters/teams/card_text.hpp"
#include "runbooks/dialect.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace adapters::teams {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_notice = 8'000;  // UTF-16 units; escaping and JSON may triple them
constexpr std::size_t longest_facts = 2'000;
constexpr std::size_t longest_summary = 250;
constexpr std::size_t longest_label = 80;
constexpr std::size_t most_lines = 250;  // of one text as blocks of their own
constexpr std::size_t most_primary_actions = 6;
constexpr std::size_t most_actions = 30;

constexpr bot::phrase newer_client{
    "{0}\n(Atualize o Teams para ver este cartão.)", "{0}\n(Update Teams to see this card.)"
};
constexpr bot::phrase refresh_title{"Atualizar", "Refresh"};

// One block a line: how clients break lines within a block differs.
json::array blocks_of(std::string_view text, std::string (*as)(std::string_view))
{
    json::array all;
    bool is_apart = false;
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string_view line = lines[i];
        while (line.ends_with(' ')) line.remove_suffix(1);
        if (line.find_first_not_of(" \t") == std::string_view::npos) {
            is_apart = true;
            continue;
        }
        json::object block;
        if (all.size() + 1 >= most_lines) {
            std::string rest;
            for (; i < lines.size(); ++i) rest += (rest.empty() ? "" : "\n\n") + as(lines[i]);
            block = text_block(std::move(rest));
        } else {
            block = text_block(as(line));
        }
        if (!all.empty() && !is_apart) block["spacing"] = "None";
        is_apart = false;
        all.push_back(std::move(block));
    }
    return all;
}

json::array plain_blocks(std::string_view text, std::size_t units)
{
    return blocks_of(shortened(text, units), &card_escape);
}

json::object data_of(const bot::button& b, const json::object& metadata)
{
    json::object data{{"verb", b.action}, {"value", b.value}};
    if (b.action.starts_with("draft.")) data["draft"] = b.value;
    if (b.action.starts_with("delivery.")) data["delivery"] = b.value;
    if (!metadata.empty()) data["incidentd"] = metadata;
    return data;
}

void set_style(json::object& action, bot::button_style style)
{
    if (style == bot::button_style::primary) action["style"] = "positive";
    if (style == bot::button_style::danger) action["style"] = "destructive";
}

json::object action_of(const bot::button& b, const json::object& metadata)
{
    json::object data = data_of(b, metadata);
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

json::array actions_of(const std::vector<bot::button>& buttons, const json::object& metadata)
{
    json::array all;
    for (const bot::button& b : buttons) {
        if (b.action.empty() || all.size() == most_actions) continue;
        json::object action = action_of(b, metadata);
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
json::array final_text_blocks(const bot::preview_text& t)
{
    const bool is_own = runbooks::dialect_named(t.dialect) == runbooks::dialect::teams;
    return blocks_of(t.text, is_own ? &card_markdown : &card_escape);
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

// Entity and text match byte for byte, else the mention is shown as it is written (teams.md 5.5).
void add_mentions(
    json::object& card, json::array& body, const bot::preview_view& view, const card_frame& frame
)
{
    json::array entities;
    std::string line;
    for (const bot::account& who : view.mention) {
        if (who.platform != "teams" || who.id.empty() || entities.size() == 20) continue;
        std::string name = frame.name_of ? frame.name_of(who) : std::string();
        if (name.starts_with('@')) name.erase(0, 1);
        if (name.empty()) continue;
        const std::string text = "<at>" + mention_name(name) + "</at>";
        entities.push_back(json::object{
            {"type", "mention"},
            {"text", text},
            {"mentioned", json::object{{"id", who.id}, {"name", name}}},
        });
        if (!line.empty()) line += ' ';
        line += text;
    }
    if (entities.empty()) return;
    body.push_back(text_block(std::move(line)));
    card["msteams"].as_object()["entities"] = std::move(entities);
}

json::object refresh_of(const bot::preview_view& view, const json::object& metadata, bot::language l)
{
    const bot::button asks{
        .action = "draft.refresh",
        .value = view.name,
        .label = std::string(refresh_title.in(l)),
        .style = {},
        .confirm = {}
    };
    // An empty list: nobody's client asks by itself, people may from the message's menu (teams.md 5.4).
    return {{"action", action_of(asks, metadata)}, {"userIds", json::array{}}};
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

card_message card_of(const bot::notice& words, const card_frame& frame)
{
    card_message m;
    m.summary = shortened(words.text, longest_summary);
    m.card = empty_card(bot::say(frame.language, newer_client, m.summary));
    json::array body = plain_blocks(words.text, longest_notice);
    if (body.empty()) body.push_back(text_block("-"));
    m.card["body"] = std::move(body);
    if (auto actions = actions_of(words.buttons, frame.metadata); !actions.empty())
        m.card["actions"] = std::move(actions);
    return m;
}

card_message card_of(const bot::preview_view& view, const card_frame& frame)
{
    card_message m;
    m.summary = shortened(view.title + " · " + view.name + " · " + view.status, longest_summary);
    m.card = empty_card(bot::say(frame.language, newer_client, m.summary));
    json::array body;
    json::object title = text_block(card_escape(shortened(view.title, 300)));
    title["size"] = "Medium";
    title["weight"] = "Bolder";
    body.push_back(std::move(title));
    body.push_back(text_block(card_escape(shortened(view.name + " · " + view.status, 600))));
    for (json::value& each : plain_blocks(joined(view.warnings), longest_facts)) {
        each.as_object()["color"] = "Warning";
        body.push_back(std::move(each));
    }
    for (const bot::preview_text& t : view.texts) {
        body.push_back(subtle(card_escape(shortened(heading_of(t), 600))));
        body.push_back(container(final_text_blocks(t)));
    }
    json::array facts = plain_blocks(joined(view.facts), longest_facts);
    if (!facts.empty()) facts.front().as_object()["separator"] = true;
    append(body, std::move(facts));
    add_mentions(m.card, body, view, frame);
    m.card["body"] = std::move(body);
    if (auto actions = actions_of(view.buttons, frame.metadata); !actions.empty()) {
        m.card["actions"] = std::move(actions);
        m.card["refresh"] = refresh_of(view, frame.metadata, frame.language);
    }
    return m;
}

}  // namespace adapters::teams
