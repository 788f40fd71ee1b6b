// The approval record of a decided draft, as a careful colleague would have written it: markdown and its
// path.
#pragma once

#include "bot/context.hpp"
#include "bot/draft.hpp"
#include "bot/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// How one destination's delivery stands: the only part that changes after the decision.
struct record_line {
    std::string start;  // "- **support-billing:**", by which the line is found again
    std::string text;   // the whole line
    std::string permalink;
};

struct approval_record {
    std::string path;  // below the documents tree
    std::string text;
    std::string identity;  // a line that only this decision's record has
    std::string deliveries_heading;
    std::vector<record_line> deliveries;  // none after a rejection
};

// The draft is decided and has a record_path. `chain` is the audit chain's head that the record vouches for:
// it must be durable, or a crash would make the record accuse an intact chain.
approval_record record_of(const world& now, const context& ctx, const draft& about, const chain_head& chain);

// The chain's head that a record holds, in whatever language it was written; nothing when it holds none.
std::optional<chain_head> head_in_record(std::string_view text);

// A record that somebody edited, brought up to date: only the lines about deliveries change, everything else
// stays byte for byte. Nothing when the text is not this record at all.
std::optional<std::string> merge_deliveries(std::string_view edited, const approval_record& record);

}  // namespace bot
