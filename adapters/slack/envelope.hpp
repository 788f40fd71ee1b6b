// One frame of a Socket Mode link as plain values, whatever the other side sent.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace adapters::slack {

struct hello {
    int num_connections = 0;                       // links that Slack counts for the app, ghosts included
    std::chrono::seconds approximate_lifetime{0};  // 0: not told
    std::string app_id;
    std::string host;
};

struct disconnect {
    std::string reason;  // empty when absent
};

struct person_ref {
    std::string id;
    std::string name;  // for display only, never trusted
};

struct slash_command {
    std::string command;  // with its slash
    std::string text;     // still escaped
    person_ref user;
    std::string team;
    std::string channel;
    std::string channel_name;
    std::string trigger_id;
    std::string response_url;
};

struct block_action {
    std::string action_id;
    std::string value;  // of a button, or of the chosen option
    std::string action_ts;
    person_ref user;
    std::string team;
    std::string channel;
    std::string channel_name;
    std::string message_ts;
    std::string delivery;  // that made the message, by its metadata
    std::string thread_ts;
    bool ephemeral = false;
    bool in_view = false;
    std::string trigger_id;
    std::string response_url;
};

struct view_submission {
    std::string view_id;
    std::string callback_id;
    std::string private_metadata;
    std::map<std::string, std::string> values;  // by block_id; untouched inputs are empty
    person_ref user;
    std::string team;
    std::string trigger_id;
};

struct view_closed {
    std::string view_id;
    std::string callback_id;
    person_ref user;
};

struct shortcut {
    std::string callback_id;
    person_ref user;
};

struct reaction_event {
    bool added = true;
    std::string reaction;  // without colons, as sent
    std::string user;
    std::string team;
    std::string channel;
    std::string ts;  // of the message
    std::string event_ts;
    std::string event_id;
};

struct app_mention {
    std::string text;  // still escaped
    person_ref user;
    std::string team;
    std::string channel;
    std::string ts;
    std::string thread_ts;
    std::string bot_id;  // set when a bot wrote it
    std::string app_id;
    std::string event_id;
};

// Known to be of no use here, or of a kind that did not exist when this was written.
struct other {
    std::string type;  // "events_api/message", "interactive/block_suggestion", …
};

struct malformed {
    std::string why;
};

using frame_body = std::variant<
    hello,
    disconnect,
    slash_command,
    block_action,
    view_submission,
    view_closed,
    shortcut,
    reaction_event,
    app_mention,
    other,
    malformed>;

struct frame {
    std::string envelope_id;  // empty when there is none: nothing to acknowledge
    bool accepts_payload = false;
    int retry_attempt = 0;
    frame_body body;
};

// Frames of any size and content; keeps its buffers between calls.
class envelope_decoder {
public:
    envelope_decoder();
    ~envelope_decoder();
    envelope_decoder(envelope_decoder&&) noexcept;
    envelope_decoder& operator=(envelope_decoder&&) noexcept;

    // Never throws for what the frame holds. Each text is kept up to 64 KiB: longer ones are beyond what
    // commands and forms accept, and are refused there with the reason.
    frame decode(std::string_view text);

private:
    struct state;
    std::unique_ptr<state> state_;
};

// The envelope_id at the top level of a frame that may be cut, invalid or nonsense; empty when there is none.
std::string envelope_id_of(std::string_view text);

// Ids are UUIDs; anything printable that needs no escape is given back, so that odd ones are acked too.
bool is_usable_envelope_id(std::string_view id) noexcept;

// What the log says of a frame that must not be shown: the first 12 digits of its SHA-256.
std::string short_hash(std::string_view text);

}  // namespace adapters::slack
