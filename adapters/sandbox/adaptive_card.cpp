#include "adapters/sandbox/adaptive_card.hpp"

#include "adapters/sandbox/adaptive_card_parts.hpp"

#include <fmt/format.h>

#include <charconv>
#include <regex>
#include <set>

namespace adapters::sandbox {
namespace {

using cards::children_of;
using cards::each_object;
using cards::is_input;

void walk_actions(
    const json::object& o,
    std::vector<const json::object*> cards,
    const std::function<void(const placed_action&)>& visit
)
{
    const auto give = [&](const json::object& a) {
        visit({&a, cards});
        if (const auto* inner = object_at(a, "card");
            inner != nullptr && text_at(a, "type") == "Action.ShowCard") {
            auto deeper = cards;
            deeper.push_back(inner);
            walk_actions(*inner, std::move(deeper), visit);
        }
    };
    each_object(o, "actions", give);
    if (const auto* s = object_at(o, "selectAction")) give(*s);
    for (const auto key : children_of(text_at(o, "type")))
        each_object(o, key, [&](const json::object& e) { walk_actions(e, cards, visit); });
}

void walk_inputs(const json::object& o, const std::function<void(const json::object&)>& visit)
{
    if (is_input(text_at(o, "type"))) visit(o);
    for (const auto key : children_of(text_at(o, "type")))
        each_object(o, key, [&](const json::object& e) { walk_inputs(e, visit); });
}

std::string as_text(const json::value& v)
{
    if (v.is_string()) return std::string(v.get_string());
    if (v.is_bool()) return v.get_bool() ? "true" : "false";
    if (v.is_int64()) return std::to_string(v.get_int64());
    if (v.is_double()) return fmt::format("{}", v.get_double());
    return {};
}

bool is_choice(const json::object& input, const std::string& value)
{
    std::string_view rest = value;
    while (!rest.empty()) {
        const auto one = flag_at(input, "isMultiSelect") ? rest.substr(0, rest.find(',')) : rest;
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        bool known = false;
        each_object(input, "choices", [&](const json::object& c) {
            known = known || text_at(c, "value") == one;
        });
        if (!known) return false;
    }
    return true;
}

bool matches(const std::string& value, std::string_view pattern)
{
    if (value.size() > 4000) return false;  // std::regex recurses a step a character
    try {
        return std::regex_match(value, std::regex(std::string(pattern), std::regex::ECMAScript));
    } catch (const std::regex_error&) {
        return false;
    }
}

bool is_number_within(const json::object& input, const std::string& value)
{
    double n = 0;
    const auto* end = value.data() + value.size();
    if (std::from_chars(value.data(), end, n).ptr != end) return false;
    const auto* least = input.if_contains("min");
    const auto* most = input.if_contains("max");
    if (least != nullptr && least->is_number() && n < least->to_number<double>()) return false;
    return most == nullptr || !most->is_number() || n <= most->to_number<double>();
}

bool would_client_send(const json::object& input, const std::string& value)
{
    const auto type = text_at(input, "type");
    if (type == "Input.Toggle") {
        const auto on = input.contains("valueOn") ? text_at(input, "valueOn") : "true";
        return !flag_at(input, "isRequired") || value == on;
    }
    if (value.empty()) return !flag_at(input, "isRequired");
    if (type == "Input.ChoiceSet") return is_choice(input, value);
    if (type == "Input.Number") return is_number_within(input, value);
    if (type == "Input.Text" && input.contains("regex")) return matches(value, text_at(input, "regex"));
    return true;
}

void gather_text(const json::object& o, std::string& out)
{
    for (const auto* key : {"text", "title", "label", "placeholder", "value"}) {
        const auto words = text_at(o, key);
        if (words.empty()) continue;
        out += words;
        out += '\n';
    }
    for (const auto* key :
         {"body", "items", "columns", "rows", "cells", "facts", "actions", "choices", "inlines"})
        each_object(o, key, [&](const json::object& e) { gather_text(e, out); });
    if (const auto* inner = object_at(o, "card")) gather_text(*inner, out);
}

}  // namespace

void each_action(const json::object& card, const std::function<void(const placed_action&)>& visit)
{
    walk_actions(card, {&card}, visit);
}

placed_action find_action(const json::object& card, std::string_view name)
{
    placed_action found;
    each_action(card, [&](const placed_action& p) {
        const auto* data = object_at(*p.action, "data");
        const bool is_it = text_at(*p.action, "verb") == name || text_at(*p.action, "title") == name ||
                           text_at(*p.action, "id") == name ||
                           (data != nullptr && text_at(*data, "verb") == name);
        if (is_it && found.action == nullptr) found = p;
    });
    return found;
}

pressed press_action(const placed_action& which, const json::object& typed)
{
    pressed out;
    if (const auto* data = object_at(*which.action, "data")) out.data = *data;
    const bool with_inputs = text_at(*which.action, "associatedInputs") != "none";
    std::set<std::string> known;
    for (const auto* card : which.cards) {
        walk_inputs(*card, [&](const json::object& input) {
            const std::string id(text_at(input, "id"));
            known.insert(id);
            if (!with_inputs) return;
            const auto* given = typed.if_contains(id);
            const bool is_toggle = text_at(input, "type") == "Input.Toggle";
            if (given == nullptr) given = input.if_contains("value");
            auto value = given != nullptr ? as_text(*given) : std::string();
            if (is_toggle && given == nullptr) {
                value = input.contains("valueOff") ? text_at(input, "valueOff") : std::string_view("false");
            }
            if (text_at(input, "type") == "Input.Text") {
                if (const auto most = number_at(input, "maxLength", 0); most > 0)
                    value = cut_to_utf16(value, static_cast<std::size_t>(most));
            }
            if (!would_client_send(input, value)) out.wrong.push_back(id);
            // What nobody touched is not sent.
            if (given != nullptr || is_toggle) out.data[id] = value;
        });
    }
    for (const auto& t : typed)
        if (!known.contains(std::string(t.key()))) out.unknown.emplace_back(t.key());
    return out;
}

std::string card_text(const json::object& card)
{
    std::string out;
    gather_text(card, out);
    return out;
}

}  // namespace adapters::sandbox
