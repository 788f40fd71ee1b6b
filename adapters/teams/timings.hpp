// Every pause and deadline of the outbound side, so that tests can shorten them.
#pragma once

#include <chrono>

namespace adapters::teams {

struct timings {
    using ms = std::chrono::milliseconds;
    ms token = std::chrono::seconds(15);           // one request for a token
    ms refresh_ahead = std::chrono::seconds(300);  // before a token's expiry; half its life when that is less
    ms first_pause = std::chrono::seconds(1);      // between requests for a token that fail in passing
    ms longest_pause = std::chrono::seconds(60);
    ms call = std::chrono::seconds(15);     // reads and private words
    ms post = std::chrono::seconds(30);     // creates and updates (teams.md 4.1)
    ms patience = std::chrono::seconds(2);  // for a turn; a longer wait goes back to the outbox
    ms members = std::chrono::seconds(60);  // how long a membership is believed
    ms stop = std::chrono::seconds(5);
};

}  // namespace adapters::teams
