// Any bytes as a token and as the documents that publish keys. Nothing unsigned may pass for signed.
#include "adapters/teams/signing_keys.hpp"
#include "adapters/teams/token.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace adapters::teams;

namespace {

// A modulus whose factors nobody kept.
const signing_key& own_key()
{
    static const signing_key key = [] {
        std::string modulus(256, '\xC7');
        modulus.back() = '\x01';
        auto made = signing_key::make("k", modulus, std::string("\x01\x00\x01", 3), {"msteams"});
        if (!made) std::abort();
        return *made;
    }();
    return key;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto token = parse_token(text)) {
        const auto header = judge(token->header);
        judge(
            token->claims,
            {.issuer = "i", .app_id = "a"},
            std::chrono::system_clock::from_time_t(1'800'000'000)
        );
        if (header == rejection::none && token->header.algorithm != "RS256") std::abort();
    }
    if (own_key().signed_this(text)) std::abort();
    keys_url_of(text);
    for (const signing_key& key : read_keys(text))
        if (key.id().empty()) std::abort();
    return 0;
}
