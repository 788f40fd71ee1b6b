// What a Teams client makes of typed text: the activity's text, its mention entities and the HTML attachment.
#pragma once

#include "adapters/sandbox/teams_workspace.hpp"

#include <string>
#include <string_view>

namespace adapters::sandbox {

struct typed_text {
    std::string text;
    std::string html;
    json::array entities;  // the mentions, in their order
    bool mentions_bot = false;
};

struct typing_habits {
    bool from_menu = false;       // picked from the command menu: ends with a no-break space
    bool split_mentions = false;  // a person's name as one mention a word, as under resource-specific consent
};

// `@Incident` is the bot; `@Renata Martins` and `@renata.quality` are people of the workspace. In a channel
// or a group chat line breaks survive and the text ends with one; a personal chat turns them into spaces and
// swallows <words in angle brackets>: there only the HTML has the whole.
typed_text as_typed(
    teams_workspace& w, std::string_view what, teams_conversation::kind where, typing_habits habits = {}
);

}  // namespace adapters::sandbox
