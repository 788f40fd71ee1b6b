// The activities that deliveries become, and what an answer means for the delivery: no I/O.
#pragma once

#include "adapters/teams/cards.hpp"
#include "adapters/teams/connector_reply.hpp"
#include "bot/delivery.hpp"
#include "bot/language.hpp"
#include "bot/platform.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::teams {

// Gives the account of the person that a template's <at>…</at> names; nothing for strangers.
using account_of_name = std::function<std::optional<bot::account>(std::string_view name)>;

// Marks a message as ours and as this delivery's; every value is a string.
boost::json::object metadata_of(const bot::delivery& what);

// A final post: exactly the approved text, with mentions where the template has them and the person is known.
boost::json::object final_post(const bot::delivery& what, const account_of_name& named);

// Words of our own: text when they have no buttons, else a card.
boost::json::object words_activity(
    const bot::notice& words, const boost::json::object& metadata, const card_frame& frame
);

// Everything else that a delivery can be. An update takes the form that its target has: cards stay cards.
boost::json::object activity_of(
    const bot::delivery& what, const std::optional<bot::delivery>& target, card_frame frame
);

// A line that mentions one person by directory id; an empty name leaves the mention out.
boost::json::object line_for(const bot::account& who, const std::string& name, std::string_view text);

bot::delivery_outcome outcome_of(
    const connector_reply& reply, const bot::delivery& what, bot::language language
);

// A delivery's message id: the activity's own, behind its thread's root and a slash when it is a reply.
struct message_place {
    std::string root;  // of the thread, empty in chats
    std::string id;
};
message_place place_of(std::string_view platform_id, bool is_channel);
std::string platform_id_of(const message_place& place);

}  // namespace adapters::teams
