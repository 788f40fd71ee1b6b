#include "bot/config/url_rule.hpp"

#include <fmt/format.h>

namespace bot {

std::string url_fault(std::string_view url)
{
    const auto parts = split_url(url);
    if (!parts) return "must be a full URL such as https://host/path";
    if (parts->has_user_info) return "must not hold a user name or password";
    if (parts->scheme == "https") return {};
    if (parts->scheme != "http") return fmt::format("must be https, not {}", parts->scheme);
    if (is_loopback_name(parts->host)) return {};
    return fmt::format("must be https: plain http is allowed to this machine only, not to {}", parts->host);
}

}  // namespace bot
