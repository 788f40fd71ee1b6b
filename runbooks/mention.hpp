// The pings in a message's text: named for the preview, and made inert there.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "runbooks/dialect.hpp"

namespace runbooks {

enum class mention_kind { channel, here, everyone, person, group };

struct mention {
    mention_kind kind = mention_kind::channel;
    std::string id;          // U…, S…, the name between <at> and </at>; empty for the broadcasts
    std::string label;       // what follows the | in Slack's markup, if anything
    std::size_t offset = 0;  // where the markup starts, in bytes
    std::size_t length = 0;

    bool operator==(const mention&) const = default;
};

// Every mention that posting `text` would notify. Values are escaped before they enter a message, so in a
// rendered message these are the template's own. Nothing in `plain`.
std::vector<mention> mentions_in(dialect which, std::string_view text);

// How a person reads it: "@channel", "@ana" (the label, else the id).
std::string shown(const mention& who);

// `text` for a preview: each mention replaced by its shown form with a zero-width space after the @, which
// looks the same and notifies nobody. Links, dates and channel names stay.
std::string inert_mentions(dialect which, std::string_view text);

}  // namespace runbooks
