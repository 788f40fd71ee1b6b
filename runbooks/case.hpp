// Lower case for names that people write in any case, accents included ("RESOLUÇÃO" is "resolução").
#pragma once

#include <string>
#include <string_view>

namespace runbooks {

// Bytes that are not UTF-8 pass through unchanged. Depends on no process-wide locale.
std::string lower(std::string_view text);

}  // namespace runbooks
