#include "bot/content_hash.hpp"

#include "bot/json_string.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>

namespace bot {

namespace json = boost::json;

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::int64_t largest_exact = std::int64_t{1} << 53;

// UTF-8 bytes sort like UTF-16 units except that surrogate pairs (lead byte 0xF0 and up) come before
// U+E000..U+FFFF (lead bytes 0xEE and 0xEF).
bool before_in_utf16(std::string_view a, std::string_view b) noexcept
{
    const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (y == b.end()) return false;
    if (x == a.end()) return true;
    const auto left = static_cast<unsigned char>(*x);
    const auto right = static_cast<unsigned char>(*y);
    if (left >= 0xEE && right >= 0xEE) {
        const bool left_pair = left >= 0xF0;
        const bool right_pair = right >= 0xF0;
        if (left_pair != right_pair) return left_pair;
    }
    return left < right;
}

void append_value(std::string& out, const json::value& v)
{
    switch (v.kind()) {
        case json::kind::null:
            out += "null";
            return;
        case json::kind::bool_:
            out += v.get_bool() ? "true" : "false";
            return;
        case json::kind::int64:
            if (v.get_int64() > largest_exact || v.get_int64() < -largest_exact) break;
            out += std::to_string(v.get_int64());
            return;
        case json::kind::uint64:
            if (v.get_uint64() > static_cast<std::uint64_t>(largest_exact)) break;
            out += std::to_string(v.get_uint64());
            return;
        case json::kind::double_:
            break;
        case json::kind::string:
            append_json_string(out, v.get_string());
            return;
        case json::kind::array: {
            out += '[';
            bool first = true;
            for (const auto& item : v.get_array()) {
                if (!first) out += ',';
                first = false;
                append_value(out, item);
            }
            out += ']';
            return;
        }
        case json::kind::object:
            append_canonical_json(out, v.get_object());
            return;
    }
    throw std::logic_error("canonical JSON holds integers within 2^53 only");
}

// EVP_sha256() makes OpenSSL 3 look the algorithm up again at each digest.
const EVP_MD* sha256()
{
    static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return fetched;
}

}  // namespace

std::string sha256_hex(std::string_view bytes)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    std::string hex;
    hex.reserve(std::size_t{2} * length);
    for (unsigned int i = 0; i < length; ++i) {
        hex += hex_digits[digest[i] >> 4];
        hex += hex_digits[digest[i] & 15];
    }
    return hex;
}

void append_canonical_json(std::string& out, const json::object& o)
{
    std::vector<const json::key_value_pair*> members;
    members.reserve(o.size());
    for (const auto& member : o) members.push_back(&member);
    std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) {
        return before_in_utf16(a->key(), b->key());
    });
    out += '{';
    bool first = true;
    for (const auto* member : members) {
        if (!first) out += ',';
        first = false;
        append_json_string(out, member->key());
        out += ':';
        append_value(out, member->value());
    }
    out += '}';
}

std::string canonical_json(const json::value& v)
{
    std::string out;
    append_value(out, v);
    return out;
}

std::string content_hash(std::vector<rendered_text> texts)
{
    std::sort(texts.begin(), texts.end(), [](const rendered_text& a, const rendered_text& b) {
        return a.destination < b.destination;
    });
    std::string all = "[";
    for (const auto& one : texts) {
        all += all.size() == 1 ? R"({"destination":)" : R"(,{"destination":)";
        append_json_string(all, one.destination);
        all += R"(,"text":)";
        append_json_string(all, one.text);
        all += '}';
    }
    return sha256_hex(all + ']');
}

}  // namespace bot
