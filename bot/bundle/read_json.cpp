#include "bot/bundle/read_json.hpp"

#include "bot/content_hash.hpp"

#include <boost/json/parse.hpp>

#include <exception>

namespace bot::bundle {

std::optional<json::value> parse_bounded(std::string_view text)
{
    json::parse_options options;
    options.max_depth = 32;
    boost::system::error_code ec;
    json::value out = json::parse(text, ec, {}, options);
    return ec ? std::nullopt : std::optional(std::move(out));
}

bool is_canonical(const json::value& parsed, std::string_view text)
{
    try {
        return canonical_json(parsed) + "\n" == text;
    } catch (const std::exception&) {
        return false;  // numbers that no bundle has
    }
}

}  // namespace bot::bundle
