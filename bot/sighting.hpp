// Messages that their platform never told of, found by what people do on them.
#pragma once

#include "bot/context.hpp"
#include "bot/inbound.hpp"
#include "bot/world.hpp"

namespace bot {

// Whether a message with buttons tells something by being in this channel: its delivery's id is unknown so
// far, so that it could not be edited; or the delivery was in doubt, sent again, and made another message.
// Never for a final post: what a client says of itself must not settle or remove what was approved.
bool is_news(const world& now, const sighting& seen, const channel_ref& where);

// Notes the id and makes the edits that could not be made without it; removes the copy that is one too many.
// A delivery in doubt has arrived when somebody who may say so acts on its message; from anybody else the
// question stays open.
void note_sighting(change_set& changes, const context& ctx, const sighting& seen, const inbound& event);

}  // namespace bot
