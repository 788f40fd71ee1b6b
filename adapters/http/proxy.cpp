#include "adapters/http/proxy.hpp"

#include "adapters/http/headers.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>

namespace adapters::http {
namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool in_network(std::string_view network, const std::string& host)
{
    boost::system::error_code ec;
    const auto net = boost::asio::ip::make_network_v4(network, ec);
    if (ec) return false;
    const auto address = boost::asio::ip::make_address_v4(host, ec);
    if (ec) return false;
    return boost::asio::ip::network_v4(address, net.prefix_length()).canonical() == net.canonical();
}

bool names(std::string_view entry, const url& target)
{
    entry = trimmed(entry);
    if (entry.empty()) return false;
    if (entry == "*") return true;
    if (entry.find('/') != std::string_view::npos) return in_network(entry, target.host);
    std::string_view host = entry;
    if (entry.front() == '[') {  // [v6] or [v6]:port
        const auto end = entry.find(']');
        if (end == std::string_view::npos) return false;
        host = entry.substr(1, end - 1);
        entry.remove_prefix(end + 1);
    } else if (entry.find(':') == entry.rfind(':')) {
        host = entry.substr(0, entry.find(':'));
        entry.remove_prefix(host.size());
    } else {
        entry = {};  // a bare IPv6 address
    }
    if (!entry.empty() && entry != ':' + std::to_string(target.port)) return false;
    if (host.starts_with("*.")) host.remove_prefix(1);
    if (host.starts_with('.')) host.remove_prefix(1);
    if (host.empty()) return false;
    if (same_text(host, target.host)) return true;
    if (target.host.size() <= host.size()) return false;
    const std::string_view tail = std::string_view(target.host).substr(target.host.size() - host.size());
    return same_text(tail, host) && target.host[target.host.size() - host.size() - 1] == '.';
}

}  // namespace

bot::result<std::optional<url>> proxy_for(const proxy_settings& settings, const url& target)
{
    if (settings.https_proxy.empty() || !target.is_tls() || target.is_loopback()) return std::optional<url>();
    std::string_view rest = settings.no_proxy;
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        if (names(rest.substr(0, comma), target)) return std::optional<url>();
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    auto proxy = check_url(settings.https_proxy, url_purpose::proxy);
    if (!proxy) return proxy.error();
    return std::optional<url>(std::move(*proxy));
}

}  // namespace adapters::http
