#include "bot/outcome.hpp"

#include "bot/correcting.hpp"
#include "bot/drafting.hpp"
#include "bot/lifecycle.hpp"
#include "bot/preview_parts.hpp"
#include "bot/settling.hpp"
#include "bot/verdict.hpp"
#include "bot/vote_phrases.hpp"

#include <algorithm>

namespace bot {

namespace {

constexpr int most_attempts = 300;  // with pauses of up to 5 minutes: about a day
constexpr int most_attempts_of_a_touch_up = 20;

void note_failed(
    change_set& changes, const context& ctx, const std::string& id, failure_kind failure, std::string error
)
{
    delivery& row = changes.edit_delivery(id);
    row.state = delivery_state::failed;
    row.failure = failure == failure_kind::none ? failure_kind::permanent : failure;
    row.error = std::move(error);
    row.not_before.reset();
    row.settled_at = changes.now();
    const delivery d = row;
    audit_delivery(changes, d, "delivery.failed");
    if (!d.is_final()) follow_part(changes, ctx, id, false);
    if (!d.is_final() || !changes.find_draft(d.draft_id)) return;
    if (d.kind == delivery_kind::edit && row.failure == failure_kind::permanent) {
        const delivery* message = changes.find_delivery(d.target);
        if (message && message->state != delivery_state::failed) {
            post_instead(changes, ctx, d.id);
            follow_posts(changes, ctx, d.draft_id);
            return;
        }
    }
    follow_posts(changes, ctx, d.draft_id);
    const language l = channel_language(ctx);
    std::vector<button> buttons;
    if (is_mendable(d)) buttons.push_back(settling_button(d, false, l));
    reply_to_previews(
        changes,
        d.draft_id,
        say(l,
            vote_phrases::failed_reply,
            d.draft_id + "." + std::to_string(d.revision),
            d.destination,
            d.error),
        std::move(buttons)
    );
}

void queue_again(
    change_set& changes, const std::string& id, std::chrono::milliseconds at_least, const std::string& error
)
{
    delivery& d = changes.edit_delivery(id);
    d.state = delivery_state::queued;
    d.not_before = changes.now() + std::max(at_least, pause_before_attempt(d.attempts + 1));
    if (!error.empty()) d.error = error;
}

bool tried_enough(const delivery& d) noexcept
{
    const bool is_worth_days = d.is_final() || !d.is_repeatable();
    return d.attempts >= (is_worth_days ? most_attempts : most_attempts_of_a_touch_up);
}

}  // namespace

std::chrono::milliseconds pause_before_attempt(int attempt) noexcept
{
    constexpr std::chrono::milliseconds longest = std::chrono::minutes(5);
    const int doublings = std::clamp(attempt - 2, 0, 9);
    return std::min(longest, std::chrono::milliseconds(1000) * (1 << doublings));
}

void decide_outcome(
    change_set& changes, const context& ctx, const std::string& delivery_id, const delivery_outcome& outcome
)
{
    const delivery* found = changes.find_delivery(delivery_id);
    if (!found || found->state != delivery_state::sending) return;
    const delivery d = *found;
    switch (outcome.result) {
        case delivery_result::sent:
            note_sent(changes, ctx, d.id, outcome.platform_id, outcome.permalink, {});
            return;
        case delivery_result::failed:
            note_failed(changes, ctx, d.id, outcome.failure, outcome.error);
            return;
        case delivery_result::unknown:
            if (!d.is_repeatable()) {
                // Stays in `sending` until it has been looked up.
                if (!outcome.error.empty()) changes.edit_delivery(d.id).error = outcome.error;
                audit_delivery(changes, *changes.find_delivery(d.id), "delivery.unknown");
                return;
            }
            break;
        case delivery_result::retry:
            break;
    }
    if (tried_enough(d)) {
        note_failed(changes, ctx, d.id, failure_kind::mendable, outcome.error);
        return;
    }
    queue_again(changes, d.id, outcome.retry_after, outcome.error);
    // One refused attempt is everyday rate limiting; from the second on people see that it takes longer.
    if (d.is_final() && d.attempts == 2 && changes.find_draft(d.draft_id))
        refresh_previews(changes, ctx, d.draft_id);
}

void decide_look_up(
    change_set& changes, const context& ctx, const std::string& delivery_id, const look_up_outcome& outcome
)
{
    const delivery* found = changes.find_delivery(delivery_id);
    if (!found || found->state != delivery_state::sending) return;
    const delivery d = *found;
    switch (outcome.result) {
        case look_up_result::found:
            note_sent(changes, ctx, d.id, outcome.platform_id, outcome.permalink, {});
            return;
        case look_up_result::absent:
            if (tried_enough(d))
                note_failed(changes, ctx, d.id, failure_kind::mendable, d.error);
            else
                queue_again(changes, d.id, std::chrono::milliseconds(0), outcome.error);
            return;
        case look_up_result::cannot_tell:
            break;
    }
    if (d.is_repeatable()) {
        queue_again(changes, d.id, std::chrono::milliseconds(0), outcome.error);
        return;
    }
    delivery& row = changes.edit_delivery(d.id);
    row.state = delivery_state::in_doubt;
    if (!outcome.error.empty()) row.error = outcome.error;
    row.settled_at = changes.now();
    const delivery doubtful = row;
    audit_delivery(changes, doubtful, "delivery.in_doubt");
    if (doubtful.is_final() && changes.find_draft(doubtful.draft_id))
        follow_posts(changes, ctx, doubtful.draft_id);
    if (!doubtful.is_final()) follow_part(changes, ctx, doubtful.id, false);
    if (doubtful.kind != delivery_kind::question) ask_people(changes, ctx, doubtful);
}

bool is_overtaken(const world& now, const delivery& update)
{
    if (update.kind != delivery_kind::update) return false;
    const delivery* newest = now.newest_update(update.target, [](const delivery& later) {
        return later.state != delivery_state::failed;
    });
    return newest != nullptr && newest->number > update.number;
}

std::optional<private_words> words_about_failure(
    const world& now, const context& ctx, const std::string& delivery_id
)
{
    const delivery* d = now.find_delivery(delivery_id);
    if (!d || d->kind != delivery_kind::preview || d->state != delivery_state::failed) return std::nullopt;
    const draft* about = now.find_draft(d->draft_id);
    if (!about || !about->is_pending() || about->requester.platform != about->asked_in.platform)
        return std::nullopt;
    const language l = private_language(ctx, actor{.who = about->requester, .display = {}, .locale = {}});
    private_words words;
    words.to = about->requester;
    words.where = about->asked_in;
    words.words.text =
        say(l,
            vote_phrases::preview_failed,
            d->draft_id + "." + std::to_string(d->revision),
            d->destination,
            d->error);
    if (is_mendable(*d)) words.words.buttons.push_back(settling_button(*d, false, l));
    return words;
}

}  // namespace bot
