#include "adapters/slack/history.hpp"

#include "adapters/slack/json_read.hpp"
#include "adapters/slack/to_inbound.hpp"

namespace adapters::slack {

using namespace reading;

namespace {

// Runs `on_field` over the members of a whole answer; false when it is no JSON object.
template <class OnField>
bool over_answer(std::string_view body, OnField&& on_field)
{
    try {
        const simdjson::padded_string padded(body);
        json::parser parser;
        auto doc = must(parser.iterate(padded));
        if (must(doc.type()) != json::json_type::object) return false;
        each_field(must(doc.get_value()), on_field);
        return true;
    } catch (const broken&) {
        return false;
    }
}

void read_metadata(json::value v, marked_message& m)
{
    each_field(v, [&](std::string_view name, json::value x) {
        if (name == "event_type") read(x, m.event_type);
        if (name != "event_payload") return;
        each_field(x, [&](std::string_view inner, json::value y) {
            if (inner == "delivery_id") read(y, m.delivery_id);
            if (inner == "part") read(y, m.part);
        });
    });
}

marked_message read_message(json::value v)
{
    marked_message m;
    each_field(v, [&](std::string_view name, json::value x) {
        if (name == "ts")
            read(x, m.ts);
        else if (name == "app_id")
            read(x, m.app_id);
        else if (name == "bot_id")
            read(x, m.bot_id);
        else if (name == "metadata")
            read_metadata(x, m);
    });
    return m;
}

void read_one_reaction(json::value v, std::vector<bot::found_reaction>& all)
{
    std::string reaction;
    std::vector<std::string> users;
    each_field(v, [&](std::string_view name, json::value x) {
        if (name == "name") read(x, reaction);
        if (name == "users")
            each_item(x, [&](json::value item) {
                std::string id;
                read(item, id);
                if (!id.empty()) users.push_back(std::move(id));
            });
    });
    const auto meaning = meaning_of_reaction(reaction);
    if (meaning.empty()) return;
    for (auto& id : users) all.push_back({std::string(meaning), {"slack", std::move(id)}});
}

}  // namespace

std::optional<std::vector<marked_message>> read_history(std::string_view body)
{
    std::vector<marked_message> all;
    bool is_there = false;
    const bool readable = over_answer(body, [&](std::string_view name, json::value x) {
        if (name != "messages") return;
        is_there = true;
        each_item(x, [&](json::value item) {
            auto m = read_message(item);
            if (!m.delivery_id.empty()) all.push_back(std::move(m));
        });
    });
    if (!readable || !is_there) return std::nullopt;
    return all;
}

std::optional<std::vector<std::string>> read_ids(std::string_view body)
{
    std::vector<std::string> all;
    bool is_there = false;
    const bool readable = over_answer(body, [&](std::string_view name, json::value x) {
        if (name != "members" && name != "users") return;
        is_there = true;
        each_item(x, [&](json::value item) {
            std::string id;
            read(item, id);
            if (!id.empty()) all.push_back(std::move(id));
        });
    });
    if (!readable || !is_there) return std::nullopt;
    return all;
}

std::string read_locale(std::string_view body)
{
    std::string locale;
    over_answer(body, [&](std::string_view name, json::value x) {
        if (name != "user") return;
        each_field(x, [&](std::string_view inner, json::value y) {
            if (inner == "locale") read(y, locale);
        });
    });
    return locale.size() <= 16 ? locale : std::string();
}

std::optional<std::vector<bot::found_reaction>> read_reactions(std::string_view body)
{
    std::vector<bot::found_reaction> all;
    const bool readable = over_answer(body, [&](std::string_view name, json::value x) {
        if (name != "message") return;
        each_field(x, [&](std::string_view inner, json::value y) {
            if (inner == "reactions") each_item(y, [&](json::value item) { read_one_reaction(item, all); });
        });
    });
    if (!readable) return std::nullopt;
    return all;
}

}  // namespace adapters::slack
