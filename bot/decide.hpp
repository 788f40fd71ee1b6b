// The rules' front door: what an event makes of the world. Pure, as everything below it.
#pragma once

#include "bot/context.hpp"
#include "bot/inbound.hpp"
#include "bot/world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bot {

// Typed commands and command forms are understood by the `commands` folder; main hands its dispatcher in.
class command_interpreter {
public:
    virtual ~command_interpreter() = default;
    virtual void run(
        change_set& changes, const context& ctx, const inbound& event, const typed_command& typed
    ) const = 0;
    // A submitted form whose callback begins with "command.".
    virtual void submit(
        change_set& changes, const context& ctx, const inbound& event, const form_submission& form
    ) const = 0;
    // What the event would vote on, so that memberships can be looked up first; nothing when it is no vote.
    virtual std::optional<std::string> voted_draft(const world& now, const context& ctx, const inbound& event)
        const = 0;
};

// Memberships that `decide` will ask for; look them up first and put them into the context.
std::vector<membership_query> needed_memberships(
    const world& now, const context& ctx, const command_interpreter& commands, const inbound& event
);

// A person did something. Credentials among their words are taken out first.
void decide(
    change_set& changes, const context& ctx, const command_interpreter& commands, const inbound& event
);

// Time passed: expires drafts, reminds people, follows windows. Call it not before next_deadline().
void decide_time(change_set& changes, const context& ctx);
// When time does something to a draft next; a moment that is past already: now.
std::optional<time_point> deadline_of(const context& ctx, const draft& row, time_point now);
std::optional<time_point> next_deadline(const world& state, const context& ctx, time_point now);

// An attempt at a delivery ended, or a look-up after an unknown outcome did. The delivery is in `sending`.
void decide_outcome(
    change_set& changes, const context& ctx, const std::string& delivery_id, const delivery_outcome& outcome
);
// look-up: found → sent, absent → queued again, cannot_tell → in doubt, with the question asked where the
// preview is.
void decide_look_up(
    change_set& changes, const context& ctx, const std::string& delivery_id, const look_up_outcome& outcome
);

// Whether a newer edit of the same message waits or went out already: this one must not be sent any more.
bool is_overtaken(const world& now, const delivery& update);

// What a platform answered when it was asked for the reactions on a preview.
struct reactions_read {
    std::vector<found_reaction> found;
    // The draft's marks when the question went out. Whoever's mark on this message is another one by now has
    // acted since, and that was decided as an event of its own: the answer says nothing about them any more.
    std::vector<reaction_mark> known;
};
// Reactions read on a pending preview that may have been given, or taken away, while nobody listened.
void decide_found_reactions(
    change_set& changes,
    const context& ctx,
    const std::string& preview_delivery_id,
    const reactions_read& answer
);

// The configuration or the runbooks changed: supersedes pending drafts whose destinations now point
// elsewhere.
void decide_reload(change_set& changes, const settings& before, const context& after);

}  // namespace bot
