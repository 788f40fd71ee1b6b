// JSON for people: two spaces a level.
#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace adapters::manifest {

std::string indented(const boost::json::value& v);

}  // namespace adapters::manifest
