#include "adapters/teams/service_url.hpp"

#include "adapters/http/url.hpp"

#include <algorithm>

namespace adapters::teams {

bot::result<std::string> checked_service_url(std::string_view url, const std::vector<std::string>& hosts)
{
    if (url.find_first_of("?#") != std::string_view::npos || url.size() > 2048)
        return bot::make_error_code(bot::errc::bad_url);
    const auto read = http::check_url(url, http::url_purpose::request);
    if (!read) return read.error();
    if (std::find(hosts.begin(), hosts.end(), read->host) == hosts.end())
        return bot::make_error_code(bot::errc::bad_url);
    // Dot segments would let the path of a call leave the service's own.
    if (read->target.find("/.") != std::string::npos || read->target.find("//") != std::string::npos ||
        read->target.find('%') != std::string::npos)
        return bot::make_error_code(bot::errc::bad_url);
    std::string base = read->scheme + "://" + read->authority() + read->target;
    if (!base.ends_with('/')) base += '/';
    return base;
}

}  // namespace adapters::teams
