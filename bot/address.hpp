// What a platform has to remember to reach a place or a person again: rows of its own words, kept for it.
#pragma once

#include <cstddef>
#include <string>

namespace bot {

// The rules never look into one. Only the adapter that wrote it reads it, at start, out of loaded_state.
struct address {
    std::string platform;    // the adapter's kind
    std::string connection;  // configured name of the workspace or bot
    std::string key;         // unique within the connection, for example "conversation/19:…"
    std::string body;        // the platform's own JSON, at most largest_address bytes; empty: forget the row
};
constexpr std::size_t largest_address = 16 * 1024;

}  // namespace bot
