// What people typed in Teams, as the grammar wants it: mentions of the bot gone, those of people as handles,
// line breaks and <angle brackets> as typed. teams.md 1.5.
#pragma once

#include "bot/inbound.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::teams {

struct mention {
    std::string id;   // "29:…", "28:…"
    std::string aad;  // aadObjectId in lower case, seldom there
    std::string name;
    std::string text;  // what stands for it in the message's text: "<at>Ana Souza</at>"
};

struct typed_source {
    std::string text;
    std::string html;  // the text/html attachment, empty when there is none
    std::vector<mention> mentions;
};

struct text_readers {
    std::function<bool(const mention&)> is_bot;
    // Who is mentioned; an account without an id when nobody knows.
    std::function<bot::account(const mention&)> who;
    std::function<std::string(const bot::account&, std::string_view name)> handle;  // may answer nothing
};

bool mentions_bot(const typed_source& from, const text_readers& how);

// The words after the bot's name; a leading "/incident", "/" or "incident" is left out.
bot::typed_command decode_typed(const typed_source& from, const text_readers& how);

}  // namespace adapters::teams
