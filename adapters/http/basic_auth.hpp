// Credentials of a URL's user part, as HTTP carries them (RFC 7617).
#pragma once

#include <string>
#include <string_view>

namespace adapters::http {

// "Basic " and the base64 of "user:password".
std::string basic_authorization(std::string_view user_info);

}  // namespace adapters::http
