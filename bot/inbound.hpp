// What people do, as a platform hands it to the rules: authenticated, decoded, free of the platform's own
// markup.
#pragma once

#include "bot/account.hpp"
#include "bot/address.hpp"
#include "bot/incident.hpp"
#include "bot/time.hpp"

#include <boost/describe/class.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace bot {

struct actor {
    account who;
    std::string display;  // as the platform shows the name; may be empty, never trusted
    std::string locale;   // "pt-BR", "en", empty where the platform does not tell
};
BOOST_DESCRIBE_STRUCT(actor, (), (who, display, locale))

struct place {
    channel_ref channel;
    std::string channel_name;  // without "#", may be empty
    std::string thread;        // message id of the thread's root, empty at top level
    bool personal = false;     // a one-to-one chat with the bot
};
BOOST_DESCRIBE_STRUCT(place, (), (channel, channel_name, thread, personal))

// A part of a typed text that stands for a person: kept whole by the grammar, never split or unquoted.
struct person_span {
    std::size_t begin = 0;  // byte offset into text
    std::size_t length = 0;
    account who;
};
BOOST_DESCRIBE_STRUCT(person_span, (), (begin, length, who))

// The words after the command, the platform's entities decoded; people are there as their handles.
struct typed_command {
    std::string text;
    std::vector<person_span> people;
};
BOOST_DESCRIBE_STRUCT(typed_command, (), (text, people))

struct press {
    std::string action;  // "draft.approve"
    std::string value;
};
BOOST_DESCRIBE_STRUCT(press, (), (action, value))

struct form_submission {
    std::string callback;
    std::string context;
    variables fields;  // names without "var."
};
BOOST_DESCRIBE_STRUCT(form_submission, (), (callback, context, fields))

struct reaction {
    std::string name;  // normalised: "approve", "reject"; the platform drops all others before this
    bool added = true;
    std::string message_id;
    std::string order;  // event time as the platform's own string; later ones compare greater
};
BOOST_DESCRIBE_STRUCT(reaction, (), (name, added, message_id, order))

// Somebody acted on a message of ours whose id its platform never told: the message names its delivery, the
// platform the message. What the person did comes as a deed of its own, after this one.
struct sighting {
    std::string delivery_id;
    std::string message_id;
};
BOOST_DESCRIBE_STRUCT(sighting, (), (delivery_id, message_id))

using deed = std::variant<typed_command, press, form_submission, reaction, sighting>;

struct inbound {
    std::vector<std::string>
        keys;  // each names this event; any of them seen within 24 h makes it a duplicate
    actor from;
    place at;
    bool may_open_form = false;  // a trigger came along that can open one form within seconds
    deed what;
    std::vector<address> learned;  // made durable with the event, a duplicate's too; not part of a parked row
};

}  // namespace bot
