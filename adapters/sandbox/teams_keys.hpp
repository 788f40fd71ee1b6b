// The keys with which the in-process Teams signs, made at run time, and tokens signed with them: as they
// should be, and wrong in each way that a bot must notice.
#pragma once

#include "adapters/sandbox/json_in.hpp"
#include "adapters/sandbox/rsa_key.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::sandbox {

enum class forgery {
    none,
    wrong_key,  // signed by a stranger's key under our kid
    wrong_audience,
    wrong_issuer,
    expired,   // an hour ago
    not_yet,   // in an hour
    alg_none,  // without a signature
    hs256,     // HMAC with the public key's text as the secret
    unknown_kid,
    unendorsed,  // a published key that may not speak for the channel
    other_service_url,
    no_service_url,
    no_exp,
    no_kid,
    crit,  // a critical header extension that nobody knows
    no_token,
    garbage,
    two_tokens,
};

std::optional<forgery> forgery_of(std::string_view name) noexcept;

// Claims of a channel's token: who it is for and which service it speaks for.
struct token_claims {
    std::string audience;
    std::string service_url;
    std::string issuer = "https://api.botframework.com";
    std::chrono::system_clock::time_point now{};
    std::chrono::seconds life{3600};
};

class teams_keys {
public:
    teams_keys();  // makes its RSA keys, of 2048 bits
    teams_keys(const teams_keys&) = delete;
    teams_keys& operator=(const teams_keys&) = delete;

    std::string rotate(bool keep_old);  // a new key signs from now on; returns its kid
    std::vector<std::string> endorsements{"msteams"};

    json::object jwks() const;  // {"keys":[…]}: the keys that are published now
    const std::string& kid() const noexcept;
    std::string public_pem() const;  // of the key that signs now

    // The values of the Authorization headers to send: one, except for two_tokens and no_token.
    std::vector<std::string> authorization(const token_claims& claims, forgery how = forgery::none);
    // Any claims, signed RS256 by the newest key: what the login endpoint hands out.
    std::string sign(const json::object& claims);

private:
    const rsa_key& stranger();

    std::vector<rsa_key> keys_;  // published, the newest last
    rsa_key unendorsed_;         // published too, for another channel
    std::optional<rsa_key> stranger_;
};

}  // namespace adapters::sandbox
