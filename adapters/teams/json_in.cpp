#include "adapters/teams/json_in.hpp"

#include <algorithm>
#include <set>

namespace adapters::teams::reading {
namespace {

constexpr std::size_t keep_capacity = std::size_t{256} * 1024;

std::string bounded(std::string_view value, std::size_t longest = longest_text)
{
    if (value.size() > longest) {
        value = value.substr(0, longest);
        while (!value.empty() && (static_cast<unsigned char>(value.back()) & 0xC0U) == 0x80U)
            value.remove_suffix(1);
        if (!value.empty() && (static_cast<unsigned char>(value.back()) & 0x80U) != 0) value.remove_suffix(1);
    }
    return std::string(value);
}

}  // namespace

std::optional<dom::object> bounded_parser::object(std::string_view text)
{
    // One large document must not hold its memory for ever.
    const std::size_t room = std::max(text.size(), std::size_t{1024});
    const bool is_far_too_big = parser_.capacity() > keep_capacity && room <= keep_capacity;
    if (parser_.capacity() < room || is_far_too_big) {
        parser_ = dom::parser();
        if (parser_.allocate(room, deepest) != simdjson::SUCCESS) return std::nullopt;
    }
    dom::element root;
    if (parser_.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
    dom::object out;
    if (root.get(out) != simdjson::SUCCESS) return std::nullopt;
    return out;
}

std::string text(const dom::object& from, std::string_view name, std::size_t longest)
{
    std::string_view found;
    if (from.at_key(name).get(found) != simdjson::SUCCESS) return {};
    return bounded(found, longest);
}

std::string scalar(const dom::element& from)
{
    std::string_view words;
    if (from.get(words) == simdjson::SUCCESS) return bounded(words);
    if (from.is<bool>()) return from.get_bool().value_unsafe() ? "true" : "false";
    if (from.is_number()) return simdjson::minify(from);
    return {};
}

std::optional<dom::object> object(const dom::object& from, std::string_view name)
{
    dom::object found;
    if (from.at_key(name).get(found) != simdjson::SUCCESS) return std::nullopt;
    return found;
}

std::optional<dom::array> array(const dom::object& from, std::string_view name)
{
    dom::array found;
    if (from.at_key(name).get(found) != simdjson::SUCCESS) return std::nullopt;
    return found;
}

bool is_true(const dom::object& from, std::string_view name)
{
    bool found = false;
    return from.at_key(name).get(found) == simdjson::SUCCESS && found;
}

bool repeats(const dom::object& of, std::initializer_list<std::string_view> names)
{
    std::set<std::string_view> seen;
    for (const auto& [key, value] : of) {
        const bool is_named = std::find(names.begin(), names.end(), key) != names.end();
        if (is_named && !seen.insert(key).second) return true;
    }
    return false;
}

bool repeats_any(const dom::object& of)
{
    std::set<std::string_view> seen;
    for (const auto& [key, value] : of)
        if (!seen.insert(key).second) return true;
    return false;
}

}  // namespace adapters::teams::reading
