// How many deliveries may be under way at once, so that acknowledgements do not wait behind posts: a platform
// allows three seconds for the first (slack.md 1.5), and nobody minds a little patience with the others.
#pragma once

#include "bot/clock.hpp"

#include <cstddef>

namespace bot {

// Additive increase, multiplicative decrease, as congestion control does it. Loop's thread only.
class way_given {
public:
    // So late the loop is with what is ready, while so many deliveries are under way.
    void note_lag(clock::duration lag, std::size_t under_way) noexcept;
    // Deliveries that may be under way at once.
    std::size_t room() const noexcept { return room_; }

private:
    static constexpr std::size_t most = 256;  // as good as no bound

    std::size_t room_ = most;
};

}  // namespace bot
