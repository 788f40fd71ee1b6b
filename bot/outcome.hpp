// What the end of an attempt makes of a delivery, its draft and its incident; and questions about deliveries
// in doubt.
#pragma once

#include "bot/context.hpp"
#include "bot/decide.hpp"
#include "bot/voting.hpp"
#include "bot/world.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace bot {

// Before the attempt of this number (2, 3, …) when the platform names no time itself.
std::chrono::milliseconds pause_before_attempt(int attempt) noexcept;

// Words for the person who asked for a draft whose preview nobody can see. Best effort: the engine tells them
// after the commit that made the delivery fail.
struct private_words {
    account to;
    channel_ref where;
    notice words;
};
std::optional<private_words> words_about_failure(
    const world& now, const context& ctx, const std::string& delivery_id
);

}  // namespace bot
