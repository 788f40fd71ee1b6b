// How a delivery settles: what is noted on it, on its draft and on its incident, and whom a doubt is put to.
// Attempts, look-ups and people's answers all end here.
#pragma once

#include "bot/context.hpp"
#include "bot/language.hpp"
#include "bot/world.hpp"

#include <string>

namespace bot {

// "the post of D12.2", for people.
std::string what_it_is(const change_set& changes, const delivery& d, language l);

// A delivery that does something more to this one's message, where and of what that one is.
delivery follow_up_of(const delivery& shown, delivery_kind kind);
// What edits a message of ours to these words.
delivery update_of(const delivery& shown, notice words);
void audit_delivery(change_set& changes, const delivery& d, std::string kind, const account& by = {});
bool is_mendable(const delivery& d) noexcept;
// As if it had never been tried.
void queue_anew(delivery& d);
// "It arrived" or "Send again" about this delivery.
button settling_button(const delivery& d, bool arrived, language l);

// The draft's state follows its posts'; the record is due once all of them are settled.
void follow_posts(change_set& changes, const context& ctx, const std::string& draft_id);
// Sent: the incident takes what the stage says at the first sent delivery of the draft.
void note_sent(
    change_set& changes,
    const context& ctx,
    const std::string& id,
    const std::string& platform_id,
    const std::string& permalink,
    const account& by
);
// Messages that offer buttons about this delivery show these words instead.
void answer_questions(change_set& changes, const std::string& delivery_id, const std::string& text);
// Asks where the preview is whether this delivery arrived.
void ask_people(change_set& changes, const context& ctx, const delivery& d);

}  // namespace bot
