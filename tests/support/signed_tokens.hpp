// RSA keys made at run time, tokens signed with them and the documents that publish them: a channel that the
// tests own.
#pragma once

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

inline std::string base64url(std::string_view bytes)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    unsigned held = 0;
    unsigned bits = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        held += 8;
        while (held >= 6) {
            held -= 6;
            out += alphabet[(bits >> held) & 63U];
        }
    }
    if (held > 0) out += alphabet[(bits << (6 - held)) & 63U];
    return out;
}

class rsa_key {
public:
    explicit rsa_key(std::string id, unsigned bits = 2048)
        : id_(std::move(id)), key_(EVP_RSA_gen(bits), EVP_PKEY_free)
    {
        if (!key_) throw std::runtime_error("no RSA key");
    }

    const std::string& id() const { return id_; }
    std::string modulus() const { return number(OSSL_PKEY_PARAM_RSA_N); }
    std::string exponent() const { return number(OSSL_PKEY_PARAM_RSA_E); }

    // As it stands in a JWK set; `endorsements` is JSON, empty leaves the member out.
    std::string jwk(const std::string& endorsements = R"(["msteams"])") const
    {
        std::string out = R"({"kty":"RSA","use":"sig","kid":")" + id_ + R"(","n":")" + base64url(modulus()) +
                          R"(","e":")" + base64url(exponent()) + '"';
        if (!endorsements.empty()) out += R"(,"endorsements":)" + endorsements;
        return out + "}";
    }

    std::string sign(const std::string& header, const std::string& claims) const
    {
        const std::string content = base64url(header) + "." + base64url(claims);
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> md(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        std::size_t size = 0;
        const auto* data = reinterpret_cast<const unsigned char*>(content.data());
        EVP_DigestSignInit(md.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        EVP_DigestSign(md.get(), nullptr, &size, data, content.size());
        std::string signature(size, '\0');
        EVP_DigestSign(
            md.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data, content.size()
        );
        signature.resize(size);
        return content + "." + base64url(signature);
    }

private:
    std::string number(const char* name) const
    {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key_.get(), name, &value);
        std::string out(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
        BN_bn2bin(value, reinterpret_cast<unsigned char*>(out.data()));
        BN_free(value);
        return out;
    }

    std::string id_;
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

// HS256 with any secret: what a verifier that trusts the header would take a public key for.
inline std::string sign_hs256(const std::string& header, const std::string& claims, const std::string& secret)
{
    const std::string content = base64url(header) + "." + base64url(claims);
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(
        EVP_sha256(),
        secret.data(),
        static_cast<int>(secret.size()),
        reinterpret_cast<const unsigned char*>(content.data()),
        content.size(),
        mac,
        &size
    );
    return content + "." + base64url(std::string_view(reinterpret_cast<const char*>(mac), size));
}

}  // namespace tests
