// Block Kit and modals from the rules' own messages, within every limit of Slack.
#pragma once

#include "bot/message.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::slack {

struct message_content {
    std::string text;  // fallback, escaped; the body when there are no blocks
    boost::json::array blocks;
};

// Text of our own, literally, and its buttons.
message_content from_notice(const bot::notice& words);

struct preview_content {
    message_content main;                    // without its buttons when `overflow` is not empty
    std::vector<message_content> overflow;   // for the thread, in order; the buttons come after them
    boost::json::array blocks_with_buttons;  // of the main message once the overflow is there, if any

    // The main message with its buttons.
    message_content finished() &&;
};

// The final texts as they will look, their mentions inert.
preview_content from_preview(const bot::preview_view& view);

// A modal; the context that does not fit is a bug of ours and throws.
boost::json::object from_form(const bot::form& form);

// {"response_action":"errors",…} for the fields that the submission had.
boost::json::object form_errors(
    const std::map<std::string, std::string>& field_errors,
    const std::map<std::string, std::string>& submitted
);

// Sections that show exactly `text` in Slack's dialect, whatever its length.
boost::json::array exact_sections(std::string_view text);

}  // namespace adapters::slack
