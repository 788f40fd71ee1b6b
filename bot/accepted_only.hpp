// Posts that were taken in by a receiver which does not say whether it posts them (a queued workflow run).
#pragma once

#include "bot/delivery.hpp"

#include <string_view>

namespace bot {

// Stands for the message id that nobody will ever tell.
inline constexpr std::string_view accepted_only = "accepted";

inline bool is_accepted_only(const delivery& post) noexcept
{
    return post.state == delivery_state::sent && post.channel.empty() && post.platform_id == accepted_only;
}

}  // namespace bot
