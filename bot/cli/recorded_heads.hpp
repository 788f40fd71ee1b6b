// The hashes of the audit chain that approval records hold: witnesses outside of the store.
#pragma once

#include "bot/config/settings.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace bot::cli {

struct recorded_head {
    std::string hash;
    std::string file;  // below the documents tree
};

// By event number. Blocking; files above 4 MiB, links and what cannot be read are passed over: a record that
// is gone is no witness. At most 100,000 files.
using recorded_heads = std::multimap<std::int64_t, recorded_head>;
recorded_heads heads_in_records(const document_paths& documents);

}  // namespace bot::cli
