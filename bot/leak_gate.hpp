// Strings that must not leave: credentials by their known shapes, and what looks like one by its letters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct leak {
    std::size_t begin = 0;  // bytes into the text
    std::size_t length = 0;
    std::string kind;  // "slack_token", "private_key", …
};

// Tokens, keys and secret URLs of well-known issuers, private keys with their body, and URLs with a password
// in them. Sorted, without overlaps. Linear in the text's length.
std::vector<leak> find_credentials(std::string_view text);

// "senha: …" and its like with a value that is no word ("assigned"), and long strings that look random
// ("random", and "hex" for those of hexadecimal digits, as hashes are). Names in CamelCase, identifiers with
// dashes or underscores, and UUIDs do not.
std::vector<leak> find_token_like(std::string_view text);

}  // namespace bot
