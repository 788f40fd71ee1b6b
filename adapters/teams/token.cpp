#include "adapters/teams/token.hpp"

#include "adapters/http/headers.hpp"
#include "adapters/teams/base64url.hpp"
#include "adapters/teams/json_in.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace adapters::teams {

using namespace reading;

namespace {

constexpr std::size_t most_audiences = 16;
constexpr double last_second = 253'402'300'799.0;  // of the year 9999

// A date that is no number is no date: the claim then counts as broken, not as absent.
bool read_date(const dom::object& from, std::string_view name, std::optional<std::chrono::sys_seconds>& into)
{
    dom::element found;
    if (from.at_key(name).get(found) != simdjson::SUCCESS) return true;
    double seconds = 0;
    if (found.get(seconds) != simdjson::SUCCESS) return false;
    if (!(seconds >= 0 && seconds <= last_second)) return false;
    into = std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(seconds))));
    return true;
}

void read_audience(const dom::object& from, std::vector<std::string>& into)
{
    if (const auto many = array(from, "aud")) {
        for (const dom::element& each : *many) {
            std::string_view one;
            if (into.size() < most_audiences && each.get(one) == simdjson::SUCCESS) into.emplace_back(one);
        }
        return;
    }
    if (auto one = text(from, "aud"); !one.empty()) into.push_back(std::move(one));
}

std::optional<token_header> read_header(std::string_view encoded)
{
    const auto plain = decode_base64url(encoded);
    if (!plain) return std::nullopt;
    bounded_parser parser;
    const auto json = parser.object(*plain);
    if (!json || repeats_any(*json)) return std::nullopt;
    token_header out;
    out.algorithm = text(*json, "alg");
    out.key_id = text(*json, "kid");
    dom::element ignored;
    out.is_critical = json->at_key("crit").get(ignored) == simdjson::SUCCESS;
    return out;
}

std::optional<token_claims> read_claims(std::string_view encoded)
{
    const auto plain = decode_base64url(encoded);
    if (!plain) return std::nullopt;
    bounded_parser parser;
    const auto json = parser.object(*plain);
    if (!json || repeats_any(*json)) return std::nullopt;
    token_claims out;
    out.issuer = text(*json, "iss");
    read_audience(*json, out.audience);
    // Lower case on the wire, while the documentation spells it with a capital letter.
    out.service_url = text(*json, "serviceurl");
    if (out.service_url.empty()) out.service_url = text(*json, "serviceUrl");
    const bool has_dates = read_date(*json, "exp", out.expires) && read_date(*json, "nbf", out.not_before) &&
                           read_date(*json, "iat", out.issued);
    if (!has_dates) return std::nullopt;
    return out;
}

std::string normal_service_url(std::string_view url)
{
    if (url.ends_with('/')) url.remove_suffix(1);
    std::string out(url);
    const auto scheme_end = out.find("://");
    if (scheme_end == std::string::npos) return out;
    const auto host_end = std::min(out.find('/', scheme_end + 3), out.size());
    for (std::size_t i = 0; i < host_end; ++i)
        if (out[i] >= 'A' && out[i] <= 'Z') out[i] = static_cast<char>(out[i] - 'A' + 'a');
    return out;
}

}  // namespace

std::string_view name_of(rejection why) noexcept
{
    constexpr std::array<std::string_view, 22> names{
        "none",        "no_token",       "malformed",   "algorithm",   "no_key_id", "critical",
        "unknown_key", "signature",      "issuer",      "audience",    "no_expiry", "expired",
        "not_yet",     "no_service_url", "service_url", "endorsement", "tenant",    "recipient",
        "no_keys",     "host",           "proxied",     "channel"
    };
    return names[static_cast<std::size_t>(why)];
}

std::optional<parsed_token> parse_token(std::string_view text)
{
    if (text.size() > largest_token) return std::nullopt;
    const auto first = text.find('.');
    const auto second = first == std::string_view::npos ? first : text.find('.', first + 1);
    if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos)
        return std::nullopt;
    const auto signature = text.substr(second + 1);
    if (!decode_base64url(signature)) return std::nullopt;
    auto header = read_header(text.substr(0, first));
    auto claims = read_claims(text.substr(first + 1, second - first - 1));
    if (!header || !claims) return std::nullopt;
    return parsed_token{std::move(*header), std::move(*claims)};
}

rejection judge(const token_header& header)
{
    if (header.is_critical) return rejection::critical;
    if (header.algorithm != "RS256") return rejection::algorithm;
    if (header.key_id.empty()) return rejection::no_key_id;
    return rejection::none;
}

rejection judge(
    const token_claims& claims, const token_expectation& wanted, std::chrono::system_clock::time_point now
)
{
    if (claims.issuer != wanted.issuer) return rejection::issuer;
    const bool is_for_us = std::any_of(claims.audience.begin(), claims.audience.end(), [&](const auto& each) {
        return http::same_text(each, wanted.app_id);
    });
    if (!is_for_us) return rejection::audience;
    if (!claims.expires) return rejection::no_expiry;
    if (now >= *claims.expires + wanted.skew) return rejection::expired;
    if (claims.not_before && now + wanted.skew < *claims.not_before) return rejection::not_yet;
    if (claims.issued && now + wanted.skew < *claims.issued) return rejection::not_yet;
    if (claims.service_url.empty()) return rejection::no_service_url;
    return rejection::none;
}

bool same_service_url(std::string_view a, std::string_view b)
{
    return !a.empty() && normal_service_url(a) == normal_service_url(b);
}

}  // namespace adapters::teams
