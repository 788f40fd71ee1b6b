// What went over the wire of every platform, in one order, filtered for a page.
#pragma once

#include "adapters/sandbox/wire_log.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

namespace adapters::sandbox::web {

class wire_view {
public:
    static constexpr std::size_t most_entries = 2000;
    static constexpr std::size_t most_bytes = std::size_t{16} << 20;
    static constexpr std::size_t most_part = std::size_t{64} << 10;  // of what one side sent

    // Numbers the entry anew; what it was made into.
    const json::object& add(std::string_view platform, const wire_entry& e);

    // `query`: after (a number), kind, platform, subject (a prefix), contains (in the JSON, without regard to
    // ASCII case), most (200, at most 2000). The newest that fit, oldest first.
    json::array list(const json::object& query) const;
    std::uint64_t last() const noexcept { return last_; }

private:
    struct kept {
        json::object entry;
        std::size_t bytes = 0;
    };
    std::deque<kept> entries_;
    std::size_t bytes_ = 0;
    std::uint64_t last_ = 0;
};

}  // namespace adapters::sandbox::web
