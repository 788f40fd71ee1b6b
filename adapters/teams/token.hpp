// The bearer token of an inbound activity, taken apart and judged; the signature is signing_key's business.
// teams.md 2.2.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::teams {

// Why a request is turned away: what the log says and the metrics count.
enum class rejection {
    none,
    no_token,     // or two Authorization headers, or another scheme
    malformed,    // not three base64url parts of JSON, too large, repeated members
    algorithm,    // anything but RS256
    no_key_id,    // kid is missing
    critical,     // crit names extensions, and none are known here
    unknown_key,  // no published key has this kid
    signature,    // does not fit the key
    issuer,
    audience,  // for another bot
    no_expiry,
    expired,
    not_yet,  // nbf or iat lies ahead
    no_service_url,
    service_url,  // the activity names another than the token, or a host that is not allowed
    endorsement,  // the key may not sign for this channel
    tenant,
    recipient,  // meant for another bot
    no_keys,    // the published keys could not be fetched yet: 503
    host,       // the service URL's host is not one of service_hosts
    proxied,    // auth = "none", but a proxy stands between
    channel,    // another channel of the Bot Framework: only Teams vouches for aadObjectId
};
std::string_view name_of(rejection why) noexcept;

struct token_header {
    std::string algorithm;
    std::string key_id;
    bool is_critical = false;
};

struct token_claims {
    std::string issuer;
    std::vector<std::string> audience;
    std::string service_url;
    std::optional<std::chrono::sys_seconds> expires;
    std::optional<std::chrono::sys_seconds> not_before;
    std::optional<std::chrono::sys_seconds> issued;
};

struct parsed_token {
    token_header header;
    token_claims claims;  // nothing of it is true before the signature was checked
};

constexpr std::size_t largest_token = 8192;

// Nothing for what is no JWT: three parts, each strict base64url, header and claims JSON objects without
// repeated members.
std::optional<parsed_token> parse_token(std::string_view text);

// RS256, a key id, nothing critical.
rejection judge(const token_header& header);

struct token_expectation {
    std::string issuer;
    std::string app_id;
    std::chrono::seconds skew{300};
};
rejection judge(
    const token_claims& claims, const token_expectation& wanted, std::chrono::system_clock::time_point now
);

// The same place: scheme and host without regard to case, one "/" at the end more or less.
bool same_service_url(std::string_view a, std::string_view b);

}  // namespace adapters::teams
