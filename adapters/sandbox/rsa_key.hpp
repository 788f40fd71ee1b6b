// An RSA key made at run time, and tokens signed with it: what the in-process Teams and the tests of a bot's
// checks speak with.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace adapters::sandbox {

std::string base64url(std::string_view bytes);

class rsa_key {
public:
    explicit rsa_key(std::string id, unsigned bits = 2048);

    const std::string& id() const noexcept { return id_; }
    std::string modulus() const;  // big-endian bytes
    std::string exponent() const;
    std::string public_pem() const;
    // "HEADER.CLAIMS.SIGNATURE", signed RS256 whatever the header says.
    std::string sign(std::string_view header, std::string_view claims) const;

private:
    std::string id_;
    std::shared_ptr<evp_pkey_st> pair_;
};

// The same with HS256 and any secret: what a verifier that trusts the header would take a public key for.
std::string sign_hs256(std::string_view header, std::string_view claims, std::string_view secret);

}  // namespace adapters::sandbox
