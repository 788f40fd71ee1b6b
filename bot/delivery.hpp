// A delivery: one effect on one destination, a row of the transactional outbox.
#pragma once

#include "bot/account.hpp"
#include "bot/message.hpp"
#include "bot/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bot {

BOOST_DEFINE_ENUM_CLASS(delivery_state, queued, sending, sent, failed, in_doubt)

// What the effect is.
//   post      a final post, exactly once
//   preview   a new preview message, exactly once
//   edit      replaces the text of the final post that `target` made (idempotent; order per lane decides)
//   update    edit of the message that another delivery made (idempotent: the newest one wins)
//   reply     a message in the thread of another delivery's message, exactly once
//   line      a message in a channel, exactly once
//   question  asks people about a delivery in doubt; when itself in doubt it is only listed
//   removal   deletes `platform_id`, a second copy of the message that `target` made (idempotent)
BOOST_DEFINE_ENUM_CLASS(delivery_kind, post, edit, preview, update, reply, line, question, removal)

// Whether people can mend what made a delivery fail.
BOOST_DEFINE_ENUM_CLASS(failure_kind, none, mendable, permanent, credentials)

struct delivery {
    std::string id;           // "d17"
    std::int64_t number = 0;  // the order of creation, and of sending within one lane
    delivery_kind kind = delivery_kind::line;
    delivery_state state = delivery_state::queued;
    std::string incident_id;
    std::string draft_id;
    std::string stage;
    int revision = 0;
    std::string content_sha256;
    std::string destination;  // configured name, else channel.key()
    channel_ref channel;      // empty for webhooks: `destination` says which
    std::string target;       // edit, update, reply, removal: id of the delivery whose message is meant
    std::string replaced_by;  // edit that the platform refused: id of the post that went out instead
    // Exactly one of these holds the content.
    std::string final_text;       // post, edit: the text under the hash
    shared_preview preview;       // preview, update
    std::optional<notice> words;  // reply, line, question, update
    int attempts = 0;
    int doubtful_copies = 0;  // sent again while in doubt: as many older messages may be there after all
    std::string platform_id;  // message id once known (Slack: ts)
    std::string permalink;
    std::string error;  // why it failed or is in doubt, for people; never holds a secret
    failure_kind failure = failure_kind::none;
    time_point created_at;
    std::optional<time_point> not_before;  // earliest next attempt
    std::optional<time_point> sending_at;  // when `sending` was made durable the last time
    std::optional<time_point> settled_at;

    // Deliveries of one lane leave in order; lanes do not wait for each other.
    std::string lane() const { return channel.empty() ? destination : channel.key(); }
    // What an approval sets free, as against what the daemon says of itself.
    bool is_final() const noexcept { return kind == delivery_kind::post || kind == delivery_kind::edit; }
    // Doing it twice does no harm: an unknown outcome is answered by doing it again.
    bool is_repeatable() const noexcept
    {
        return kind == delivery_kind::update || kind == delivery_kind::edit || kind == delivery_kind::removal;
    }
    bool is_settled() const noexcept
    {
        return state == delivery_state::sent || state == delivery_state::failed ||
               state == delivery_state::in_doubt;
    }
};
BOOST_DESCRIBE_STRUCT(
    delivery,
    (),
    (id,
     number,
     kind,
     state,
     incident_id,
     draft_id,
     stage,
     revision,
     content_sha256,
     destination,
     channel,
     target,
     replaced_by,
     final_text,
     preview,
     words,
     attempts,
     doubtful_copies,
     platform_id,
     permalink,
     error,
     failure,
     created_at,
     not_before,
     sending_at,
     settled_at)
)

std::string_view name_of(delivery_state) noexcept;
std::string_view name_of(delivery_kind) noexcept;

}  // namespace bot
