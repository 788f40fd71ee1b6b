// One stage rendered for all its destinations: the texts of a revision, with all that speaks against them.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/incident.hpp"
#include "bot/time.hpp"
#include "runbooks/diagnostic.hpp"

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>

namespace runbooks {
struct stage;
}

namespace bot {

struct rendering_request {
    const incident& about;
    const runbooks::stage& of;
    variables overrides;
    std::string requested_by;  // as it is named in texts
    channel_ref asked_in;      // where the texts go when neither stage nor configuration says
    time_point now;
    // Where these texts go whatever stage and configuration say; empty: as they say.
    std::vector<std::string> only_to;
    draft_purpose purpose = draft_purpose::message;
    std::string posted_at;  // of the message that is corrected or retracted
};

// Fills texts, hash, unfilled, left_open, notifies, problems, runbook, overrides and made_at. The fault, in
// `answer_in`, names a destination that is not configured or has no text. Problems are told in the channel's
// language.
boost::system::result<revision, runbooks::fault> render_revision(
    const context& ctx, const rendering_request& what, language answer_in
);

// The configured name of a channel, else its key.
std::string destination_name(const context& ctx, const channel_ref& channel);
// "slack", "teams": whose text and escaping the destination of a rendered text takes.
std::string dialect_of(const context& ctx, const std::string& destination);

// The language whose texts a destination takes first: its own, else the daemon's; a tag in lower case.
std::string text_language(const context& ctx, const std::string& destination);
// UTF-16 units that a final text for the destination may have.
std::size_t room_for(const context& ctx, const std::string& destination);

}  // namespace bot
