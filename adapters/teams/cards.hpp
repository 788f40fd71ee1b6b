// Adaptive Cards from the rules' own messages: version 1.5, which every client of Teams shows (teams.md 5.1).
#pragma once

#include "bot/account.hpp"
#include "bot/language.hpp"
#include "bot/message.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::teams {

// Gives the handle that a person is written as ("@ana.suporte"); may answer nothing.
using name_of_account = std::function<std::string(const bot::account& who)>;

// What a card says beside the rules' message.
struct card_frame {
    boost::json::object metadata;  // goes into each action's data as "incidentd"; may be empty
    std::string
        shown;  // names this state of the card, in each action's data: clicks on another are no repeats
    name_of_account name_of;
    bot::language language = bot::language::pt_br;
};

struct card_message {
    boost::json::object card;
    std::string summary;  // of the activity: what a notification shows
};

// Whether a press of this button asks for a dialog: those are the only ones that Action.Submit is for.
bool opens_dialog(std::string_view action) noexcept;

// Text of our own, literally, and its buttons.
card_message card_of(const bot::notice& words, const card_frame& frame = {});

// A draft for those who decide: the final texts as they will look, their mentions inert; buttons, a refresh
// action on demand, individual approvers mentioned by directory id.
card_message card_of(const bot::preview_view& view, const card_frame& frame = {});

// A card's JSON in UTF-16 units: the rest of an activity's limit is for what is around it.
inline constexpr std::size_t largest_card_units = std::size_t{36} * 1024;

// Tags for those of `whom` who have an account and a name here, and the entities that make them mentions.
struct mention_line {
    std::string line;
    boost::json::array entities;
};
mention_line mentions_of(const std::vector<bot::account>& whom, const name_of_account& name_of);

// {"contentType": …, "content": card}
boost::json::object card_attachment(boost::json::object card);

// The pieces that cards and dialogs are made of.
boost::json::object empty_card(std::string_view fallback_text);
boost::json::object text_block(std::string text);  // as it is: escape before

}  // namespace adapters::teams
