#include "adapters/sandbox/teams_keys.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
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

std::string base64url(std::string_view bytes)
{
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const auto size = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(out.data()),
        reinterpret_cast<const unsigned char*>(bytes.data()),
        static_cast<int>(bytes.size())
    );
    out.resize(static_cast<std::size_t>(size));
    while (out.ends_with('=')) out.pop_back();
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    return out;
}

std::string random_bytes(std::size_t count)
{
    std::string out(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1)
        throw std::runtime_error("no random bytes");
    return out;
}

}  // namespace

std::optional<forgery> forgery_of(std::string_view name) noexcept
{
    const auto it = std::find(names.begin(), names.end(), name);
    if (it == names.end()) return std::nullopt;
    return static_cast<forgery>(it - names.begin());
}

struct teams_keys::key {
    key() : pair(EVP_RSA_gen(2048), EVP_PKEY_free), kid(base64url(random_bytes(20)))
    {
        if (!pair) throw std::runtime_error("no RSA key");
    }

    std::string number(const char* which) const
    {
        BIGNUM* n = nullptr;
        if (EVP_PKEY_get_bn_param(pair.get(), which, &n) != 1) throw std::runtime_error("no RSA parameter");
        std::string bytes(static_cast<std::size_t>(BN_num_bytes(n)), '\0');
        BN_bn2bin(n, reinterpret_cast<unsigned char*>(bytes.data()));
        BN_free(n);
        return base64url(bytes);
    }

    json::object jwk(const std::vector<std::string>& for_channels) const
    {
        return {
            {"kty", "RSA"},
            {"use", "sig"},
            {"kid", kid},
            {"x5t", kid},
            {"n", number(OSSL_PKEY_PARAM_RSA_N)},
            {"e", number(OSSL_PKEY_PARAM_RSA_E)},
            {"endorsements", json::array(for_channels.begin(), for_channels.end())},
        };
    }

    std::string pem() const  // of the public half
    {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
        PEM_write_bio_PUBKEY(out.get(), pair.get());
        char* data = nullptr;
        const auto size = BIO_get_mem_data(out.get(), &data);
        return {data, static_cast<std::size_t>(size)};
    }

    std::string signature(std::string_view text) const
    {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
            EVP_MD_CTX_new(), EVP_MD_CTX_free
        );
        const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
        std::size_t size = 0;
        if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pair.get()) != 1 ||
            EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) != 1)
            throw std::runtime_error("cannot sign");
        std::string out(size, '\0');
        if (EVP_DigestSign(
                context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes, text.size()
            ) != 1)
            throw std::runtime_error("cannot sign");
        out.resize(size);
        return out;
    }

    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair;
    std::string kid;
};

teams_keys::teams_keys() : unendorsed_(std::make_unique<key>())
{
    rotate(false);
}

teams_keys::~teams_keys() = default;

std::string teams_keys::rotate(bool keep_old)
{
    if (!keep_old) keys_.clear();
    keys_.push_back(std::make_unique<key>());
    return keys_.back()->kid;
}

const std::string& teams_keys::kid() const noexcept
{
    return keys_.back()->kid;
}

std::string teams_keys::public_pem() const
{
    return keys_.back()->pem();
}

json::object teams_keys::jwks() const
{
    json::array list;
    list.push_back(unendorsed_->jwk({"skype"}));
    for (const auto& k : keys_) list.push_back(k->jwk(endorsements));
    return {{"keys", std::move(list)}};
}

teams_keys::key& teams_keys::stranger()
{
    if (!stranger_) stranger_ = std::make_unique<key>();
    return *stranger_;
}

std::string teams_keys::token(const json::object& header, const json::object& claims, const key& by) const
{
    const auto text = base64url(json::serialize(header)) + '.' + base64url(json::serialize(claims));
    return text + '.' + base64url(by.signature(text));
}

std::string teams_keys::sign(const json::object& claims)
{
    return token({{"alg", "RS256"}, {"typ", "JWT"}, {"kid", kid()}, {"x5t", kid()}}, claims, *keys_.back());
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
    const auto* by = keys_.back().get();
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
            header["kid"] = base64url(random_bytes(20));
            by = &stranger();
            break;
        case forgery::unendorsed:
            by = unendorsed_.get();
            header["kid"] = by->kid;
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
            const auto text = base64url(json::serialize(header)) + '.' + base64url(json::serialize(claims));
            const auto secret = by->pem();
            std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
            unsigned size = 0;
            HMAC(
                EVP_sha256(),
                secret.data(),
                static_cast<int>(secret.size()),
                reinterpret_cast<const unsigned char*>(text.data()),
                text.size(),
                mac.data(),
                &size
            );
            return {"Bearer " + text + '.' + base64url({reinterpret_cast<const char*>(mac.data()), size})};
        }
        case forgery::none:
        case forgery::two_tokens:
            break;
    }
    std::vector<std::string> out{"Bearer " + token(header, claims, *by)};
    if (how == forgery::two_tokens) out.push_back(out.front());
    return out;
}

}  // namespace adapters::sandbox
