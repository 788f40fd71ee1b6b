// What an approval is bound to: SHA-256 over the canonical JSON of the exact texts and destinations.
#pragma once

#include "bot/draft.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace bot {

std::string sha256_hex(std::string_view bytes);
// RFC 8785. Numbers are integers within ±2^53; anything else is a broken invariant and throws.
std::string canonical_json(const boost::json::value& v);
void append_canonical_json(std::string& out, const boost::json::object& o);
// Of [{"destination":…,"text":…},…] sorted by destination.
std::string content_hash(std::vector<rendered_text> texts);

}  // namespace bot
