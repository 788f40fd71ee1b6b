// Ed25519 signatures (RFC 8032), keys in the PEM forms that OpenSSL writes.
#pragma once

#include "bot/bundle/fault.hpp"

#include <boost/system/result.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace bot::bundle {

// A private key; its memory is wiped when it ends.
class signing_key {
public:
    // "-----BEGIN PRIVATE KEY-----", without a passphrase. The fault never repeats anything of the text.
    static boost::system::result<signing_key, fault> from_pem(std::string_view pem);

    signing_key(signing_key&&) noexcept;
    signing_key& operator=(signing_key&&) noexcept;
    ~signing_key();

    std::string public_key() const;                  // 32 bytes as 64 hex digits
    std::string sign(std::string_view bytes) const;  // 64 bytes as 128 hex digits

private:
    struct key;
    explicit signing_key(std::unique_ptr<key> k);
    std::unique_ptr<key> key_;
};

// "-----BEGIN PUBLIC KEY-----", or 64 hex digits; white space around them is no part. The key as lower-case
// hex.
boost::system::result<std::string, fault> public_key_from(std::string_view text);

// False for keys and signatures that are none, too.
bool verify(std::string_view public_key_hex, std::string_view bytes, std::string_view signature_hex);

}  // namespace bot::bundle
