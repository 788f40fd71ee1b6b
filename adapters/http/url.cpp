#include "adapters/http/url.hpp"

#include "adapters/http/headers.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>

namespace adapters::http {
namespace {

std::string lower(std::string_view text)
{
    std::string low(text);
    for (char& c : low)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return low;
}

std::uint16_t own_port(std::string_view scheme) noexcept
{
    return scheme == "https" || scheme == "wss" ? 443 : 80;
}

bool fits(std::string_view scheme, url_purpose purpose) noexcept
{
    switch (purpose) {
        case url_purpose::request:
        case url_purpose::identity:
            return scheme == "https" || scheme == "http";
        case url_purpose::websocket:
            return scheme == "wss" || scheme == "ws";
        case url_purpose::proxy:
            return scheme == "http";
    }
    return false;
}

// Boost.URL 1.81 takes 127.0.0.1.example.com for the address 127.0.0.1 followed by a path ".example.com": a
// host that would be dialled is not the host that was written, so such a URL is no URL.
bool is_sound(const boost::urls::url_view& u)
{
    const auto path = u.encoded_path();
    return !u.encoded_host().empty() && (path.empty() || path.front() == '/');
}

}  // namespace

bool is_loopback_host(std::string_view host) noexcept
{
    if (same_text(host, "localhost")) return true;
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(host, ec);
    return !ec && address.is_loopback();
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
    if (whole.size() > 8192) return bot::make_error_code(bot::errc::bad_url);
    const auto parsed = boost::urls::parse_uri(whole);
    if (!parsed || !is_sound(*parsed)) return bot::make_error_code(bot::errc::bad_url);

    url u;
    u.scheme = lower(parsed->scheme());
    u.host = lower(parsed->host());
    if (parsed->host_type() == boost::urls::host_type::ipv6) u.host = lower(parsed->host_address());
    if (!fits(u.scheme, purpose)) return bot::make_error_code(bot::errc::bad_url);
    u.port = own_port(u.scheme);
    if (parsed->has_port() && !parsed->port().empty()) {
        const std::string port(parsed->port());
        const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), u.port);
        if (ec != std::errc() || *end != '\0' || u.port == 0) return bot::make_error_code(bot::errc::bad_url);
    }
    if (parsed->has_userinfo()) {
        if (purpose != url_purpose::proxy) return bot::make_error_code(bot::errc::bad_url);
        u.user_info = parsed->userinfo();
    }
    // A decoded host with anything but these could smuggle bytes into a header or a look-up.
    for (const char c : u.host)
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_' &&
            c != ':')
            return bot::make_error_code(bot::errc::bad_url);
    u.target = std::string(parsed->encoded_path());
    if (u.target.empty()) u.target = "/";
    if (parsed->has_query()) u.target += '?' + std::string(parsed->encoded_query());
    const bool is_near = u.is_loopback() || (purpose == url_purpose::identity && is_link_local_host(u.host));
    if (purpose != url_purpose::proxy && !u.is_tls() && !is_near)
        return bot::make_error_code(bot::errc::insecure_url);
    return u;
}

std::string redacted(std::string_view text)
{
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed || !is_sound(*parsed)) return "(not a URL)";
    return lower(parsed->scheme()) + "://" + lower(parsed->encoded_host());
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
