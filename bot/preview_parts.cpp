#include "bot/preview_parts.hpp"

#include "bot/lifecycle.hpp"
#include "bot/phrases.hpp"
#include "bot/preview.hpp"
#include "bot/settling.hpp"

#include <algorithm>

namespace bot {

namespace {

bool is_missing(const delivery& part) noexcept
{
    return part.state == delivery_state::failed || part.state == delivery_state::in_doubt;
}

// The draft's copy that this delivery is a part of.
const preview_copy* copy_with(const change_set& changes, const delivery& d)
{
    const draft* about = d.kind == delivery_kind::reply ? changes.find_draft(d.draft_id) : nullptr;
    if (about == nullptr) return nullptr;
    const auto found =
        std::find_if(about->previews.begin(), about->previews.end(), [&](const preview_copy& copy) {
            return std::find(copy.parts.begin(), copy.parts.end(), d.id) != copy.parts.end();
        });
    return found == about->previews.end() ? nullptr : &*found;
}

std::vector<const delivery*> missing_parts(const change_set& changes, const preview_copy& copy)
{
    std::vector<const delivery*> missing;
    for (const std::string& id : copy.parts) {
        const delivery* part = changes.find_delivery(id);
        if (part != nullptr && is_missing(*part)) missing.push_back(part);
    }
    return missing;
}

// Where the preview is, with what to do. One for all parts: what stops the first mostly stops the others.
void tell_of_failure(
    change_set& changes, const delivery& shown, const delivery& part, const preview_copy& copy, language l
)
{
    if (missing_parts(changes, copy).size() > 1) return;
    delivery reply = follow_up_of(shown, delivery_kind::reply);
    const std::string name = part.draft_id + "." + std::to_string(part.revision);
    reply.words = notice{
        .text =
            say(l,
                is_mendable(part) ? phrases::part_failed : phrases::part_failed_for_good,
                part_name(changes, part, l),
                part.error,
                name),
        .buttons = {}
    };
    if (is_mendable(part)) reply.words->buttons.push_back(settling_button(part, false, l));
    changes.enqueue(std::move(reply));
}

}  // namespace

const preview_copy* copy_in(
    const change_set& changes, const draft& about, int revision, const channel_ref& where
)
{
    const auto found =
        std::find_if(about.previews.rbegin(), about.previews.rend(), [&](const preview_copy& copy) {
            const delivery* shown = changes.find_delivery(copy.delivery_id);
            return copy.revision == revision && shown != nullptr && shown->channel == where;
        });
    return found == about.previews.rend() ? nullptr : &*found;
}

bool is_whole(const change_set& changes, const preview_copy& copy)
{
    return std::all_of(copy.parts.begin(), copy.parts.end(), [&](const std::string& id) {
        const delivery* part = changes.find_delivery(id);
        return part != nullptr && part->state == delivery_state::sent;
    });
}

bool is_readable_in(const change_set& changes, const draft& about, const channel_ref& where)
{
    const int revision = about.current().number;
    if (const preview_copy* here = copy_in(changes, about, revision, where)) return is_whole(changes, *here);
    bool has_copies = false;
    for (const preview_copy& copy : about.previews) {
        if (copy.revision != revision) continue;
        if (is_whole(changes, copy)) return true;
        has_copies = true;
    }
    return !has_copies;
}

void mark_missing_parts(preview_view& view, const change_set& changes, const preview_copy& copy, language l)
{
    if (is_whole(changes, copy)) return;
    std::erase_if(view.buttons, [](const button& b) { return b.action == "draft.approve"; });
    const auto missing = missing_parts(changes, copy);
    if (missing.empty()) {
        view.warnings.push_back(say(l, phrases::warn_parts_under_way));
        return;
    }
    bool has_resend = false;
    for (const delivery* part : missing) {
        const phrase& words = part->state == delivery_state::in_doubt ? phrases::warn_part_in_doubt
                              : is_mendable(*part)                    ? phrases::part_failed
                                                                      : phrases::part_failed_for_good;
        view.warnings.push_back(say(l, words, part_name(changes, *part, l), part->error, view.name));
        if (part->state == delivery_state::failed && is_mendable(*part) && !has_resend) {
            view.buttons.push_back(settling_button(*part, false, l));
            has_resend = true;  // it sends the others again too
        }
    }
}

std::string part_name(const change_set& changes, const delivery& d, language l)
{
    const preview_copy* copy = copy_with(changes, d);
    if (copy == nullptr) return {};
    const auto number = std::find(copy->parts.begin(), copy->parts.end(), d.id) - copy->parts.begin() + 1;
    return say(
        l, phrases::the_part, number, copy->parts.size(), d.draft_id + "." + std::to_string(copy->revision)
    );
}

void follow_part(change_set& changes, const context& ctx, const std::string& id, bool was_missing)
{
    const delivery d = *changes.find_delivery(id);
    const preview_copy* found = copy_with(changes, d);
    if (found == nullptr) return;
    const preview_copy copy = *found;
    const draft& about = *changes.find_draft(d.draft_id);
    if (!about.is_pending() || copy.revision != about.current().number) return;
    if (!is_missing(d) && !was_missing && !is_whole(changes, copy)) return;
    update_preview(changes, ctx, d.draft_id, copy);
    const delivery* shown = changes.find_delivery(copy.delivery_id);
    if (d.state == delivery_state::failed && shown != nullptr && shown->state == delivery_state::sent)
        tell_of_failure(changes, *shown, d, copy, channel_language(ctx));
}

void resend_parts(change_set& changes, const std::string& id)
{
    const delivery d = *changes.find_delivery(id);
    const draft* about = changes.find_draft(d.draft_id);
    if (about == nullptr) return;
    std::vector<std::string> again;
    for (const preview_copy& copy : about->previews) {
        const bool is_meant =
            copy.delivery_id == id || std::find(copy.parts.begin(), copy.parts.end(), id) != copy.parts.end();
        if (!is_meant) continue;
        for (const std::string& part : copy.parts) {
            const delivery* row = changes.find_delivery(part);
            if (part != id && row != nullptr && row->state == delivery_state::failed) again.push_back(part);
        }
    }
    for (const std::string& part : again) {
        delivery& row = changes.edit_delivery(part);
        queue_anew(row);
        audit_delivery(changes, row, "delivery.resent");
    }
}

}  // namespace bot
