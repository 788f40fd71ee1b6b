#include "adapters/sandbox/block_kit.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace adapters::sandbox {
namespace {

constexpr std::array stateful_elements{
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "radio_buttons",
    "checkboxes",
    "file_input",
};

bool is_stateful(std::string_view type)
{
    return std::find(stateful_elements.begin(), stateful_elements.end(), type) != stateful_elements.end();
}

bool text_input_type(std::string_view type)
{
    return type.ends_with("_text_input") || type == "number_input";
}

class checker {
public:
    block_faults faults;

    void fault(const std::string& at, std::string_view what)
    {
        if (faults.size() < 20) faults.push_back(fmt::format("{} [json-pointer:{}]", what, at));
    }

    void length(const json::object& o, std::string_view key, const std::string& at, std::size_t most)
    {
        const auto* v = o.if_contains(key);
        if (v == nullptr) return;
        const auto spot = fmt::format("{}/{}", at, key);
        if (!v->is_string()) return fault(spot, "must be a string");
        if (utf16_length(text_at(o, key)) > most) {
            fault(spot, fmt::format("must be less than {} characters", most + 1));
        }
    }

    void id(const json::object& o, std::string_view key, const std::string& at, std::set<std::string>& seen)
    {
        length(o, key, at, 255);
        const auto s = text_at(o, key);
        if (s.empty()) return;
        if (!seen.emplace(s).second) {
            fault(fmt::format("{}/{}", at, key), fmt::format("`{}` already exists", s));
        }
    }

    enum class kind { plain, any };

    void text(
        const json::object& o,
        std::string_view key,
        const std::string& at,
        std::size_t most,
        kind k,
        bool need
    )
    {
        const auto spot = fmt::format("{}/{}", at, key);
        const auto* v = o.if_contains(key);
        if (v == nullptr) {
            if (need) fault(at, fmt::format("missing required field: {}", key));
            return;
        }
        text_object(*v, spot, most, k);
    }

    void text_object(const json::value& v, const std::string& spot, std::size_t most, kind k)
    {
        const auto* t = v.if_object();
        if (t == nullptr) return fault(spot, "must be an object");
        const auto type = text_at(*t, "type");
        if (type != "plain_text" && (k == kind::plain || type != "mrkdwn")) {
            return fault(spot + "/type", k == kind::plain ? "must be plain_text" : "unsupported type");
        }
        if (type == "mrkdwn" && t->contains("emoji")) fault(spot, "invalid additional property: emoji");
        if (type == "plain_text" && t->contains("verbatim"))
            fault(spot, "invalid additional property: verbatim");
        const auto* content = t->if_contains("text");
        if (content == nullptr || !content->is_string()) {
            return fault(spot, "missing required field: text");
        }
        const auto n = utf16_length(text_at(*t, "text"));
        if (n == 0) fault(spot + "/text", "must be more than 0 characters");
        if (n > most) fault(spot + "/text", fmt::format("must be less than {} characters", most + 1));
    }

    void confirm(const json::object& o, const std::string& at)
    {
        const auto* v = o.if_contains("confirm");
        if (v == nullptr) return;
        const auto* c = v->if_object();
        if (c == nullptr) return fault(at + "/confirm", "must be an object");
        text(*c, "title", at + "/confirm", 100, kind::plain, true);
        text(*c, "text", at + "/confirm", 300, kind::any, true);
        text(*c, "confirm", at + "/confirm", 30, kind::plain, true);
        text(*c, "deny", at + "/confirm", 30, kind::plain, true);
        style(*c, at + "/confirm");
    }

    void style(const json::object& o, const std::string& at)
    {
        if (!o.contains("style")) return;
        const auto s = text_at(o, "style");
        if (s != "primary" && s != "danger") fault(at + "/style", "must be one of: primary, danger");
    }

    void options(const json::array& list, const std::string& at, std::size_t most, kind k)
    {
        if (list.empty()) fault(at, "must provide at least 1 item");
        if (list.size() > most) fault(at, fmt::format("no more than {} items allowed", most));
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto spot = fmt::format("{}/{}", at, i);
            const auto* o = list[i].if_object();
            if (o == nullptr) {
                fault(spot, "must be an object");
                continue;
            }
            text(*o, "text", spot, 75, k, true);
            if (text_at(*o, "value").empty()) fault(spot, "missing required field: value");
            length(*o, "value", spot, 75);
            text(*o, "description", spot, 75, k, false);
        }
    }

    void choices(const json::object& e, const std::string& at, std::string_view type)
    {
        const bool marks = type == "radio_buttons" || type == "checkboxes";
        const std::size_t most = type == "overflow" ? 5 : marks ? 10 : 100;
        const auto* groups = array_at(e, "option_groups");
        if (const auto* list = array_at(e, "options")) {
            options(*list, at + "/options", most, marks ? kind::any : kind::plain);
        } else if (groups == nullptr) {
            fault(at, "missing required field: options");
        }
        if (groups == nullptr) return;
        if (groups->size() > 100) fault(at + "/option_groups", "no more than 100 items allowed");
        for (std::size_t i = 0; i < groups->size(); ++i) {
            const auto spot = fmt::format("{}/option_groups/{}", at, i);
            if (const auto* g = (*groups)[i].if_object()) {
                text(*g, "label", spot, 75, kind::plain, true);
                if (const auto* list = array_at(*g, "options"))
                    options(*list, spot + "/options", 100, kind::plain);
            }
        }
    }

    void element(const json::value& v, const std::string& at, bool in_input, std::set<std::string>& actions)
    {
        const auto* e = v.if_object();
        if (e == nullptr) return fault(at, "must be an object");
        const auto type = text_at(*e, "type");
        id(*e, "action_id", at, actions);
        if (type == "image" && !in_input) return image(*e, at);
        if (type == "button") {
            if (in_input) return fault(at + "/type", "unsupported type: button");
            text(*e, "text", at, 75, kind::plain, true);
            length(*e, "value", at, 2000);
            length(*e, "url", at, 3000);
            length(*e, "accessibility_label", at, 75);
            style(*e, at);
        } else if (type == "overflow") {
            if (in_input) return fault(at + "/type", "unsupported type: overflow");
            choices(*e, at, type);
        } else if (!is_stateful(type)) {
            return fault(at + "/type", fmt::format("unsupported type: {}", type));
        } else if (!in_input &&
                   (text_input_type(type) || type == "rich_text_input" || type == "file_input")) {
            return fault(at + "/type", fmt::format("unsupported type: {}", type));
        }
        if (type.ends_with("static_select") || type == "radio_buttons" || type == "checkboxes") {
            choices(*e, at, type);
        }
        if (text_input_type(type)) {
            length(*e, "initial_value", at, 3000);
            bound(*e, "min_length", at, 0);
            bound(*e, "max_length", at, 1);
        }
        text(*e, "placeholder", at, 150, kind::plain, false);
        confirm(*e, at);
    }

    void bound(const json::object& e, std::string_view key, const std::string& at, std::int64_t least)
    {
        const auto* v = e.if_contains(key);
        if (v == nullptr) return;
        const auto spot = fmt::format("{}/{}", at, key);
        if (!v->is_int64()) return fault(spot, "must be an integer");
        if (v->get_int64() < least || v->get_int64() > 3000) {
            fault(spot, fmt::format("must be between {} and 3000", least));
        }
    }

    void image(const json::object& o, const std::string& at)
    {
        if (text_at(o, "image_url").empty() && !o.contains("slack_file")) {
            fault(at, "missing required field: image_url");
        }
        length(o, "image_url", at, 3000);
        if (text_at(o, "alt_text").empty()) fault(at, "missing required field: alt_text");
        length(o, "alt_text", at, 2000);
    }

    void elements(const json::object& b, const std::string& at, std::size_t most)
    {
        const auto* list = array_at(b, "elements");
        if (list == nullptr) return fault(at, "missing required field: elements");
        if (list->empty()) fault(at + "/elements", "must provide at least 1 item");
        if (list->size() > most) fault(at + "/elements", fmt::format("no more than {} items allowed", most));
        std::set<std::string> actions;
        const bool context = text_at(b, "type") == "context";
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto spot = fmt::format("{}/elements/{}", at, i);
            const auto* o = (*list)[i].if_object();
            if (context && (o == nullptr || text_at(*o, "type") != "image")) {
                text_object((*list)[i], spot, 3000, kind::any);
            } else {
                element((*list)[i], spot, false, actions);
            }
        }
    }

    void section(const json::object& b, const std::string& at)
    {
        const auto* fields = array_at(b, "fields");
        text(b, "text", at, 3000, kind::any, fields == nullptr);
        if (fields != nullptr) {
            if (fields->empty()) fault(at + "/fields", "must provide at least 1 item");
            if (fields->size() > 10) fault(at + "/fields", "no more than 10 items allowed");
            for (std::size_t i = 0; i < fields->size(); ++i) {
                text_object((*fields)[i], fmt::format("{}/fields/{}", at, i), 2000, kind::any);
            }
        }
        std::set<std::string> actions;
        if (const auto* v = b.if_contains("accessory")) element(*v, at + "/accessory", false, actions);
    }

    void input(const json::object& b, const std::string& at)
    {
        text(b, "label", at, 2000, kind::plain, true);
        text(b, "hint", at, 2000, kind::plain, false);
        std::set<std::string> actions;
        if (const auto* v = b.if_contains("element")) return element(*v, at + "/element", true, actions);
        fault(at, "missing required field: element");
    }

    void block(const json::value& v, const std::string& at, std::set<std::string>& ids)
    {
        const auto* b = v.if_object();
        if (b == nullptr) return fault(at, "must be an object");
        id(*b, "block_id", at, ids);
        const auto type = text_at(*b, "type");
        if (type == "section") return section(*b, at);
        if (type == "actions") return elements(*b, at, 25);
        if (type == "context") return elements(*b, at, 10);
        if (type == "input") return input(*b, at);
        if (type == "header") return text(*b, "text", at, 150, kind::plain, true);
        if (type == "image") {
            text(*b, "title", at, 2000, kind::plain, false);
            return image(*b, at);
        }
        if (type == "markdown") {
            if (text_at(*b, "text").empty()) fault(at, "missing required field: text");
            return length(*b, "text", at, 12000);
        }
        if (type == "rich_text") {
            if (array_at(*b, "elements") == nullptr) fault(at, "missing required field: elements");
            return;
        }
        if (type == "table") {
            const auto* rows = array_at(*b, "rows");
            if (rows == nullptr) return fault(at, "missing required field: rows");
            if (rows->size() > 100) fault(at + "/rows", "no more than 100 items allowed");
            return;
        }
        if (type != "divider") fault(at + "/type", fmt::format("unsupported type: {}", type));
    }
};

}  // namespace

block_faults check_blocks(const json::array& blocks, std::string pointer, std::size_t most)
{
    checker c;
    if (blocks.size() > most) c.fault(pointer, fmt::format("no more than {} items allowed", most));
    std::set<std::string> ids;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        c.block(blocks[i], fmt::format("{}/{}", pointer, i), ids);
    }
    return std::move(c.faults);
}

block_faults check_view(const json::object& view)
{
    checker c;
    const auto type = text_at(view, "type");
    if (type != "modal" && type != "home") c.fault("/view/type", "must be one of: modal, home");
    const auto* blocks = array_at(view, "blocks");
    bool input = false;
    if (blocks == nullptr) {
        c.fault("/view", "missing required field: blocks");
    } else {
        auto inner = check_blocks(*blocks, "/view/blocks", 100);
        c.faults.insert(c.faults.end(), inner.begin(), inner.end());
        input = std::any_of(blocks->begin(), blocks->end(), [](const json::value& b) {
            return b.is_object() && text_at(b.get_object(), "type") == "input";
        });
    }
    if (type == "modal") {
        c.text(view, "title", "/view", 24, checker::kind::plain, true);
        c.text(view, "submit", "/view", 24, checker::kind::plain, input);
        c.text(view, "close", "/view", 24, checker::kind::plain, false);
    }
    c.length(view, "callback_id", "/view", 255);
    c.length(view, "private_metadata", "/view", 3000);
    c.length(view, "external_id", "/view", 255);
    return std::move(c.faults);
}

void give_ids(json::array& blocks, const std::function<std::string()>& fresh)
{
    const auto act = [&](json::value& v) {
        auto* e = v.if_object();
        if (e == nullptr || (text_at(*e, "type") != "button" && text_at(*e, "type") != "overflow" &&
                             !is_stateful(text_at(*e, "type")))) {
            return;
        }
        if (text_at(*e, "action_id").empty()) (*e)["action_id"] = fresh();
    };
    for (auto& v : blocks) {
        auto* b = v.if_object();
        if (b == nullptr) continue;
        if (text_at(*b, "block_id").empty()) (*b)["block_id"] = fresh();
        if (auto* a = b->if_contains("accessory")) act(*a);
        if (auto* e = b->if_contains("element")) act(*e);
        if (auto* list = b->if_contains("elements"); list != nullptr && list->is_array()) {
            for (auto& e : list->get_array()) act(e);
        }
    }
}

void each_element(
    const json::array& blocks, const std::function<void(const json::object&, const json::object&)>& visit
)
{
    for (const auto& v : blocks) {
        const auto* b = v.if_object();
        if (b == nullptr) continue;
        const auto type = text_at(*b, "type");
        if (const auto* a = object_at(*b, "accessory"); a != nullptr && type == "section") visit(*b, *a);
        if (const auto* e = object_at(*b, "element"); e != nullptr && type == "input") visit(*b, *e);
        if (type != "actions") continue;
        if (const auto* list = array_at(*b, "elements")) {
            for (const auto& e : *list) {
                if (e.is_object()) visit(*b, e.get_object());
            }
        }
    }
}

}  // namespace adapters::sandbox
