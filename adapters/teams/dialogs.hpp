// Answers to invokes: the forms that dialogs show, and the bodies that card actions are answered with. A body
// is never empty: Teams would show "Unable to reach app" and send the action again. teams.md 5.3 and 5.6.
#pragma once

#include "bot/incident.hpp"
#include "bot/message.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::teams {

// Bodies for task/fetch and task/submit.
boost::json::object form_response(const bot::form& form);
boost::json::object message_response(std::string_view text);    // closes the dialog with these words
boost::json::object notice_response(const bot::notice& words);  // with buttons: as a card in the dialog
boost::json::object done_response();                            // closes the dialog without a word

// The form that a submission came from once more, with what the person typed and what is wrong with it.
// `form_data` is the text that the form's submit action carried as "form"; nothing when it is not that.
std::optional<boost::json::object> form_again(
    std::string_view form_data, const bot::variables& values, const std::map<std::string, std::string>& errors
);

// Bodies for adaptiveCard/action.
boost::json::object invoke_message(std::string_view text);
boost::json::object invoke_card(boost::json::object card);

}  // namespace adapters::teams
