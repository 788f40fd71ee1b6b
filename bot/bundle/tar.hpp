// A bundle's outer form: a tar archive (POSIX ustar) of plain files, written in exactly one way.
#pragma once

#include "bot/bundle/fault.hpp"

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bot::bundle {

inline constexpr std::size_t largest_archive = std::size_t{256} << 20;
inline constexpr std::size_t most_entries = 20'000;

struct entry {
    std::string name;  // "records/D12.md": parts of letters, digits, . _ -, at most 100 bytes
    std::string content;
};

// No part is empty or begins with a dot: nothing can leave the folder that it is unpacked into.
bool is_entry_name(std::string_view name) noexcept;

// The same entries give the same bytes: mode 0644, owner and time 0. The names are entry names.
std::string write_tar(const std::vector<entry>& entries);

// Reads only what write_tar() writes, byte for byte; anything else is a fault that names the place. Whatever
// the bytes are: no more than their size is kept, and nothing is written anywhere.
boost::system::result<std::vector<entry>, fault> read_tar(std::string_view bytes);

}  // namespace bot::bundle
