// Messages whose id their platform never told, found again by what people do on them.
#pragma once

#include "bot/context.hpp"
#include "bot/inbound.hpp"
#include "bot/world.hpp"

#include <string_view>

namespace bot {

// A message with buttons in this channel, known to be there or in doubt, that cannot be edited because its
// id is unknown. Never a final post: what a client says of itself must not settle what was approved.
bool is_unlocated(const world& now, std::string_view delivery_id, const channel_ref& where);

// Notes the id and makes the edits that could not be made without it. A delivery in doubt has arrived when
// somebody who may say so acts on its message; from anybody else the question stays open.
void note_sighting(change_set& changes, const context& ctx, const sighting& seen, const inbound& event);

}  // namespace bot
