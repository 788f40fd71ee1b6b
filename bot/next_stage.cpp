// The usual course of an incident's messages: which stage comes next.
#include "bot/drafting.hpp"
#include "runbooks/library.hpp"

#include <algorithm>

namespace bot {
namespace {

constexpr std::string_view first_stage = "initial_update";
constexpr std::string_view progress_stage = "progress_update";
constexpr std::string_view last_stage = "postmortem_summary";

// The stage that was posted last, by its first sent delivery.
const draft* last_posted(const change_set& changes, const incident& about)
{
    const draft* last = nullptr;
    std::optional<time_point> when;
    for (const draft* row : changes.drafts_of(about.id)) {
        if (row->purpose != draft_purpose::message) continue;  // a new text of an earlier message
        for (const std::string& id : row->post_ids) {
            const delivery* post = changes.find_delivery(id);
            if (post == nullptr || post->state != delivery_state::sent || !post->settled_at) continue;
            if (when && *post->settled_at < *when) continue;
            when = post->settled_at;
            last = row;
        }
    }
    return last;
}

}  // namespace

std::optional<std::string> following_stage(
    const change_set& changes, const context& ctx, const incident& about
)
{
    const bool resolved = about.state == incident_state::resolved || about.state == incident_state::closed;
    if (const draft* last = last_posted(changes, about)) {
        const runbooks::stage* of = ctx.runbooks.find(last->stage);
        // After `reopen` the resolution is history, and so is what was to follow it.
        const bool undone =
            of != nullptr && of->sets_state() == name_of(incident_state::resolved) && !resolved;
        if (of != nullptr && !undone && of->settings && !of->settings->next.empty()) {
            if (const runbooks::stage* next = ctx.runbooks.find(of->settings->next)) return next->name;
        }
    }
    const auto defined = [&](std::string_view name) -> std::optional<std::string> {
        const runbooks::stage* of = ctx.runbooks.find(name);
        return of == nullptr ? std::nullopt : std::optional(of->name);
    };
    if (resolved) return defined(last_stage);
    const auto& posted = about.posted_stages;
    if (std::find(posted.begin(), posted.end(), first_stage) == posted.end()) {
        if (auto first = defined(first_stage)) return first;
    }
    return defined(progress_stage);
}

}  // namespace bot
