// What /metrics shows, gathered from the engine and the platforms.
#pragma once

#include "adapters/slack/counters.hpp"
#include "adapters/status/status_server.hpp"
#include "bot/engine.hpp"

#include <vector>

namespace adapters::daemon {

std::vector<status::sample> samples(
    const bot::engine& engine, const std::vector<const slack::counters*>& slack
);

}  // namespace adapters::daemon
