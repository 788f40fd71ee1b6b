#include "bot/sighting.hpp"

#include "bot/lifecycle.hpp"
#include "bot/preview.hpp"
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

bool is_unlocated(const delivery& d, const channel_ref& where) noexcept
{
    const bool is_there = d.state == delivery_state::sent || d.state == delivery_state::in_doubt;
    return is_there && may_have_buttons(d.kind) && d.platform_id.empty() && d.channel == where;
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
    delivery again;
    again.kind = delivery_kind::update;
    again.incident_id = missed->incident_id;
    again.draft_id = missed->draft_id;
    again.stage = missed->stage;
    again.revision = missed->revision;
    again.destination = missed->destination;
    again.channel = missed->channel;
    again.target = missed->target;
    again.words = missed->words;
    changes.enqueue(std::move(again));
}

}  // namespace

bool is_unlocated(const world& now, std::string_view delivery_id, const channel_ref& where)
{
    const delivery* d = now.find_delivery(delivery_id);
    return d != nullptr && is_unlocated(*d, where);
}

void note_sighting(change_set& changes, const context& ctx, const sighting& seen, const inbound& event)
{
    const delivery* found = changes.find_delivery(seen.delivery_id);
    if (found == nullptr || !is_unlocated(*found, event.at.channel) || seen.message_id.empty()) return;
    // Another delivery's message: whoever sent this is mistaken, or lies.
    if (changes.before().find_message(event.at.channel, seen.message_id) != nullptr) return;
    const delivery d = *found;
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
    make_missed_edit(changes, ctx, d);
}

}  // namespace bot
