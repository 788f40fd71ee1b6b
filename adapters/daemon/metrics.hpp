// What /metrics shows, gathered from the engine and the platforms.
#pragma once

#include "adapters/daemon/teams_bots.hpp"
#include "adapters/slack/counters.hpp"
#include "adapters/status/status_server.hpp"
#include "bot/engine.hpp"

#include <deque>
#include <vector>

namespace adapters::daemon {

std::vector<status::sample> samples(
    const bot::engine& engine,
    const std::deque<slack::counters>& slack,
    const std::deque<teams_bots::counted>& teams,
    bool webhooks_usable  // no destination's secret is missing
);

}  // namespace adapters::daemon
