// The bodies of messages that deliveries become, and what an answer means for the delivery.
#pragma once

#include "adapters/slack/blocks.hpp"
#include "adapters/slack/to_inbound.hpp"
#include "adapters/slack/web_api.hpp"
#include "bot/delivery.hpp"
#include "bot/language.hpp"
#include "bot/platform.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace adapters::slack {

constexpr std::string_view post_type = "incidentd_post";
constexpr std::string_view preview_type = "incidentd_preview";
constexpr std::string_view message_type = "incidentd_message";

std::string_view event_type_of(const bot::delivery& what) noexcept;

// Marks a message as ours and as this delivery's, so that it can be found again. `part` tells the pieces of
// a preview that did not fit, in its thread.
boost::json::object metadata_of(const bot::delivery& what, int part = 0);

// The same for every attempt at one delivery, and for no other.
std::string client_msg_id(const bot::delivery& what, int part = 0);

// A final post: exactly the approved text. At most runbooks::slack_text_limit units, which the drafting saw
// to.
boost::json::object final_post(const bot::delivery& what);
// chat.update of a final post: the approved text, in the same form, in place of the one that stands there.
boost::json::object final_edit(const bot::delivery& what, const std::string& channel, const std::string& ts);

// Any other new message; `thread` is empty at top level.
boost::json::object new_message(
    const bot::delivery& what, message_content content, const std::string& thread, int part = 0
);

// chat.update of what another delivery posted.
boost::json::object edit_of(const std::string& channel, const std::string& ts, message_content content);

// Why a call did not do it, for people: Slack's word, or what happened on the way in their language.
std::string what_happened(const api_reply& reply, bot::language language);

bot::delivery_outcome outcome_of(
    const api_reply& reply, const bot::delivery& what, const identity& self, bot::language language
);

}  // namespace adapters::slack
