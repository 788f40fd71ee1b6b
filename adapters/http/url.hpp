// URLs and the rule about them: TLS everywhere, plain text to this machine only.
#pragma once

#include "bot/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace adapters::http {

struct url {
    std::string scheme;  // lower case
    std::string host;    // lower case, an IPv6 address without its brackets
    std::uint16_t port = 0;
    std::string target;     // path and query as they go into the request line, at least "/"
    std::string user_info;  // decoded "user:password", of a proxy or a webhook

    bool is_tls() const noexcept { return scheme == "https" || scheme == "wss"; }
    bool is_loopback() const noexcept;
    std::string authority(
    ) const;                     // host, in brackets if need be, with the port unless it is the scheme's own
    std::string origin() const;  // scheme://host:port
};

enum class url_purpose {
    request,    // https, or http to a loopback host
    websocket,  // wss, or ws to a loopback host
    proxy,      // http to anywhere; the scheme may be left out
    webhook,    // as request, and may have a user part, which goes out as Basic authorization
    identity,   // a managed identity's token endpoint: https, or http to a loopback or link-local address
};

// errc::bad_url, or errc::insecure_url for plain text to a host that is not loopback.
bot::result<url> check_url(std::string_view text, url_purpose purpose);

// The URL without its user part; as it is when it is no URL.
std::string without_user_info(std::string_view text);

// Only localhost, 127.0.0.0/8 and ::1.
bool is_loopback_host(std::string_view host) noexcept;

// 169.254.0.0/16 and fe80::/10: never routed, hence as near as this machine.
bool is_link_local_host(std::string_view host) noexcept;

// scheme://host and nothing more: path, query and user part of a webhook are secrets.
std::string redacted(std::string_view text);

std::string percent_encoded(std::string_view text);  // for a query value or a form field

}  // namespace adapters::http
