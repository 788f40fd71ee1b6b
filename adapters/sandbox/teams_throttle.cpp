#include "adapters/sandbox/teams_throttle.hpp"

#include <algorithm>
#include <array>

namespace adapters::sandbox {
namespace {

using std::chrono::seconds;

struct window {
    seconds length;
    std::size_t most;
};

// As published for one bot in one thread; reads may be twice as many.
constexpr std::array<window, 4> per_thread{
    {{seconds(1), 7}, {seconds(2), 8}, {seconds(30), 60}, {seconds(3600), 1800}}
};
constexpr window per_tenant{seconds(1), 50};

std::size_t count_since(const std::deque<bot::clock::time_point>& calls, bot::clock::time_point since)
{
    return static_cast<std::size_t>(calls.end() - std::upper_bound(calls.begin(), calls.end(), since));
}

// Until enough of the counted calls have left the window, in whole seconds, at least one.
seconds until_free(
    const std::deque<bot::clock::time_point>& calls,
    const window& w,
    std::size_t most,
    bot::clock::time_point now
)
{
    const auto free_at = calls[calls.size() - most] + w.length;
    return std::max(seconds(1), std::chrono::ceil<seconds>(free_at - now));
}

}  // namespace

std::optional<seconds> teams_throttle::refuse(
    bot::clock::time_point now, call what, const std::string& thread
)
{
    if (!enabled) return std::nullopt;
    while (!all_.empty() && all_.front() <= now - per_tenant.length) all_.pop_front();
    if (all_.size() >= per_tenant.most) return seconds(1);
    const auto* kind = what == call::send ? "send " : what == call::create ? "create " : "get ";
    auto& calls = windows_[kind + thread];
    const std::size_t times = what == call::get ? 2 : 1;
    while (!calls.empty() && calls.front() <= now - per_thread.back().length) calls.pop_front();
    for (const auto& w : per_thread) {
        const auto most = w.most * times;
        if (count_since(calls, now - w.length) >= most) return until_free(calls, w, most, now);
    }
    calls.push_back(now);
    all_.push_back(now);
    return std::nullopt;
}

}  // namespace adapters::sandbox
