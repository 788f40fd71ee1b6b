// The messages in a preview's thread that hold what did not fit into the preview, and what hangs on them: a
// copy can be approved only where people can read all of it.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/message.hpp"
#include "bot/world.hpp"

#include <string>

namespace bot {

// The copy that shows this revision in this channel; null: none does.
const preview_copy* copy_in(
    const change_set& changes, const draft& about, int revision, const channel_ref& where
);
// Whether every part of the copy was sent. A copy without parts is whole.
bool is_whole(const change_set& changes, const preview_copy& copy);
// Whether somebody in this channel can read the whole current revision: in the copy that is there, else in
// any other.
bool is_readable_in(const change_set& changes, const draft& about, const channel_ref& where);

// Takes "Approve" off the view of a copy that is not whole, and says what is missing and what to do.
void mark_missing_parts(preview_view& view, const change_set& changes, const preview_copy& copy, language l);

// "part 2 of 3" of which preview, for people; empty when the delivery is no part.
std::string part_name(const change_set& changes, const delivery& d, language l);

// A delivery changed its state. When it is a part, its copy's buttons and words follow; the first part that
// fails gets a reply in the thread too, since edits notify nobody. `was_missing`: it had failed, or nobody
// knew.
void follow_part(change_set& changes, const context& ctx, const std::string& id, bool was_missing);
// A preview or a part is sent again: the parts that failed with it are too.
void resend_parts(change_set& changes, const std::string& id);

}  // namespace bot
