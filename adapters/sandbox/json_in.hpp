// JSON that came from outside: parsed by simdjson, kept as a Boost.JSON value.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::sandbox {

namespace json = boost::json;

// Nothing for malformed text, invalid UTF-8 or nesting deeper than 64.
std::optional<json::value> parse_json(std::string_view text);

// Empty, false or nothing when the field is absent or of another kind. Views live as long as the object.
std::string_view text_at(const json::object& o, std::string_view key) noexcept;
bool flag_at(
    const json::object& o, std::string_view key, bool otherwise = false
) noexcept;  // "true" and "1" count
std::int64_t number_at(
    const json::object& o, std::string_view key, std::int64_t otherwise
) noexcept;  // also from text
const json::object* object_at(const json::object& o, std::string_view key) noexcept;
const json::array* array_at(const json::object& o, std::string_view key) noexcept;

std::size_t utf16_length(std::string_view utf8) noexcept;
std::string cut_to_utf16(std::string_view utf8, std::size_t units);  // on a code point boundary

}  // namespace adapters::sandbox
