// The bundle as people read it: one HTML page without script, pictures or anything from elsewhere.
#pragma once

#include "bot/bundle/contents.hpp"

#include <string>

namespace bot::bundle {

// A pure function of the contents: whoever has them can make the page again and compare.
std::string page_of(const contents& of);

}  // namespace bot::bundle
