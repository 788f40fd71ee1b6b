// Reading small JSON answers and rows as values: what is no JSON is null, what is no text is empty.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <string_view>

namespace adapters::teams {

boost::json::value parsed_answer(std::string_view text, std::size_t deepest = 32);

// Empty when absent, no string, or longer than so many bytes. As long-lived as the object.
std::string_view text_of(
    const boost::json::object& in, std::string_view key, std::size_t longest = std::size_t{64} * 1024
);

}  // namespace adapters::teams
