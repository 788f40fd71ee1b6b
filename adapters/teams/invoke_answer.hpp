// What an invoke is answered with: always a full body, or Teams shows "Unable to reach app" and sends the
// action again. teams.md 1.9, 5.3, 5.6.
#pragma once

#include "adapters/teams/activity.hpp"
#include "bot/language.hpp"
#include "bot/platform.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace adapters::teams {

enum class invoke_kind {
    card_action,    // Action.Execute, refresh
    open_dialog,    // task/fetch
    submit_dialog,  // task/submit
    feedback,       // message/submitAction: nothing of ours, but it wants a body
    unknown,        // 501, as Microsoft's own libraries say it
};
invoke_kind kind_of_invoke(const activity& a) noexcept;

// What is kept of an invoke for its answer.
struct invoke_context {
    invoke_kind kind = invoke_kind::card_action;
    bot::language language = bot::language::pt_br;
    std::string form_data;  // of the submitted dialog
    bot::variables fields;
};

// Words alone, in the form that the kind wants.
boost::json::object words_answer(invoke_kind kind, std::string_view text);

struct invoke_answer {
    boost::json::object body;
    std::optional<bot::notice> privately;  // has buttons that the body cannot show
};
// `card` is the preview's as it is now, for a press that has nothing to say.
invoke_answer answer_of(
    const invoke_context& to, const bot::receipt& receipt, std::optional<boost::json::object> card
);

// The dialog's submit actions carry `ticket` in their data.
void add_ticket(boost::json::object& dialog, const std::string& ticket);

}  // namespace adapters::teams
