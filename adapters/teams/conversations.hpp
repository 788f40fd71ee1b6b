// Where conversations are reached: what verified activities told of them, kept across restarts.
#pragma once

#include "bot/account.hpp"

#include <string>
#include <string_view>

namespace adapters::teams {

struct conversation_reference {
    std::string id;           // without ";messageid=…"
    std::string kind;         // "personal", "groupChat", "channel"
    std::string service_url;  // as the activity had it: checked before each use
    std::string tenant_id;
    std::string name;         // of the channel or chat, may be empty
    std::string team_id;      // "19:…" of the channel's team
    std::string team_aad_id;  // the team's id in the directory, lower case
    std::string person;       // of a personal chat: the directory id, lower case
    std::string bot_id;       // how the bot is called there: "28:…"

    friend bool operator==(const conversation_reference&, const conversation_reference&) = default;
};

// Loop's thread only. Pointers are valid until the next call that is not const.
class conversation_book {
public:
    virtual ~conversation_book() = default;
    virtual const conversation_reference* find(std::string_view id) const = 0;
    virtual const conversation_reference* personal_chat(std::string_view person) const = 0;
    virtual const conversation_reference* of_team(std::string_view team_or_directory_id) const = 0;
    // Upserts; an empty member never overwrites a known one. Durable soon, not at once.
    virtual void remember(conversation_reference what) = 0;
    virtual void forget(std::string_view id) = 0;
};

}  // namespace adapters::teams
