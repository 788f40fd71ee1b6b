// From a decoded activity to what the rules understand: who did what where, and the keys that name it.
#pragma once

#include "adapters/teams/activity.hpp"
#include "adapters/teams/settings.hpp"
#include "bot/inbound.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::teams {

struct translation {
    const settings& config;
    text_readers readers;
    std::int64_t click_window = 0;  // number of the present one: a click is the same within it and the next
};

bot::channel_ref channel_of(const activity& a, const translation& how);
bot::place place_in(const activity& a, const translation& how);

// A message is a command where it is meant for the bot: in a personal chat or with a mention. Otherwise, and
// for what is no command, press, form or reaction, there is nothing. A reaction activity may hold several.
std::vector<bot::inbound> to_inbound(const activity& a, const translation& how);

// That the card which the activity was sent from is that message: for cards whose id nobody was told.
bot::inbound sighting_in(const activity& a, const translation& how);

// Whether the activity is a person's doing that the rules would hear if only they knew who it was.
bool is_for_rules(const activity& a, const translation& how);

// What a card's or dialog's data say.
bot::press press_of(const activity& a);
bool is_submission(const activity& a);  // of a form
bool is_refresh(const activity& a);     // shows the card as it is, and never changes anything

// The channel's own name of the delivery: the same for each redelivery with the same id.
std::string transport_key(const activity& a, const translation& how);

// "like" of "like-tone3"; what the configuration says it means: "approve", "reject" or nothing.
std::string_view meaning_of_reaction(std::string_view type, const settings& config);

// Event times with one to seven digits behind the second, as text that compares as they follow each other.
std::string sortable_time(std::string_view timestamp);

}  // namespace adapters::teams
