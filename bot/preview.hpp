// How a draft is shown to the people who decide: its view, what goes into the thread, and the copies kept up
// to date.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/message.hpp"
#include "bot/world.hpp"

#include <string>
#include <vector>

namespace bot {

struct preview_plan {
    preview_view view;
    // Messages for the thread, in order, when not all texts fit: "Approve" comes once all of them were sent.
    std::vector<std::string> in_thread;
};

// What the copy in `where` shows of this revision now. A revision that is not the current one is shown as
// superseded.
preview_plan plan_preview(
    const change_set& changes,
    const context& ctx,
    const draft& about,
    const revision& shown,
    const channel_ref& where
);

// Posts the current revision where it was asked for and to the mirrors.
void post_previews(change_set& changes, const context& ctx, const std::string& draft_id);
// Updates every copy of one revision in place, or one of them.
void update_previews(change_set& changes, const context& ctx, const std::string& draft_id, int revision);
void update_preview(
    change_set& changes, const context& ctx, const std::string& draft_id, const preview_copy& copy
);

}  // namespace bot
