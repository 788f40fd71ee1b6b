// Which connections go through an HTTP CONNECT proxy.
#pragma once

#include "adapters/http/url.hpp"

#include <optional>
#include <string>

namespace adapters::http {

// The values of HTTPS_PROXY and NO_PROXY, read by main; empty means none.
struct proxy_settings {
    std::string https_proxy;
    std::string no_proxy;  // hosts, domain suffixes, addresses, IPv4 networks; optional ports; * for all
};

// The proxy for this target; nothing for plain text, for loopback, and for what NO_PROXY names.
bot::result<std::optional<url>> proxy_for(const proxy_settings& settings, const url& target);

}  // namespace adapters::http
