// One string as JSON: the shortest escapes, as RFC 8785 wants them.
#pragma once

#include <string>
#include <string_view>

namespace bot {

// With its quotes. Bytes of 0x80 and above stay as they are.
void append_json_string(std::string& out, std::string_view text);

}  // namespace bot
