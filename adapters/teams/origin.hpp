// Where an activity comes from: whether it is heard, and what it tells of the place and the person.
#pragma once

#include "adapters/teams/activity.hpp"
#include "adapters/teams/conversation_store.hpp"
#include "adapters/teams/settings.hpp"
#include "adapters/teams/token_check.hpp"
#include "bot/address.hpp"

#include <vector>

namespace adapters::teams {

// For this bot, from its tenants, over a service that may be answered. `proven` is null where auth = "none".
rejection judge_origin(const activity& a, const settings& config, const verified_token* proven);

// Into the book at once; gives the rows to make durable with the event. The activity was judged before.
std::vector<bot::address> learn_from(const activity& a, const settings& config, conversation_store& book);

}  // namespace adapters::teams
