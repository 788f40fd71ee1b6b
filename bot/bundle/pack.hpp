// A bundle's files with the manifest that names each by its hash, and the signature over the manifest.
#pragma once

#include "bot/bundle/contents.hpp"
#include "bot/bundle/ed25519.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::bundle {

// The archive; the same contents and key give the same bytes.
std::string pack(const contents& of, const signing_key* key);

struct manifest {
    std::string incident;
    std::int64_t first = 0;  // events of the chain segment
    std::int64_t last = 0;
    std::string head;  // hash of the last
    struct file {
        std::string name;
        std::string sha256;
        std::int64_t size = 0;
    };
    std::vector<file> files;  // in the archive's order, behind manifest and signature
};
std::string to_text(const manifest& m);
boost::system::result<manifest, fault> manifest_from(std::string_view text);

struct signature {
    std::string public_key;  // hex
    std::string value;       // hex
};
std::string to_text(const signature& s);
boost::system::result<signature, fault> signature_from(std::string_view text);

}  // namespace bot::bundle
