// Adaptive Cards as Teams takes them from a bot: what its clients would not show or not send, the actions and
// inputs of a card, and what a client makes of typed values.
#pragma once

#include "adapters/sandbox/json_in.hpp"

#include <functional>
#include <string>
#include <vector>

namespace adapters::sandbox {

enum class card_place { message, dialog, webhook };

// "verb must not be empty [/actions/0/verb]", one for each fault; at most 20. Version 1.5 is the ceiling for
// cards of bots, Action.Execute needs 1.4 and a verb (without it the button does nothing), Action.Submit an
// object as data (a string is dropped), a dialog has no Action.Execute, a webhook's card neither of the two.
std::vector<std::string> check_card(const json::value& card, card_place where);

// An action and the cards it stands in: the root first, then each Action.ShowCard on the way.
struct placed_action {
    const json::object* action = nullptr;
    std::vector<const json::object*> cards;
};
void each_action(const json::object& card, const std::function<void(const placed_action&)>& visit);
// By verb, title, id or data.verb; nothing when no button of the card is called so.
placed_action find_action(const json::object& card, std::string_view name);

// `data` of a pressed action: its own with the inputs of its cards merged in, inputs winning. `wrong` names
// the inputs at which a client stops the press: required ones left empty, numbers and patterns that do not
// hold, choices that do not exist. `unknown` are ids that no input of the card has.
struct pressed {
    json::object data;
    std::vector<std::string> wrong;
    std::vector<std::string> unknown;
};
pressed press_action(const placed_action& which, const json::object& typed);

// Every text of the card that is shown, one a line: for searching.
std::string card_text(const json::object& card);

}  // namespace adapters::sandbox
