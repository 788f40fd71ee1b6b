// The audit chain: every decision as an event whose hash covers its predecessor's.
#pragma once

#include "bot/account.hpp"
#include "bot/time.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace bot {

// What a rule reports; number, previous hash and hash are given when it is appended to the chain.
struct audit_entry {
    std::string kind;  // "incident.opened", "draft.created", "vote.cast", "vote.refused", "draft.approved",
                       // "delivery.sent", …
    std::string incident_id;
    std::string draft_id;
    account by;                   // empty: the daemon itself
    boost::json::object details;  // strings, integers, booleans and arrays or objects of them; never a secret
};

struct audit_event {
    std::int64_t number = 0;  // 1, 2, 3, …
    time_point at;
    std::string incident_id;  // as in the body; kept apart for look-ups
    std::string body;         // RFC 8785 JSON of the event without its hash
    std::string previous;     // hash of the event before, 64 zeros for the first
    std::string hash;         // SHA-256 of previous + body, lower-case hex
};

struct chain_head {
    std::int64_t number = 0;
    std::string hash = std::string(64, '0');
};

// Makes the next event and moves the head.
audit_event append(chain_head& head, const audit_entry& entry, time_point at);

// Whether `event` follows `head`: number, previous hash and hash. Moves the head when it does.
bool follows(chain_head& head, const audit_event& event);

}  // namespace bot
