#include "bot/config/url_rule.hpp"

#include <fmt/format.h>
#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace bot {

bool is_loopback_name(std::string_view host) noexcept
{
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host == "localhost") return true;
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(host, ec);
    return !ec && address.is_loopback();
}

std::string url_fault(std::string_view url)
{
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || parsed->host().empty()) return "must be a full URL such as https://host/path";
    if (parsed->has_userinfo()) return "must not hold a user name or password";
    const std::string scheme(parsed->scheme());
    if (scheme == "https") return {};
    if (scheme != "http") return fmt::format("must be https, not {}", scheme);
    if (is_loopback_name(parsed->host())) return {};
    return fmt::format(
        "must be https: plain http is allowed to this machine only, not to {}", parsed->host()
    );
}

}  // namespace bot
