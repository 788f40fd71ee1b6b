// What people told the daemon to do, in the audit chain: their words without credentials, whatever became of
// them.
#pragma once

#include "bot/context.hpp"
#include "bot/inbound.hpp"
#include "bot/world.hpp"

namespace bot {

// Notes a typed command, a submitted form, or a press that carries a command out again; nothing else, since
// votes and answers about deliveries note themselves. Call it after the event was decided: the entry says
// whether anything came of it and, where that is known, which incident it was about.
void audit_command(change_set& changes, const context& ctx, const inbound& event);

}  // namespace bot
