#include "bot/bundle/ed25519.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <climits>
#include <optional>
#include <vector>

namespace bot::bundle {
namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t signature_size = 64;
constexpr std::size_t longest_pem = 64 * 1024;

struct free_key {
    void operator()(EVP_PKEY* k) const noexcept { EVP_PKEY_free(k); }
};
struct free_bio {
    void operator()(BIO* b) const noexcept { BIO_free(b); }
};
struct free_context {
    void operator()(EVP_MD_CTX* c) const noexcept { EVP_MD_CTX_free(c); }
};
using evp_key = std::unique_ptr<EVP_PKEY, free_key>;
using evp_bio = std::unique_ptr<BIO, free_bio>;
using evp_context = std::unique_ptr<EVP_MD_CTX, free_context>;

// Without it OpenSSL asks the terminal for a passphrase.
int no_passphrase(char*, int, int, void*)
{
    return 0;
}

evp_bio memory(std::string_view text)
{
    return evp_bio(
        text.size() > longest_pem ? nullptr : BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))
    );
}

std::string to_hex(const unsigned char* bytes, std::size_t size)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(size * 2);
    for (std::size_t i = 0; i < size; ++i) {
        out += digits[bytes[i] >> 4U];
        out += digits[bytes[i] & 0x0FU];
    }
    return out;
}

// Lower-case digits only: one key has one spelling.
std::optional<std::vector<unsigned char>> from_hex(std::string_view hex, std::size_t size)
{
    if (hex.size() != size * 2) return std::nullopt;
    const auto digit = [](char c) -> int {
        if (c >= '0' && c <= '9') return c - '0';
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    std::vector<unsigned char> out;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = digit(hex[i]);
        const int low = digit(hex[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<unsigned char>(high * 16 + low));
    }
    return out;
}

std::optional<std::string> raw_public_key(const EVP_PKEY* k)
{
    std::array<unsigned char, key_size> raw{};
    std::size_t size = raw.size();
    if (EVP_PKEY_get_id(k) != EVP_PKEY_ED25519 || EVP_PKEY_get_raw_public_key(k, raw.data(), &size) != 1 ||
        size != key_size)
        return std::nullopt;
    return to_hex(raw.data(), raw.size());
}

}  // namespace

struct signing_key::key {
    evp_key evp;
};

signing_key::signing_key(std::unique_ptr<key> k) : key_(std::move(k)) {}
signing_key::signing_key(signing_key&&) noexcept = default;
signing_key& signing_key::operator=(signing_key&&) noexcept = default;
signing_key::~signing_key() = default;

boost::system::result<signing_key, fault> signing_key::from_pem(std::string_view pem)
{
    const auto text = memory(pem);
    evp_key found(text ? PEM_read_bio_PrivateKey(text.get(), nullptr, &no_passphrase, nullptr) : nullptr);
    ERR_clear_error();
    if (!found || EVP_PKEY_get_id(found.get()) != EVP_PKEY_ED25519)
        return fault{
            "the signing key is no Ed25519 private key in PEM without a passphrase: make one with "
            "openssl genpkey -algorithm ed25519"
        };
    return signing_key(std::make_unique<key>(key{std::move(found)}));
}

std::string signing_key::public_key() const
{
    return raw_public_key(key_->evp.get()).value_or(std::string());
}

std::string signing_key::sign(std::string_view bytes) const
{
    const evp_context context(EVP_MD_CTX_new());
    std::array<unsigned char, signature_size> made{};
    std::size_t size = made.size();
    if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_->evp.get()) != 1 ||
        EVP_DigestSign(
            context.get(),
            made.data(),
            &size,
            reinterpret_cast<const unsigned char*>(bytes.data()),
            bytes.size()
        ) != 1 ||
        size != signature_size)
        throw std::runtime_error("OpenSSL does not sign");
    return to_hex(made.data(), made.size());
}

boost::system::result<std::string, fault> public_key_from(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin != text.npos) text = text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
    std::string lower(text.substr(0, key_size * 2 + 1));
    for (char& c : lower) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    // Both sides of the result could be made of a text: say which one is meant.
    using found_key = boost::system::result<std::string, fault>;
    if (from_hex(lower, key_size)) return found_key(boost::system::in_place_value, lower);
    const auto pem = memory(text);
    const evp_key found(pem ? PEM_read_bio_PUBKEY(pem.get(), nullptr, &no_passphrase, nullptr) : nullptr);
    ERR_clear_error();
    if (found) {
        if (auto raw = raw_public_key(found.get())) return found_key(boost::system::in_place_value, *raw);
    }
    return fault{"this is no Ed25519 public key: neither PEM nor 64 hex digits"};
}

bool verify(std::string_view public_key_hex, std::string_view bytes, std::string_view signature_hex)
{
    const auto raw = from_hex(public_key_hex, key_size);
    const auto signature = from_hex(signature_hex, signature_size);
    if (!raw || !signature) return false;
    const evp_key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw->data(), raw->size()));
    const evp_context context(EVP_MD_CTX_new());
    const bool good = key && context &&
                      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                      EVP_DigestVerify(
                          context.get(),
                          signature->data(),
                          signature->size(),
                          reinterpret_cast<const unsigned char*>(bytes.data()),
                          bytes.size()
                      ) == 1;
    ERR_clear_error();
    return good;
}

}  // namespace bot::bundle
