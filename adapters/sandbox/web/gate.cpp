#include "adapters/sandbox/web/gate.hpp"

#include "adapters/http/url.hpp"
#include "adapters/sandbox/local_http.hpp"

#include <fmt/format.h>

#include <random>

namespace adapters::sandbox::web {
namespace {

std::string_view host_of(std::string_view authority)
{
    if (authority.starts_with('[')) return authority.substr(1, authority.find(']') - 1);
    return authority.substr(0, authority.find(':'));
}

// Takes as long whatever the difference.
bool same_secret(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) return false;
    unsigned differences = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        differences |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    return differences == 0;
}

bool has_cookie(std::string_view cookies, std::string_view name, std::string_view value)
{
    while (!cookies.empty()) {
        const auto end = cookies.find(';');
        auto one = cookies.substr(0, end);
        cookies.remove_prefix(end == std::string_view::npos ? cookies.size() : end + 1);
        while (one.starts_with(' ')) one.remove_prefix(1);
        if (one.starts_with(name) && one.substr(name.size()).starts_with('=') &&
            same_secret(one.substr(name.size() + 1), value)) {
            return true;
        }
    }
    return false;
}

}  // namespace

refusal_of_gate judge(const http::server_request& r, const gate_settings& rules)
{
    constexpr refusal_of_gate foreign{
        403, "foreign_page", "This server answers its own page only, under its own name."
    };
    const auto host = r.headers.find("Host");
    if (host.empty() || (rules.local && !http::is_loopback_host(host_of(host)))) return foreign;
    if (const auto origin = r.headers.find("Origin"); !origin.empty()) {
        const auto slashes = origin.find("://");
        if (slashes == std::string_view::npos || !http::same_text(origin.substr(slashes + 3), host))
            return foreign;
    }
    const auto site = r.headers.find("Sec-Fetch-Site");
    const bool link = r.method == "GET" && r.path == "/" && r.headers.find("Sec-Fetch-Mode") == "navigate" &&
                      r.headers.find("Sec-Fetch-Dest") == "document";
    if (!site.empty() && site != "same-origin" && site != "none" && !link) return foreign;
    if (rules.token.empty()) return {};
    const auto header = r.headers.find("Authorization");
    const bool bearer = header.starts_with("Bearer ") && same_secret(header.substr(7), rules.token);
    if (bearer || has_cookie(r.headers.find("Cookie"), rules.cookie, rules.token)) return {};
    return {401, "token_needed", "Open the address with the token that `incidentd sandbox` printed."};
}

bool brings_token(const http::server_request& r, const gate_settings& rules)
{
    if (rules.token.empty() || r.method != "GET" || r.path != "/") return false;
    const auto query = parse_form(r.query);
    return same_secret(text_at(query, "token"), rules.token);
}

std::string cookie_for(const gate_settings& rules)
{
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict", rules.cookie, rules.token);
}

std::string fresh_token()
{
    std::random_device source;
    std::string token;
    for (int i = 0; i < 4; ++i) token += fmt::format("{:08x}", source());
    return token;
}

}  // namespace adapters::sandbox::web
