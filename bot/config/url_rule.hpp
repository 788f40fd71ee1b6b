// The rule about configured URLs: TLS everywhere, plain text to this machine only.
#pragma once

#include "bot/url.hpp"

#include <string>
#include <string_view>

namespace bot {

// What is wrong with a URL, as the end of a sentence; empty when nothing is. Names at most scheme and host:
// path, query and user part may be secrets.
std::string url_fault(std::string_view url);

}  // namespace bot
