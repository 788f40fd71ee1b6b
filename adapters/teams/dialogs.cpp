#include "adapters/teams/dialogs.hpp"

#include "adapters/teams/card_text.hpp"
#include "adapters/teams/cards.hpp"
#include "adapters/teams/json_answer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace adapters::teams {

namespace json = boost::json;

namespace {

constexpr std::size_t most_fields = 100;
constexpr std::size_t longest_form_data = 64 * 1024;
constexpr int longest_value = 4'000;  // a hint for clients: the rules judge

bool flag_of(const json::object& in, std::string_view key)
{
    const json::value* v = in.if_contains(key);
    return v != nullptr && v->is_bool() && v->get_bool();
}

// The form without its values: they come with the submission.
std::string packed(const bot::form& form)
{
    json::array fields;
    for (const bot::form_field& f : form.fields) {
        json::object one{{"n", f.name}, {"l", f.label}};
        if (f.required) one["r"] = true;
        if (f.multiline) one["m"] = true;
        if (!f.hint.empty()) one["h"] = f.hint;
        fields.push_back(std::move(one));
    }
    return json::serialize(json::object{
        {"c", form.callback},
        {"x", form.context},
        {"t", form.title},
        {"s", form.submit},
        {"f", std::move(fields)},
    });
}

std::optional<bot::form> unpacked(std::string_view text)
{
    if (text.size() > longest_form_data) return std::nullopt;
    const json::value whole = parsed_answer(text, 4);
    const json::object* in = whole.if_object();
    const json::value* fields = in == nullptr ? nullptr : in->if_contains("f");
    if (fields == nullptr || !fields->is_array() || fields->get_array().size() > most_fields)
        return std::nullopt;
    bot::form form;
    form.callback = text_of(*in, "c");
    form.context = text_of(*in, "x");
    form.title = text_of(*in, "t");
    form.submit = text_of(*in, "s");
    for (const json::value& each : fields->get_array()) {
        const json::object* f = each.if_object();
        if (f == nullptr) return std::nullopt;
        bot::form_field field;
        field.name = text_of(*f, "n");
        field.label = text_of(*f, "l");
        field.required = flag_of(*f, "r");
        field.multiline = flag_of(*f, "m");
        field.hint = text_of(*f, "h");
        form.fields.push_back(std::move(field));
    }
    return form;
}

json::object attention(std::string_view text)
{
    json::object block = text_block(card_escape(shortened(text, 500)));
    block["color"] = "Attention";
    return block;
}

json::object input_of(const bot::form_field& f)
{
    std::string label = f.label.empty() ? f.name : f.label;
    json::object input{
        {"type", "Input.Text"},
        {"id", "var." + f.name},
        {"label", shortened(label, 200)},
        {"maxLength", longest_value},
    };
    if (f.multiline) input["isMultiline"] = true;
    if (f.required) {
        input["isRequired"] = true;
        input["errorMessage"] = shortened(label, 200);
    }
    if (!f.value.empty()) input["value"] = f.value;
    return input;
}

json::object card_of_form(const bot::form& form, const std::map<std::string, std::string>& errors)
{
    json::array body;
    const auto has_field = [&](const std::string& name) {
        return std::any_of(form.fields.begin(), form.fields.end(), [&](const bot::form_field& f) {
            return f.name == name || "var." + f.name == name;
        });
    };
    for (const auto& [name, why] : errors) {
        if (!has_field(name)) body.push_back(attention(why.empty() ? name : why));
    }
    for (std::size_t i = 0; i < form.fields.size() && i < most_fields; ++i) {
        const bot::form_field& f = form.fields[i];
        auto wrong = errors.find(f.name);
        if (wrong == errors.end()) wrong = errors.find("var." + f.name);
        body.push_back(input_of(f));
        if (wrong != errors.end()) body.push_back(attention(wrong->second.empty() ? "!" : wrong->second));
        if (f.hint.empty()) continue;
        json::object hint = text_block(card_escape(shortened(f.hint, 500)));
        hint["isSubtle"] = true;
        hint["size"] = "Small";
        hint["spacing"] = "None";
        body.push_back(std::move(hint));
    }
    json::object data{{"callback", form.callback}, {"context", form.context}, {"form", packed(form)}};
    json::object submit{
        {"type", "Action.Submit"},
        {"title", shortened(form.submit.empty() ? "OK" : form.submit, 80)},
        {"data", std::move(data)},
    };
    json::object card = empty_card(form.title);
    card["body"] = std::move(body);
    card["actions"] = json::array{std::move(submit)};
    return card;
}

json::object task_card(std::string_view title, json::object card)
{
    json::object value{
        {"title", shortened(title, 100)},
        {"height", "medium"},
        {"width", "medium"},
        {"card", card_attachment(std::move(card))},
    };
    return {{"task", json::object{{"type", "continue"}, {"value", std::move(value)}}}};
}

std::string_view or_dash(std::string_view text)
{
    return text.empty() ? std::string_view("-") : text;
}

}  // namespace

json::object form_response(const bot::form& form)
{
    return task_card(form.title, card_of_form(form, {}));
}

std::optional<json::object> form_again(
    std::string_view form_data, const bot::variables& values, const std::map<std::string, std::string>& errors
)
{
    auto form = unpacked(form_data);
    if (!form) return std::nullopt;
    for (bot::form_field& f : form->fields) {
        const auto typed = values.find(f.name);
        if (typed != values.end()) f.value = typed->second;
    }
    return task_card(form->title, card_of_form(*form, errors));
}

json::object message_response(std::string_view text)
{
    return {{"task", json::object{{"type", "message"}, {"value", shortened(or_dash(text), 4'000)}}}};
}

json::object notice_response(const bot::notice& words)
{
    if (words.buttons.empty()) return message_response(words.text);
    return task_card("incidentd", card_of(words).card);
}

json::object done_response()
{
    return {};  // "{}" on the wire
}

json::object invoke_message(std::string_view text)
{
    return {
        {"statusCode", 200},
        {"type", "application/vnd.microsoft.activity.message"},
        {"value", shortened(or_dash(text), 4'000)},
    };
}

json::object invoke_card(json::object card)
{
    return {
        {"statusCode", 200},
        {"type", "application/vnd.microsoft.card.adaptive"},
        {"value", std::move(card)},
    };
}

}  // namespace adapters::teams
