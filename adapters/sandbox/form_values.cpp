#include "adapters/sandbox/form_values.hpp"

#include "adapters/sandbox/block_kit.hpp"

#include <fmt/format.h>

namespace adapters::sandbox {
namespace {

const json::value* option_of(const json::object& element, std::string_view value)
{
    const auto in = [&](const json::array& list) -> const json::value* {
        for (const auto& o : list) {
            if (o.is_object() && text_at(o.get_object(), "value") == value) return &o;
        }
        return nullptr;
    };
    if (const auto* list = array_at(element, "options")) {
        if (const auto* found = in(*list)) return found;
    }
    if (const auto* groups = array_at(element, "option_groups")) {
        for (const auto& g : *groups) {
            const auto* list = g.is_object() ? array_at(g.get_object(), "options") : nullptr;
            if (const auto* found = list == nullptr ? nullptr : in(*list)) return found;
        }
    }
    return nullptr;
}

// The field that holds the choice, and the one that holds what it starts with.
struct fields {
    std::string chosen, initial;
    bool options = false, many = false;
};

fields fields_of(std::string_view type)
{
    const bool many = type.starts_with("multi_");
    const auto one = many ? type.substr(6) : type;
    const std::string s = many ? "s" : "";
    if (one == "static_select" || one == "external_select" || one == "radio_buttons") {
        return {"selected_option" + s, "initial_option" + s, true, many};
    }
    if (one == "checkboxes") return {"selected_options", "initial_options", true, true};
    if (one == "users_select") return {"selected_user" + s, "initial_user" + s, false, many};
    if (one == "conversations_select")
        return {"selected_conversation" + s, "initial_conversation" + s, false, many};
    if (one == "channels_select") return {"selected_channel" + s, "initial_channel" + s, false, many};
    if (one == "datepicker") return {"selected_date", "initial_date", false, false};
    if (one == "timepicker") return {"selected_time", "initial_time", false, false};
    if (one == "datetimepicker") return {"selected_date_time", "initial_date_time", false, false};
    if (one == "rich_text_input") return {"rich_text_value", "initial_value", false, false};
    return {"value", "initial_value", false, false};
}

bool is_empty(const json::object& state, std::string_view type)
{
    const auto* v = state.if_contains(fields_of(type).chosen);
    if (v == nullptr || v->is_null()) return true;
    if (const auto* s = v->if_string()) return s->empty();
    if (const auto* a = v->if_array()) return a->empty();
    return false;
}

bool holds_state(std::string_view type)
{
    return type != "button" && type != "overflow" && type != "image";
}

}  // namespace

json::object element_state(const json::object& element, const json::value& typed)
{
    const auto type = text_at(element, "type");
    const auto f = fields_of(type);
    json::object out{{"type", type}};
    auto& chosen = out[f.chosen];
    if (typed.is_null()) {
        if (const auto* v = element.if_contains(f.initial)) chosen = *v;
        if (f.many && chosen.is_null()) chosen = json::array{};
    } else if (!f.options) {
        chosen = typed;
    } else if (f.many) {
        auto& list = chosen.emplace_array();
        if (const auto* picks = typed.if_array()) {
            for (const auto& p : *picks) {
                const auto* o = p.is_string() ? option_of(element, p.get_string()) : nullptr;
                if (o != nullptr) list.push_back(*o);
            }
        }
    } else if (const auto* s = typed.if_string()) {
        if (const auto* o = option_of(element, *s)) chosen = *o;
    }
    if (chosen.is_string() && chosen.get_string().empty()) chosen = nullptr;  // empty inputs are null
    return out;
}

json::object all_state(const json::array& blocks, const json::object& typed, const json::object& earlier)
{
    json::object out;
    each_element(blocks, [&](const json::object& b, const json::object& e) {
        if (!holds_state(text_at(e, "type"))) return;
        const auto block = text_at(b, "block_id");
        const auto action = text_at(e, "action_id");
        const auto* given = typed.if_contains(block);
        if (given != nullptr && given->is_object()) given = given->get_object().if_contains(action);
        if (!out.contains(block)) out[block] = json::object{};
        auto& slot = out[block].as_object()[action];
        const auto* before = object_at(earlier, block);
        if (given == nullptr && before != nullptr && before->contains(action)) {
            slot = before->at(action);
        } else {
            slot = element_state(e, given == nullptr ? json::value(nullptr) : *given);
        }
    });
    return out;
}

json::object client_errors(const json::array& blocks, const json::object& state)
{
    json::object out;
    each_element(blocks, [&](const json::object& b, const json::object& e) {
        if (text_at(b, "type") != "input") return;
        const auto block = text_at(b, "block_id");
        const auto type = text_at(e, "type");
        const auto& s = state.at(block).as_object().at(text_at(e, "action_id")).as_object();
        if (is_empty(s, type)) {
            if (!flag_at(b, "optional")) out[block] = "This field is required";
            return;
        }
        const auto n = static_cast<std::int64_t>(utf16_length(text_at(s, "value")));
        const auto* most = e.if_contains("max_length");
        const auto* least = e.if_contains("min_length");
        if (!s.contains("value")) return;
        if (n > (most != nullptr && most->is_int64() ? most->get_int64() : 3000)) out[block] = "Too long";
        if (least != nullptr && least->is_int64() && n < least->get_int64()) out[block] = "Too short";
    });
    return out;
}

}  // namespace adapters::sandbox
