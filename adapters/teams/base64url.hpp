// base64url without padding (RFC 4648 §5), as JWTs and JWKs use it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace adapters::teams {

// Nothing for any character outside the alphabet, padding included.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace adapters::teams
