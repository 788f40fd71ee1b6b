// What the Teams client needs beside a [[teams]] section: its timings, all of which tests may shorten.
#pragma once

#include "bot/config/teams_settings.hpp"

#include <chrono>

namespace adapters::teams {

using settings = bot::teams_settings;

// Of the inbound half; teams.md 1.2 and 2.3.
struct inbound_timings {
    using ms = std::chrono::milliseconds;
    ms answer = std::chrono::seconds(5);       // an invoke is answered within it, whatever the rules do
    ms durable = std::chrono::seconds(10);     // no commit within it: 503, the channel delivers again
    ms find_person = std::chrono::seconds(2);  // asking the Connector who a mentioned id is
    ms skew = std::chrono::seconds(300);       // of a token's exp, nbf and iat
    ms fetch_keys = std::chrono::seconds(10);
    ms keys_fresh = std::chrono::hours(24);
    ms keys_floor = std::chrono::hours(1);          // between two fetches that unknown key ids ask for
    ms keys_last_resort = std::chrono::hours(120);  // then keys that cannot be refreshed are not trusted
    ms first_pause = std::chrono::seconds(1);       // until the keys are there the first time
    ms longest_pause = std::chrono::seconds(60);
    ms token_memory = std::chrono::minutes(10);  // how long a verified token is known again by its hash
    ms click_window = std::chrono::minutes(1);   // a repeated click within one to two of it is a redelivery
    ms reply_memory = std::chrono::minutes(2);   // a redelivered invoke gets the first one's answer
};

}  // namespace adapters::teams
