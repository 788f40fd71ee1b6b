// A ZIP archive in memory.
#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <vector>

namespace adapters::manifest {

struct zip_entry {
    std::string name;
    std::string content;
};

// All entries at the archive's root, dated alike, so that the same content makes the same archive. The error
// is the library's.
boost::system::result<std::string> zipped(const std::vector<zip_entry>& entries);

}  // namespace adapters::manifest
