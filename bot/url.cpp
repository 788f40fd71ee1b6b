#include "bot/url.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>

namespace bot {

namespace {

std::string lower(std::string_view text)
{
    std::string low(text);
    for (char& c : low)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return low;
}

// Boost.URL 1.81 takes 127.0.0.1.example.com for the address 127.0.0.1 followed by a path ".example.com": a
// host that would be dialled is not the host that was written, so such a URL is no URL.
bool is_sound(const boost::urls::url_view& u)
{
    const auto path = u.encoded_path();
    return !u.encoded_host().empty() && (path.empty() || path.front() == '/');
}

// A decoded host with anything but these could smuggle bytes into a header or a look-up.
bool is_host(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' ||
               c == ':';
    });
}

}  // namespace

std::optional<url_parts> split_url(std::string_view text)
{
    if (text.size() > longest_url) return std::nullopt;
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed || !is_sound(*parsed)) return std::nullopt;
    url_parts u;
    u.scheme = lower(parsed->scheme());
    u.is_ipv6 = parsed->host_type() == boost::urls::host_type::ipv6;
    u.host = u.is_ipv6 ? lower(parsed->host_address()) : lower(parsed->host());
    if (!is_host(u.host)) return std::nullopt;
    if (parsed->has_port() && !parsed->port().empty()) {
        const std::string port(parsed->port());
        const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), u.port);
        if (ec != std::errc() || *end != '\0' || u.port == 0) return std::nullopt;
    }
    u.has_user_info = parsed->has_userinfo();
    if (u.has_user_info) u.user_info = parsed->userinfo();
    u.target = std::string(parsed->encoded_path());
    if (u.target.empty()) u.target = "/";
    if (parsed->has_query()) u.target += '?' + std::string(parsed->encoded_query());
    return u;
}

bool is_loopback_name(std::string_view host) noexcept
{
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    constexpr std::string_view local = "localhost";
    const bool is_local = host.size() == local.size() &&
                          std::equal(host.begin(), host.end(), local.begin(), [](char a, char b) {
                              return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b);
                          });
    if (is_local) return true;
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(host, ec);
    return !ec && address.is_loopback();
}

}  // namespace bot
