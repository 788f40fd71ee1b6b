// Whether a bundle is what incidentd made: judged from its bytes alone, on any machine.
#pragma once

#include "bot/bundle/contents.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::bundle {

struct report {
    std::vector<std::string> faults;        // none: intact; the first one is the outermost
    std::optional<std::int64_t> bad_event;  // the first event of the chain that does not hold
    std::vector<std::string> notes;         // what a reader should know although nothing is wrong
    std::string incident;
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::string head;  // hash of the last event
    std::size_t drafts = 0;
    std::size_t records = 0;
    std::string signed_by;  // public key in hex; empty: not signed
    bool pinned = false;    // and it is the one that was asked for

    bool intact() const noexcept { return faults.empty(); }
};

// `pinned_key`: 64 hex digits of the public key that must have signed it; empty: any or none. `generator` is
// this program's own name and version: a page of the same one must come out the same again.
report check(std::string_view archive, const std::string& pinned_key, std::string_view generator);

// The parts of it, for tests and for each other.

// The first link that does not follow: the fault names the event. `expected_first` and `expected_last` are
// those of the manifest.
std::optional<fault> check_chain(
    const std::vector<link>& chain, std::int64_t expected_first, std::int64_t expected_last
);
// What rows, records and chain say of each other.
void check_rows(const contents& of, std::vector<std::string>& faults, std::vector<std::string>& notes);

}  // namespace bot::bundle
