#include "adapters/sandbox/rsa_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace adapters::sandbox {
namespace {

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string number(EVP_PKEY* of, const char* which)
{
    BIGNUM* n = nullptr;
    if (EVP_PKEY_get_bn_param(of, which, &n) != 1) throw std::runtime_error("no RSA parameter");
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(n)), '\0');
    BN_bn2bin(n, reinterpret_cast<unsigned char*>(bytes.data()));
    BN_free(n);
    return bytes;
}

std::string content_of(std::string_view header, std::string_view claims)
{
    return base64url(header) + '.' + base64url(claims);
}

}  // namespace

std::string base64url(std::string_view bytes)
{
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const auto size = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes), static_cast<int>(bytes.size())
    );
    out.resize(static_cast<std::size_t>(size));
    while (out.ends_with('=')) out.pop_back();
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    return out;
}

rsa_key::rsa_key(std::string id, unsigned bits) : id_(std::move(id)), pair_(EVP_RSA_gen(bits), EVP_PKEY_free)
{
    if (!pair_) throw std::runtime_error("no RSA key");
}

std::string rsa_key::modulus() const
{
    return number(pair_.get(), OSSL_PKEY_PARAM_RSA_N);
}

std::string rsa_key::exponent() const
{
    return number(pair_.get(), OSSL_PKEY_PARAM_RSA_E);
}

std::string rsa_key::public_pem() const
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PUBKEY(out.get(), pair_.get());
    char* data = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string rsa_key::sign(std::string_view header, std::string_view claims) const
{
    const std::string content = content_of(header, claims);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> md(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::size_t size = 0;
    if (EVP_DigestSignInit(md.get(), nullptr, EVP_sha256(), nullptr, pair_.get()) != 1 ||
        EVP_DigestSign(md.get(), nullptr, &size, bytes_of(content), content.size()) != 1)
        throw std::runtime_error("cannot sign");
    std::string signature(size, '\0');
    auto* into = reinterpret_cast<unsigned char*>(signature.data());
    if (EVP_DigestSign(md.get(), into, &size, bytes_of(content), content.size()) != 1)
        throw std::runtime_error("cannot sign");
    signature.resize(size);
    return content + '.' + base64url(signature);
}

std::string sign_hs256(std::string_view header, std::string_view claims, std::string_view secret)
{
    const std::string content = content_of(header, claims);
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    HMAC(
        EVP_sha256(),
        secret.data(),
        static_cast<int>(secret.size()),
        bytes_of(content),
        content.size(),
        mac.data(),
        &size
    );
    return content + '.' + base64url({reinterpret_cast<const char*>(mac.data()), size});
}

}  // namespace adapters::sandbox
