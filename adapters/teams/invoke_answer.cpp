#include "adapters/teams/invoke_answer.hpp"

#include "adapters/teams/dialogs.hpp"
#include "adapters/teams/inbound_phrases.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>

namespace adapters::teams {

namespace json = boost::json;

namespace {

// Cards nest containers and show-cards; ours a few levels.
constexpr int deepest_card = 12;

void add_ticket_below(json::value& v, const std::string& ticket, int depth)
{
    if (depth > deepest_card) return;
    if (json::array* items = v.if_array()) {
        for (json::value& each : *items) add_ticket_below(each, ticket, depth + 1);
        return;
    }
    json::object* o = v.if_object();
    if (o == nullptr) return;
    const json::value* type = o->if_contains("type");
    json::value* data = o->if_contains("data");
    const bool is_submit = type != nullptr && type->is_string() && type->get_string() == "Action.Submit";
    if (is_submit && data != nullptr && data->is_object()) data->get_object()["ticket"] = ticket;
    for (auto& member : *o) add_ticket_below(member.value(), ticket, depth + 1);
}

invoke_answer card_action_answer(
    const invoke_context& to, const bot::receipt& receipt, std::optional<json::object> card
)
{
    if (receipt.answer && !receipt.answer->empty()) {
        invoke_answer out{.body = invoke_message(receipt.answer->text), .privately = {}};
        if (!receipt.answer->buttons.empty()) out.privately = *receipt.answer;
        return out;
    }
    if (card) return {.body = invoke_card(std::move(*card)), .privately = {}};
    return {.body = invoke_message(bot::say(to.language, said_done)), .privately = {}};
}

invoke_answer dialog_answer(const invoke_context& to, const bot::receipt& receipt)
{
    if (!receipt.field_errors.empty()) {
        if (auto again = form_again(to.form_data, to.fields, receipt.field_errors))
            return {.body = std::move(*again), .privately = {}};
        std::string all;
        for (const auto& [name, what] : receipt.field_errors) all += fmt::format("{}: {}\n", name, what);
        return {.body = message_response(all), .privately = {}};
    }
    if (receipt.answer && !receipt.answer->empty())
        return {.body = notice_response(*receipt.answer), .privately = {}};
    if (to.kind == invoke_kind::submit_dialog) return {.body = done_response(), .privately = {}};
    return {.body = message_response(bot::say(to.language, said_received)), .privately = {}};
}

}  // namespace

invoke_kind kind_of_invoke(const activity& a) noexcept
{
    if (a.name == "adaptiveCard/action") return invoke_kind::card_action;
    if (a.name == "task/fetch") return invoke_kind::open_dialog;
    if (a.name == "task/submit") return invoke_kind::submit_dialog;
    if (a.name == "message/submitAction") return invoke_kind::feedback;
    return invoke_kind::unknown;
}

json::object words_answer(invoke_kind kind, std::string_view text)
{
    return kind == invoke_kind::card_action ? invoke_message(text) : message_response(text);
}

invoke_answer answer_of(
    const invoke_context& to, const bot::receipt& receipt, std::optional<json::object> card
)
{
    if (to.kind == invoke_kind::card_action) return card_action_answer(to, receipt, std::move(card));
    return dialog_answer(to, receipt);
}

void add_ticket(json::object& dialog, const std::string& ticket)
{
    for (auto& member : dialog) add_ticket_below(member.value(), ticket, 0);
}

}  // namespace adapters::teams
