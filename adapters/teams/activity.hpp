// One delivered activity, decoded into our own words. Microsoft adds members and types freely; what is not
// known is left aside. teams.md 1.3 to 1.9.
#pragma once

#include "adapters/teams/text.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::teams {

struct activity_sender {
    std::string id;    // "29:…"
    std::string name;  // anybody may call himself anything
    std::string aad;   // aadObjectId in lower case; empty for anonymous people and for systems
};

struct activity_place {
    std::string whole;  // conversation.id as it came
    std::string id;     // left of ";messageid="
    std::string root;   // right of it
    std::string kind;   // "personal", "groupChat", "channel"
    std::string name;   // of the channel or chat
    std::string team_id;
    std::string team_aad_id;
    std::vector<std::string> tenants;  // every one that the activity names
};

// What a card or dialog brought along.
struct activity_data {
    bool is_there = false;
    std::string verb;                                        // action.verb, else data.verb
    std::string trigger;                                     // "manual", "automatic"
    std::string delivery;                                    // whose card it is, as the card itself says
    std::map<std::string, std::string, std::less<>> fields;  // scalars of data, inputs included
};

struct activity {
    std::string type;
    std::string id;
    std::string name;  // of an invoke
    std::string channel_id;
    std::string service_url;
    std::string timestamp;
    std::string locale;
    std::string reply_to;
    std::string action;      // of installationUpdate
    std::string event_type;  // of conversationUpdate
    activity_sender from;
    std::string recipient;
    activity_place where;
    typed_source typed;
    activity_data data;
    std::vector<std::string> reactions_added;
    std::vector<std::string> reactions_removed;
    std::vector<std::string> members_added;
    std::vector<std::string> members_removed;
    std::string fingerprint;  // stands for the id where there is none
};

class activity_decoder {
public:
    activity_decoder();
    ~activity_decoder();

    // Never throws for what the text holds. Nothing for what is no activity: no JSON object, deeper than 32,
    // without a type, or with one of the members that decide who speaks and where twice.
    std::optional<activity> decode(std::string_view body);

private:
    struct state;
    std::unique_ptr<state> state_;
};

// "28:" is written before a bot's id or left out.
bool same_bot(std::string_view a, std::string_view b) noexcept;

}  // namespace adapters::teams
