#include "adapters/http/url.hpp"

#include "bot/url.hpp"

#include <boost/asio/ip/address.hpp>

#include <utility>

namespace adapters::http {
namespace {

std::uint16_t own_port(std::string_view scheme) noexcept
{
    return scheme == "https" || scheme == "wss" ? 443 : 80;
}

bool fits(std::string_view scheme, url_purpose purpose) noexcept
{
    switch (purpose) {
        case url_purpose::request:
        case url_purpose::webhook:
        case url_purpose::identity:
            return scheme == "https" || scheme == "http";
        case url_purpose::websocket:
            return scheme == "wss" || scheme == "ws";
        case url_purpose::proxy:
            return scheme == "http";
    }
    return false;
}

}  // namespace

bool is_loopback_host(std::string_view host) noexcept
{
    return bot::is_loopback_name(host);
}

bool is_link_local_host(std::string_view host) noexcept
{
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(host, ec);
    if (ec) return false;
    if (address.is_v6()) return address.to_v6().is_link_local();
    const auto bytes = address.to_v4().to_bytes();
    return bytes[0] == 169 && bytes[1] == 254;
}

bool url::is_loopback() const noexcept
{
    return is_loopback_host(host);
}

std::string url::authority() const
{
    std::string text = host.find(':') == std::string::npos ? host : '[' + host + ']';
    if (port != own_port(scheme)) text += ':' + std::to_string(port);
    return text;
}

std::string url::origin() const
{
    return scheme + "://" + (host.find(':') == std::string::npos ? host : '[' + host + ']') + ':' +
           std::to_string(port);
}

bot::result<url> check_url(std::string_view text, url_purpose purpose)
{
    std::string whole(text);
    if (purpose == url_purpose::proxy && whole.find("://") == std::string::npos) whole.insert(0, "http://");
    auto parts = bot::split_url(whole);
    if (!parts || !fits(parts->scheme, purpose)) return bot::make_error_code(bot::errc::bad_url);
    const bool may_have_user = purpose == url_purpose::proxy || purpose == url_purpose::webhook;
    if (parts->has_user_info && !may_have_user) return bot::make_error_code(bot::errc::bad_url);
    url u;
    u.port = parts->port == 0 ? own_port(parts->scheme) : parts->port;
    u.scheme = std::move(parts->scheme);
    u.host = std::move(parts->host);
    u.target = std::move(parts->target);
    u.user_info = std::move(parts->user_info);
    const bool is_near = u.is_loopback() || (purpose == url_purpose::identity && is_link_local_host(u.host));
    if (purpose != url_purpose::proxy && !u.is_tls() && !is_near)
        return bot::make_error_code(bot::errc::insecure_url);
    return u;
}

std::string without_user_info(std::string_view text)
{
    const auto parts = bot::split_url(text);
    if (!parts || !parts->has_user_info) return std::string(text);
    std::string whole(text);
    const auto begin = whole.find("://") + 3;  // a user part stands behind these, whatever else does
    whole.erase(begin, whole.find('@', begin) + 1 - begin);
    return whole;
}

std::string redacted(std::string_view text)
{
    const auto parts = bot::split_url(text);
    if (!parts) return "(not a URL)";
    return parts->scheme + "://" + (parts->is_ipv6 ? '[' + parts->host + ']' : parts->host);
}

std::string percent_encoded(std::string_view text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

}  // namespace adapters::http
