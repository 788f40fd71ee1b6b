// Corrections and retractions: a new text for a message of the incident that was posted before.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/language.hpp"
#include "bot/world.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace runbooks {
struct stage;
}

namespace bot {

// A posted message as it stands at one destination now, corrections that went out included.
struct standing_message {
    std::string destination;  // by its name of today: a configured one, else the channel's key
    std::string text;
    std::string delivery_id;  // of the delivery that made the message
    std::string said_by;      // of the delivery that brought this text: the same one, or an edit
    bool editable = false;    // in a channel; a webhook's message stays as it is for ever
};

// The message that `correct` and `retract` are about: the incident's last one of which anything was posted or
// may have been, as the newest draft that was approved for it, corrections included. Null: there is none.
const draft* last_posted_message(const change_set& changes, std::string_view incident_id);

// The draft whose approval made the message: itself, unless it corrects or retracts another.
const draft& message_draft(const change_set& changes, const draft& any);

// Where the message stands, sorted by destination. `gone` gets the names of those where nothing arrived, and
// of webhooks that are no longer configured.
std::vector<standing_message> standing_messages(
    const change_set& changes, const context& ctx, const draft& any, std::vector<std::string>* gone = nullptr
);

// The delivery whose message a correction for this destination is about; whatever its state. Null: none.
const delivery* message_delivery(
    const change_set& changes, const context& ctx, const draft& any, const std::string& destination
);

// A newer text of the same message was approved: an older one must not go out any more. Its name, "D8.1".
std::optional<std::string> overtaken_by(const change_set& changes, const delivery& of);

// When the message first appeared, as the "corrected" line and a retraction say it.
std::string posted_at(const change_set& changes, const context& ctx, const draft& any);

// A final text that says, in the language (a tag) of its destination, what it corrects. The line is plain
// words in every dialect, and true whether the message is edited or the text is posted anew.
std::string corrected_text(
    const context& ctx, std::string_view language, const std::string& posted_at, const std::string& text
);

// The stage whose texts a draft of this purpose renders; null when no runbook has it. A retraction takes the
// runbooks' stage `retraction`, else words of ours with {incident_id}, {posted_at} and {reason}.
std::shared_ptr<const runbooks::stage> stage_to_render(
    const context& ctx, const std::string& stage, draft_purpose purpose, bool with_reason
);

// Names that only a retraction's texts know and that nobody gives as a value.
inline constexpr std::string_view posted_at_variable = "posted_at";
inline constexpr std::string_view reason_variable = "reason";
inline constexpr std::string_view retraction_stage = "retraction";

// The values that a correction starts from: those of the text that it replaces.
variables values_to_correct(const change_set& changes, const draft& any);

// What a correction or retraction will be: null, and refused with words, when there is nothing to correct.
struct correction_plan {
    std::string corrects;  // draft id
    std::string stage;
    std::vector<std::string> destinations;
    std::string posted_at;
    variables overrides;  // what the message was filled with, overlaid with what was given
};
std::optional<correction_plan> plan_correction(
    change_set& changes,
    const context& ctx,
    const std::string& incident_id,
    draft_purpose purpose,
    const variables& given,
    language answer_in
);
// Whether a correction's texts say just what stands there already.
bool changes_nothing(
    const change_set& changes, const context& ctx, const draft& corrected, const revision& made
);

// An edit was definitely refused though its message is there: the approved text goes out as a new post.
void post_instead(change_set& changes, const context& ctx, const std::string& edit_id);

}  // namespace bot
