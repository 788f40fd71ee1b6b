// Whether a request comes from the channel: the whole of a token's checks, and a memory of those that passed.
#pragma once

#include "adapters/teams/key_ring.hpp"
#include "adapters/teams/token.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

namespace adapters::teams {

// Everything that the token itself proves; what it allows for an activity is judge_activity's.
struct verified_token {
    token_claims claims;
    std::vector<std::string> endorsements;  // of the key that signed
};

struct token_verdict {
    rejection why = rejection::none;
    std::shared_ptr<const verified_token> token;  // when nothing is wrong with it
    std::string detail;                           // iss, aud, kid for the log; never the token
};

// The channel must be endorsed by the key, and the service URL must be the token's own.
rejection judge_activity(
    const verified_token& token, std::string_view channel_id, std::string_view service_url
);

class token_check {
public:
    token_check(
        key_ring& keys,
        bot::clock& time,
        token_expectation wanted,
        inbound_timings limits,
        inbound_counters& count
    );

    boost::asio::awaitable<token_verdict> operator()(std::string token);

private:
    struct remembered {
        std::shared_ptr<const verified_token> token;
        std::uint64_t generation = 0;
        bot::clock::time_point until;
    };
    std::shared_ptr<const verified_token> recall(const std::string& hash);
    void remember(std::string hash, std::shared_ptr<const verified_token> token, std::uint64_t generation);

    key_ring& keys_;
    bot::clock& time_;
    token_expectation wanted_;
    inbound_timings limits_;
    inbound_counters& count_;
    std::unordered_map<std::string, remembered> memory_;  // by the token's SHA-256
    std::deque<std::string> order_;
};

}  // namespace adapters::teams
