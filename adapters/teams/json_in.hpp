// Reading JSON of strangers: whole documents are checked before anything is believed, wrong types are as good
// as absent.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::teams::reading {

namespace dom = simdjson::dom;

constexpr std::size_t deepest = 32;
constexpr std::size_t longest_text = std::size_t{64} * 1024;

// Parses UTF-8 JSON of bounded depth. The element lives until the next call.
class bounded_parser {
public:
    std::optional<dom::object> object(std::string_view text);

private:
    dom::parser parser_;
};

// The first member of that name; empty when absent or no string. Longer than so many bytes: cut between code
// points.
std::string text(const dom::object& from, std::string_view name, std::size_t longest = longest_text);
// "", numbers and booleans as text: input values and ids come as any of them.
std::string scalar(const dom::element& from);
std::optional<dom::object> object(const dom::object& from, std::string_view name);
std::optional<dom::array> array(const dom::object& from, std::string_view name);
bool is_true(const dom::object& from, std::string_view name);

// Two readers of one document may take different ones of two equal keys; such documents are refused.
bool repeats(const dom::object& of, std::initializer_list<std::string_view> names);
bool repeats_any(const dom::object& of);

}  // namespace adapters::teams::reading
