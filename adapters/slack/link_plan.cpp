#include "adapters/slack/link_plan.hpp"

#include <algorithm>

namespace adapters::slack {

using ms = std::chrono::milliseconds;

namespace {

ms between(ms low, ms high, std::mt19937_64& random)
{
    if (high <= low) return low;
    return ms(std::uniform_int_distribution<ms::rep>(low.count(), high.count())(random));
}

}  // namespace

link_end end_of(std::string_view disconnect_reason) noexcept
{
    if (disconnect_reason == "too_many_websockets") return link_end::too_many;
    if (disconnect_reason == "link_disabled") return link_end::link_disabled;
    return link_end::refresh;
}

backoff::backoff(ms first, ms longest, std::uint64_t seed) : first_(first), longest_(longest), random_(seed)
{
}

ms backoff::next()
{
    const ms top = std::min(longest_, first_ * (std::int64_t{1} << std::min(failures_, 20U)));
    ++failures_;
    return between(top / 10, top, random_);
}

ms pause_after(
    link_end why,
    std::optional<std::chrono::seconds> retry_after,
    backoff& pause,
    const timings& limits,
    std::mt19937_64& random
)
{
    switch (why) {
        case link_end::none:
        case link_end::refresh:
        case link_end::fatal:
        case link_end::stopped:
            return ms(0);
        case link_end::too_many:
            return between(limits.crowded_pause, limits.crowded_pause * 2, random);
        case link_end::link_disabled:
            return between(limits.disabled_pause, limits.disabled_pause * 2, random);
        case link_end::rate_limited:
        case link_end::lost:
        case link_end::not_opened:
            break;
    }
    const ms own = pause.next();
    if (!retry_after) return own;
    const ms asked = std::max(ms(*retry_after), ms(1000));
    return std::max(own, asked + between(ms(0), ms(1000), random));
}

dial_pacer::dial_pacer(ms gap, int a_minute, std::uint64_t seed)
    : gap_(gap), a_minute_(static_cast<std::size_t>(std::max(1, a_minute))), random_(seed)
{
}

bot::clock::time_point dial_pacer::reserve(bot::clock::time_point now)
{
    while (!turns_.empty() && turns_.front() + std::chrono::minutes(1) <= now) turns_.pop_front();
    auto turn = std::max(now, held_until_);
    if (!turns_.empty()) turn = std::max(turn, turns_.back() + between(gap_, gap_ * 3 / 2, random_));
    if (turns_.size() >= a_minute_) {
        const auto oldest = turns_[turns_.size() - a_minute_];
        turn = std::max(turn, oldest + std::chrono::minutes(1) + between(ms(0), gap_, random_));
    }
    turns_.push_back(turn);
    return turn;
}

void dial_pacer::hold(bot::clock::time_point until)
{
    held_until_ = std::max(held_until_, until);
}

std::optional<ms> planned_life(std::chrono::seconds approximate_lifetime, std::mt19937_64& random)
{
    if (approximate_lifetime.count() <= 0) return std::nullopt;
    const ms whole = std::min<ms>(approximate_lifetime, std::chrono::hours(24 * 7));
    return between(whole * 80 / 100, whole * 90 / 100, random);
}

ms ping_interval(ms liveness, const timings& limits) noexcept
{
    return std::max(ms(1), std::min(limits.ping, liveness / 3));
}

}  // namespace adapters::slack
