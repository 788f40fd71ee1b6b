#include "adapters/teams/token_check.hpp"

#include "adapters/teams/refusal_log.hpp"
#include "bot/content_hash.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace adapters::teams {
namespace {

constexpr std::size_t most_remembered = 1000;

std::string describe(const parsed_token& token)
{
    std::vector<std::string> audience;
    audience.reserve(token.claims.audience.size());
    for (const std::string& each : token.claims.audience) audience.push_back(shown_in_log(each));
    return fmt::format(
        "alg={} kid={} iss={} aud={}",
        shown_in_log(token.header.algorithm),
        shown_in_log(token.header.key_id),
        shown_in_log(token.claims.issuer),
        fmt::join(audience, ",")
    );
}

token_verdict refused(rejection why, const parsed_token& token)
{
    return {.why = why, .token = nullptr, .detail = describe(token)};
}

}  // namespace

rejection judge_activity(
    const verified_token& token, std::string_view channel_id, std::string_view service_url
)
{
    const auto& all = token.endorsements;
    if (channel_id.empty() || std::find(all.begin(), all.end(), channel_id) == all.end())
        return rejection::endorsement;
    if (!same_service_url(token.claims.service_url, service_url)) return rejection::service_url;
    return rejection::none;
}

token_check::token_check(
    key_ring& keys,
    bot::clock& time,
    token_expectation wanted,
    inbound_timings limits,
    inbound_counters& count
)
    : keys_(keys), time_(time), wanted_(std::move(wanted)), limits_(limits), count_(count)
{
}

boost::asio::awaitable<token_verdict> token_check::operator()(std::string token)
{
    if (!keys_.ready()) co_return token_verdict{.why = rejection::no_keys, .token = nullptr, .detail = {}};
    auto parsed = parse_token(token);
    if (!parsed) co_return token_verdict{.why = rejection::malformed, .token = nullptr, .detail = {}};

    std::string hash = bot::sha256_hex(token);
    if (auto known = recall(hash)) {
        const rejection now = judge(known->claims, wanted_, time_.wall_now());
        if (now != rejection::none) co_return refused(now, *parsed);
        ++count_.cached_tokens;
        co_return token_verdict{.why = rejection::none, .token = std::move(known), .detail = {}};
    }

    // Cheap reasons first: a flood of nonsense must neither cost RSA nor ask for keys.
    if (const auto why = judge(parsed->header); why != rejection::none) co_return refused(why, *parsed);
    if (const auto why = judge(parsed->claims, wanted_, time_.wall_now()); why != rejection::none)
        co_return refused(why, *parsed);
    const auto key = co_await keys_.find(parsed->header.key_id);
    if (!key) co_return refused(rejection::unknown_key, *parsed);
    ++count_.verified_tokens;
    if (!key->signed_this(token)) co_return refused(rejection::signature, *parsed);

    auto verified = std::make_shared<const verified_token>(
        verified_token{.claims = parsed->claims, .endorsements = key->endorsements()}
    );
    remember(std::move(hash), verified, keys_.generation());
    co_return token_verdict{.why = rejection::none, .token = std::move(verified), .detail = {}};
}

std::shared_ptr<const verified_token> token_check::recall(const std::string& hash)
{
    const auto found = memory_.find(hash);
    if (found == memory_.end()) return nullptr;
    const remembered& r = found->second;
    const bool counts = r.generation == keys_.generation() && time_.now() < r.until;
    return counts ? r.token : nullptr;
}

void token_check::remember(
    std::string hash, std::shared_ptr<const verified_token> token, std::uint64_t generation
)
{
    const bool is_new =
        memory_
            .insert_or_assign(
                hash, remembered{std::move(token), generation, time_.now() + limits_.token_memory}
            )
            .second;
    if (!is_new) return;
    order_.push_back(std::move(hash));
    if (order_.size() <= most_remembered) return;
    memory_.erase(order_.front());
    order_.pop_front();
}

}  // namespace adapters::teams
