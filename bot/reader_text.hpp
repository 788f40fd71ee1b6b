// A final text as its readers see it.
#pragma once

#include "runbooks/dialect.hpp"

#include <string>
#include <string_view>

namespace bot {

// No entities, no escapes of a platform, and mentions that notify nobody.
std::string reader_text(runbooks::dialect which, std::string_view text);

}  // namespace bot
