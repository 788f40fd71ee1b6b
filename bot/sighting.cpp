#include "bot/sighting.hpp"

#include "bot/lifecycle.hpp"
#include "bot/preview.hpp"
#include "bot/preview_parts.hpp"
#include "bot/settling.hpp"
#include "bot/vote_phrases.hpp"
#include "bot/voting.hpp"

#include <optional>

namespace bot {
namespace {

bool may_have_buttons(delivery_kind kind) noexcept
{
    switch (kind) {
        case delivery_kind::preview:
        case delivery_kind::reply:
        case delivery_kind::line:
        case delivery_kind::question:
            return true;
        default:
            return false;
    }
}

bool is_unlocated(const delivery& d) noexcept
{
    const bool is_there = d.state == delivery_state::sent || d.state == delivery_state::in_doubt;
    return is_there && d.platform_id.empty();
}

bool may_have_copies(const delivery& d) noexcept
{
    return d.state == delivery_state::sent && !d.platform_id.empty() && d.doubtful_copies > 0;
}

// The newest edit of the message, when it failed: nobody sees what it was to show.
std::optional<delivery> missed_edit(const change_set& changes, const std::string& made)
{
    const delivery* newest = changes.before().newest_update(made, [](const delivery&) { return true; });
    for (const auto& [id, row] : changes.deliveries()) {
        const bool is_edit = row.kind == delivery_kind::update && row.target == made;
        if (is_edit && (newest == nullptr || row.number >= newest->number)) newest = &row;
    }
    if (newest == nullptr || newest->state != delivery_state::failed) return std::nullopt;
    return *newest;
}

void make_missed_edit(change_set& changes, const context& ctx, const delivery& made)
{
    const auto missed = missed_edit(changes, made.id);
    if (!missed) return;
    if (made.kind == delivery_kind::preview) {
        update_previews(changes, ctx, made.draft_id, made.revision);
        return;
    }
    changes.enqueue(update_of(made, missed->words.value_or(notice{})));
}

// Its buttons would go on offering what the newer copy decides.
void remove_copy(change_set& changes, const delivery& made, const std::string& message_id, const account& by)
{
    delivery removal = follow_up_of(made, delivery_kind::removal);
    removal.platform_id = message_id;
    --changes.edit_delivery(made.id).doubtful_copies;
    audit_delivery(changes, changes.enqueue(std::move(removal)), "delivery.copy_found", by);
}

}  // namespace

bool is_news(const world& now, const sighting& seen, const channel_ref& where)
{
    const delivery* d = now.find_delivery(seen.delivery_id);
    if (d == nullptr || !may_have_buttons(d->kind) || d->channel != where || seen.message_id.empty())
        return false;
    // Another delivery's message: whoever sent this is mistaken, or lies.
    const bool is_known = now.find_message(where, seen.message_id) != nullptr;
    return !is_known && (is_unlocated(*d) || may_have_copies(*d));
}

void note_sighting(change_set& changes, const context& ctx, const sighting& seen, const inbound& event)
{
    if (!is_news(changes.before(), seen, event.at.channel)) return;
    const delivery d = *changes.find_delivery(seen.delivery_id);
    if (!is_unlocated(d)) {
        remove_copy(changes, d, seen.message_id, event.from.who);
        return;
    }
    if (d.state == delivery_state::in_doubt) {
        if (!may_settle(changes, ctx, d, event.from.who)) return;
        audit_delivery(changes, d, "delivery.confirmed", event.from.who);
        note_sent(changes, ctx, d.id, seen.message_id, {}, event.from.who);
        const language l = channel_language(ctx);
        answer_questions(
            changes,
            d.id,
            say(l,
                vote_phrases::settled_arrived,
                ctx.people.label(event.from.who, event.from.display),
                what_it_is(changes, d, l),
                d.destination)
        );
    } else {
        changes.edit_delivery(d.id).platform_id = seen.message_id;
        audit_delivery(changes, *changes.find_delivery(d.id), "delivery.located", event.from.who);
    }
    // What went into its thread could not, either.
    resend_parts(changes, d.id);
    make_missed_edit(changes, ctx, d);
}

}  // namespace bot
