// Gathers what a bundle holds from the store and the documents tree, beside a running daemon or without one.
#pragma once

#include "bot/bundle/contents.hpp"
#include "bot/config/settings.hpp"
#include "bot/store/store.hpp"

#include <string>
#include <string_view>

namespace bot::bundle {

// Blocking. The fault says that there is no such incident or that nothing of it is in the chain. `generator`
// is this program's name and version.
boost::system::result<contents, fault> collect(
    store_reader& from, const settings& config, std::string_view incident_id, std::string_view generator
);

}  // namespace bot::bundle
