// What a bundle holds about one incident, before it becomes files and after it was read back.
#pragma once

#include "bot/audit.hpp"
#include "bot/bundle/fault.hpp"
#include "bot/bundle/tar.hpp"
#include "bot/config/settings.hpp"
#include "bot/delivery.hpp"
#include "bot/draft.hpp"
#include "bot/incident.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bot::bundle {

// An event as it stands in the chain: all that its hash covers.
struct link {
    std::int64_t number = 0;
    std::string previous;
    std::string body;
    std::string hash;
};

struct record_file {
    std::string draft_id;
    std::string path;  // below the documents tree
    std::string text;
};

// Who is behind the accounts that are named, as the configuration said it when the bundle was made.
struct identity {
    std::string handle;
    std::string name;
    std::vector<account> accounts;
    std::vector<std::string> roles;
};

struct contents {
    std::string generator;  // "incidentd 1.2.3"
    std::string language;   // of the page, "pt-BR" or "en"
    incident about;
    std::vector<draft> drafts;         // oldest first
    std::vector<delivery> deliveries;  // all of the incident, oldest first
    std::vector<identity> people;      // those whose accounts appear
    std::vector<link> chain;           // without gaps, from the incident's first event to its last
    std::vector<link> before;  // the last config.loaded and runbooks.loaded before that, by themselves
    std::vector<record_file> records;
    std::vector<std::string> lost_records;  // paths of records that were not there any more
};

// Files of a bundle in their order, without the manifest.
std::vector<entry> to_entries(const contents& of);
// Their names alone.
std::vector<std::string> file_names(const contents& of);

// The fault names the file, and for a link of the chain its event. Sizes and depths are bounded; nothing is
// believed yet: check() does that. `first_event` is the number that the chain is said to begin with.
boost::system::result<contents, fault> from_entries(
    const std::vector<entry>& entries, std::int64_t first_event
);

// The lines of a chain's file; `next` is the number that the first one should have. The fault names the
// event.
boost::system::result<std::vector<link>, fault> read_links(
    std::string_view text, std::string_view file, std::int64_t next
);

inline constexpr std::string_view data_file = "bundle.json";
inline constexpr std::string_view chain_file = "chain.jsonl";
inline constexpr std::string_view before_file = "before.jsonl";
inline constexpr std::string_view page_file = "index.html";
inline constexpr std::string_view manifest_file = "manifest.json";
inline constexpr std::string_view manifest_hash_file = "manifest.sha256";
inline constexpr std::string_view signature_file = "signature.json";

}  // namespace bot::bundle
