// JSON as people write it in runbooks and context files: every value with its place, every fault with its
// spot.
#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace runbooks {

struct json_fault {
    std::size_t offset = 0;  // byte in the text
    std::string message;
};

[[noreturn]] inline void throw_exception_from_error(const json_fault& why, const auto&)
{
    throw std::logic_error(why.message);
}

enum class json_kind { null, boolean, number, string, array, object };

struct json_member;

struct json_value {
    json_kind kind = json_kind::null;
    std::size_t offset = 0;  // of its first byte: the quote, the brace, the first digit
    std::string text;        // a string decoded; everything else as spelled
    std::vector<json_value> items;
    std::vector<json_member> members;  // in order, repeated keys included

    // Where the byte `decoded` of a string's text stands in the JSON text that was read.
    std::size_t source_of(std::string_view json_text, std::size_t decoded) const;
};

struct json_member {
    std::string key;
    std::size_t offset = 0;  // of the key's quote
    json_value value;
};

inline constexpr std::size_t json_depth_limit = 32;

boost::system::result<json_value, json_fault> read_json(std::string_view text);

std::string compact_json(const json_value& of);  // numbers as spelled, keys in their order

std::string_view name_of(json_kind kind) noexcept;

}  // namespace runbooks
