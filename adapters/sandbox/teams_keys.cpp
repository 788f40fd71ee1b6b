#include "adapters/sandbox/teams_keys.hpp"

#include <openssl/rand.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace adapters::sandbox {
namespace {

constexpr std::array<std::string_view, 18> names{
    "good",
    "wrong_key",
    "wrong_audience",
    "wrong_issuer",
    "expired",
    "not_yet",
    "alg_none",
    "hs256",
    "unknown_kid",
    "unendorsed",
    "other_service_url",
    "no_service_url",
    "no_exp",
    "no_kid",
    "crit",
    "no_token",
    "garbage",
    "two_tokens",
};

std::string fresh_id()
{
    std::array<unsigned char, 20> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random bytes");
    return base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

json::object jwk_of(const rsa_key& key, const std::vector<std::string>& for_channels)
{
    return {
        {"kty", "RSA"},
        {"use", "sig"},
        {"kid", key.id()},
        {"x5t", key.id()},
        {"n", base64url(key.modulus())},
        {"e", base64url(key.exponent())},
        {"endorsements", json::array(for_channels.begin(), for_channels.end())},
    };
}

std::string signed_with(const rsa_key& key, const json::object& header, const json::object& claims)
{
    return key.sign(json::serialize(header), json::serialize(claims));
}

}  // namespace

std::optional<forgery> forgery_of(std::string_view name) noexcept
{
    const auto it = std::find(names.begin(), names.end(), name);
    if (it == names.end()) return std::nullopt;
    return static_cast<forgery>(it - names.begin());
}

teams_keys::teams_keys() : unendorsed_(fresh_id())
{
    rotate(false);
}

std::string teams_keys::rotate(bool keep_old)
{
    if (!keep_old) keys_.clear();
    keys_.emplace_back(fresh_id());
    return keys_.back().id();
}

const std::string& teams_keys::kid() const noexcept
{
    return keys_.back().id();
}

std::string teams_keys::public_pem() const
{
    return keys_.back().public_pem();
}

json::object teams_keys::jwks() const
{
    json::array list;
    list.push_back(jwk_of(unendorsed_, {"skype"}));
    for (const auto& k : keys_) list.push_back(jwk_of(k, endorsements));
    return {{"keys", std::move(list)}};
}

const rsa_key& teams_keys::stranger()
{
    if (!stranger_) stranger_.emplace(fresh_id());
    return *stranger_;
}

std::string teams_keys::sign(const json::object& claims)
{
    return signed_with(
        keys_.back(), {{"alg", "RS256"}, {"typ", "JWT"}, {"kid", kid()}, {"x5t", kid()}}, claims
    );
}

std::vector<std::string> teams_keys::authorization(const token_claims& c, forgery how)
{
    const auto seconds = [](std::chrono::system_clock::time_point t) {
        return std::chrono::duration_cast<std::chrono::seconds>(t.time_since_epoch()).count();
    };
    json::object header{{"alg", "RS256"}, {"kid", kid()}, {"x5t", kid()}, {"typ", "JWT"}};
    json::object claims{
        {"serviceurl", c.service_url},
        {"nbf", seconds(c.now)},
        {"exp", seconds(c.now + c.life)},
        {"iss", c.issuer},
        {"aud", c.audience},
    };
    const rsa_key* by = &keys_.back();
    switch (how) {
        case forgery::wrong_key:
            by = &stranger();
            break;
        case forgery::wrong_audience:
            claims["aud"] = "99999999-0000-4000-8000-000000000009";
            break;
        case forgery::wrong_issuer:
            claims["iss"] = "https://sts.windows.net/99999999-0000-4000-8000-000000000009/";
            break;
        case forgery::expired:
            claims["nbf"] = seconds(c.now - std::chrono::hours(2));
            claims["exp"] = seconds(c.now - std::chrono::hours(1));
            break;
        case forgery::not_yet:
            claims["nbf"] = seconds(c.now + std::chrono::hours(1));
            claims["exp"] = seconds(c.now + std::chrono::hours(2));
            break;
        case forgery::unknown_kid:
            header["kid"] = fresh_id();
            by = &stranger();
            break;
        case forgery::unendorsed:
            by = &unendorsed_;
            header["kid"] = by->id();
            break;
        case forgery::other_service_url:
            claims["serviceurl"] = "https://smba.example.net/emea/";
            break;
        case forgery::no_service_url:
            claims.erase("serviceurl");
            break;
        case forgery::no_exp:
            claims.erase("exp");
            break;
        case forgery::no_kid:
            header.erase("kid");
            break;
        case forgery::crit:
            header["crit"] = json::array{"x-unknown"};
            header["x-unknown"] = true;
            break;
        case forgery::no_token:
            return {};
        case forgery::garbage:
            return {"Bearer not.a.token"};
        case forgery::alg_none: {
            header["alg"] = "none";
            return {
                "Bearer " + base64url(json::serialize(header)) + '.' + base64url(json::serialize(claims)) +
                '.'
            };
        }
        case forgery::hs256: {
            header["alg"] = "HS256";
            return {
                "Bearer " + sign_hs256(json::serialize(header), json::serialize(claims), by->public_pem())
            };
        }
        case forgery::none:
        case forgery::two_tokens:
            break;
    }
    std::vector<std::string> out{"Bearer " + signed_with(*by, header, claims)};
    if (how == forgery::two_tokens) out.push_back(out.front());
    return out;
}

}  // namespace adapters::sandbox
