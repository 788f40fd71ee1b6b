// A URL taken apart: one reading of it for the check of the configuration and for whoever dials.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bot {

struct url_parts {
    std::string scheme;  // lower case
    std::string host;    // lower case, decoded, an IPv6 address without its brackets; never empty
    bool is_ipv6 = false;
    std::uint16_t port = 0;  // 0: none is written
    bool has_user_info = false;
    std::string user_info;  // decoded
    std::string target;     // path and query as they go into a request line, at least "/"
};

constexpr std::size_t longest_url = 8192;  // bytes

// Nothing for what is no absolute URL with a host that could be dialled as it is written.
std::optional<url_parts> split_url(std::string_view text);

// Only localhost, 127.0.0.0/8 and ::1; an IPv6 address with or without its brackets.
bool is_loopback_name(std::string_view host) noexcept;

}  // namespace bot
