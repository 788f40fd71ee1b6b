// The keys that the channel signs with: read from its published documents, and put to use with cjose.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::teams {

// One RSA key. Copies share it.
class signing_key {
public:
    // `modulus` and `exponent` big-endian. Nothing for keys below 2048 bits, absurd ones, or what OpenSSL
    // refuses.
    static std::optional<signing_key> make(
        std::string id, std::string modulus, std::string exponent, std::vector<std::string> endorsements
    );

    const std::string& id() const noexcept { return id_; }
    const std::vector<std::string>& endorsements() const noexcept { return endorsements_; }

    // RSASSA-PKCS1-v1_5 with SHA-256 over the token's bytes as received.
    bool signed_this(std::string_view token) const;

    // The same numbers under the same id, with the same endorsements.
    friend bool operator==(const signing_key& a, const signing_key& b) noexcept
    {
        return a.id_ == b.id_ && a.numbers_ == b.numbers_ && a.endorsements_ == b.endorsements_;
    }

private:
    signing_key() = default;

    std::string id_;
    std::vector<std::string> endorsements_;
    std::string numbers_;        // modulus and exponent
    std::shared_ptr<void> key_;  // cjose's
};

// jwks_uri of an OpenID metadata document; nothing when it has none that may be asked (https, or http to a
// loopback host).
std::optional<std::string> keys_url_of(std::string_view metadata);

// The usable keys of a JWK set; others (not RSA, not for signatures, without a kid) are left out.
std::vector<signing_key> read_keys(std::string_view jwks);

}  // namespace adapters::teams
