#include "adapters/teams/json_answer.hpp"

#include <boost/json/parse.hpp>

namespace adapters::teams {

namespace json = boost::json;

json::value parsed_answer(std::string_view text, std::size_t deepest)
{
    json::parse_options limits;
    limits.max_depth = deepest;
    boost::system::error_code ec;
    json::value v = json::parse(text, ec, {}, limits);
    return ec ? json::value{} : v;
}

std::string_view text_of(const json::object& in, std::string_view key, std::size_t longest)
{
    const json::value* v = in.if_contains(key);
    if (v == nullptr || !v->is_string() || v->get_string().size() > longest) return {};
    return v->get_string();
}

}  // namespace adapters::teams
