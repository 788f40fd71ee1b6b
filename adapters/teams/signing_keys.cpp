#include "adapters/teams/signing_keys.hpp"

#include "adapters/http/url.hpp"
#include "adapters/teams/base64url.hpp"
#include "adapters/teams/json_in.hpp"

#include <cjose/cjose.h>

#include <algorithm>

namespace adapters::teams {

using namespace reading;

namespace {

constexpr std::size_t least_modulus = 2048 / 8;
constexpr std::size_t largest_modulus = 8192 / 8;  // verifying costs grow with its square
constexpr std::size_t largest_exponent = 4;
constexpr std::size_t most_keys = 100;
constexpr std::size_t most_endorsements = 100;

std::string without_leading_zeros(std::string bytes)
{
    bytes.erase(0, std::min(bytes.find_first_not_of('\0'), bytes.size()));
    return bytes;
}

// cjose ends the process on base64 that it does not like (an assertion of its decoder), so it only ever sees
// what was checked here.
bool is_strict(std::string_view token)
{
    int parts = 0;
    for (;;) {
        const auto dot = token.find('.');
        const auto part = token.substr(0, dot);
        if (part.empty() || !decode_base64url(part)) return false;
        ++parts;
        if (dot == std::string_view::npos) return parts == 3;
        token.remove_prefix(dot + 1);
    }
}

std::optional<signing_key> read_key(const dom::object& from)
{
    if (text(from, "kty") != "RSA") return std::nullopt;
    if (const auto use = text(from, "use"); !use.empty() && use != "sig") return std::nullopt;
    if (const auto alg = text(from, "alg"); !alg.empty() && alg != "RS256") return std::nullopt;
    auto modulus = decode_base64url(text(from, "n"));
    auto exponent = decode_base64url(text(from, "e"));
    if (!modulus || !exponent) return std::nullopt;
    std::vector<std::string> endorsements;
    if (const auto all = array(from, "endorsements")) {
        for (const dom::element& each : *all) {
            std::string_view one;
            if (endorsements.size() < most_endorsements && each.get(one) == simdjson::SUCCESS)
                endorsements.emplace_back(one);
        }
    }
    return signing_key::make(
        text(from, "kid"), std::move(*modulus), std::move(*exponent), std::move(endorsements)
    );
}

}  // namespace

std::optional<signing_key> signing_key::make(
    std::string id, std::string modulus, std::string exponent, std::vector<std::string> endorsements
)
{
    modulus = without_leading_zeros(std::move(modulus));
    exponent = without_leading_zeros(std::move(exponent));
    if (id.empty() || modulus.size() < least_modulus || modulus.size() > largest_modulus) return std::nullopt;
    if (exponent.empty() || exponent.size() > largest_exponent) return std::nullopt;
    const bool is_odd = (static_cast<unsigned char>(exponent.back()) & 1U) != 0;
    if (!is_odd || exponent == "\x01") return std::nullopt;

    cjose_jwk_rsa_keyspec spec{};
    spec.n = reinterpret_cast<std::uint8_t*>(modulus.data());
    spec.nlen = modulus.size();
    spec.e = reinterpret_cast<std::uint8_t*>(exponent.data());
    spec.elen = exponent.size();
    cjose_err why{};
    cjose_jwk_t* made = cjose_jwk_create_RSA_spec(&spec, &why);
    if (made == nullptr) return std::nullopt;
    signing_key out;
    out.key_ =
        std::shared_ptr<void>(made, [](void* key) { cjose_jwk_release(static_cast<cjose_jwk_t*>(key)); });
    out.id_ = std::move(id);
    out.numbers_ = modulus + exponent;
    out.endorsements_ = std::move(endorsements);
    return out;
}

bool signing_key::signed_this(std::string_view token) const
{
    if (!is_strict(token)) return false;
    cjose_err why{};
    const std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)> jws(
        cjose_jws_import(token.data(), token.size(), &why), cjose_jws_release
    );
    return jws != nullptr && cjose_jws_verify(jws.get(), static_cast<const cjose_jwk_t*>(key_.get()), &why);
}

std::optional<std::string> keys_url_of(std::string_view metadata)
{
    bounded_parser parser;
    const auto json = parser.object(metadata);
    if (!json) return std::nullopt;
    auto url = text(*json, "jwks_uri");
    if (!http::check_url(url, http::url_purpose::request)) return std::nullopt;
    return url;
}

std::vector<signing_key> read_keys(std::string_view jwks)
{
    std::vector<signing_key> out;
    bounded_parser parser;
    const auto json = parser.object(jwks);
    if (!json) return out;
    const auto keys = array(*json, "keys");
    if (!keys) return out;
    for (const dom::element& each : *keys) {
        dom::object one;
        if (out.size() >= most_keys || each.get(one) != simdjson::SUCCESS) continue;
        if (auto key = read_key(one)) out.push_back(std::move(*key));
    }
    return out;
}

}  // namespace adapters::teams
