// Where the bot's token may be sent: the service URL of a conversation comes from outside, the hosts that it
// may name from the configuration.
#pragma once

#include "bot/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace adapters::teams {

// The URL that paths such as "v3/conversations" are appended to; it ends with "/". `hosts` are exact names in
// lower case, any port. Refused (errc::bad_url, errc::insecure_url): other hosts, plain http to anything but
// a listed loopback host, user names, queries, fragments. teams.md 4.8.
bot::result<std::string> checked_service_url(std::string_view url, const std::vector<std::string>& hosts);

}  // namespace adapters::teams
