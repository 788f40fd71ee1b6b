// The documents that publish the tests' own RSA keys.
#pragma once

#include "adapters/sandbox/rsa_key.hpp"

#include <string>

namespace tests {

using adapters::sandbox::base64url;
using adapters::sandbox::rsa_key;
using adapters::sandbox::sign_hs256;

// The key as it stands in a JWK set; `endorsements` is JSON, empty leaves the member out.
inline std::string jwk_of(const rsa_key& key, const std::string& endorsements = R"(["msteams"])")
{
    std::string out = R"({"kty":"RSA","use":"sig","kid":")" + key.id() + R"(","n":")" +
                      base64url(key.modulus()) + R"(","e":")" + base64url(key.exponent()) + '"';
    if (!endorsements.empty()) out += R"(,"endorsements":)" + endorsements;
    return out + "}";
}

}  // namespace tests
