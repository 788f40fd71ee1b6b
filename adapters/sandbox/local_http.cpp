#include "adapters/sandbox/local_http.hpp"

#include "adapters/http/url.hpp"

#include <boost/json/serialize.hpp>

#include <charconv>

namespace adapters::sandbox {

bool from_here(const http::server_request& r)
{
    const auto host = r.headers.find("Host");
    const auto name = [](std::string_view authority) {
        if (authority.starts_with('[')) return authority.substr(1, authority.find(']') - 1);
        return authority.substr(0, authority.find(':'));
    };
    if (!http::is_loopback_host(name(host))) return false;
    const auto origin = r.headers.find("Origin");
    if (origin.empty() || r.wants_websocket) return true;
    const auto slashes = origin.find("://");
    return slashes != std::string_view::npos && origin.substr(slashes + 3) == host;
}

http::server_response plain(unsigned status, std::string text)
{
    http::server_response r;
    r.status = status;
    r.headers.add("Content-Type", "text/plain; charset=utf-8");
    r.body = std::move(text);
    return r;
}

http::server_response as_json(unsigned status, const json::object& body)
{
    http::server_response r;
    r.status = status;
    r.headers.add("Content-Type", "application/json; charset=utf-8");
    r.headers.add("Cache-Control", "no-store");
    r.body = json::serialize(body);
    return r;
}

http::server_response fated(http::fate what)
{
    http::server_response r;
    r.what = what;
    return r;
}

std::string percent_decoded(std::string_view text, bool plus_is_space)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned byte = 0;
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] == '%' && i + 2 < text.size() &&
                   std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr ==
                       text.data() + i + 3) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

json::object parse_form(std::string_view body)
{
    json::object o;
    while (!body.empty()) {
        const auto field = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), field.size() + 1));
        const auto eq = field.find('=');
        if (eq == std::string_view::npos) continue;
        o[percent_decoded(field.substr(0, eq), true)] = percent_decoded(field.substr(eq + 1), true);
    }
    return o;
}

json::object wrong(std::string_view why)
{
    return {{"ok", false}, {"error", why}};
}

json::object said(bool ok, std::string_view why_not)
{
    return ok ? json::object{{"ok", true}} : wrong(why_not);
}

boost::system::result<json::object, std::string_view> control_arguments(const http::server_request& r)
{
    if (r.method != "POST" || r.body.empty()) return parse_form(r.query);
    if (!r.headers.find("Content-Type").starts_with("application/json")) return std::string_view("json_only");
    auto parsed = parse_json(r.body);
    if (!parsed || !parsed->is_object()) return std::string_view("invalid_json");
    return std::move(parsed->get_object());
}

}  // namespace adapters::sandbox
