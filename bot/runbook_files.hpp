// The team's runbooks on disk: found by their patterns, read with bounds, kept at their last good version.
#pragma once

#include "runbooks/diagnostic.hpp"
#include "runbooks/library.hpp"
#include "runbooks/lint.hpp"

#include <map>
#include <string>
#include <vector>

namespace bot {

// Files that match `patterns` (shell wildcards) below `root`, sorted; paths relative to `root`. Blocking.
std::vector<std::string> find_runbooks(const std::string& root, const std::vector<std::string>& patterns);

// Where changes of those files show: the directories that they may be in, and those where a directory may
// appear that a wildcard stands for. One without wildcards is told whether or not it exists. Blocking.
std::vector<std::string> runbook_directories(
    const std::string& root, const std::vector<std::string>& patterns
);

// A file above runbooks::runbook_limit or unreadable becomes a diagnostic of its own. Blocking.
struct read_runbooks_result {
    std::vector<runbooks::source> sources;
    std::vector<runbooks::diagnostic> faults;
};
read_runbooks_result read_runbooks(const std::string& root, const std::vector<std::string>& files);

// A runbook as it was read, and the version of it that is in force: another one when it does not parse any
// more.
struct runbook_version {
    std::string file;
    std::string sha256;
    std::string in_force;  // SHA-256; empty: no version is
    friend bool operator==(const runbook_version&, const runbook_version&) = default;
};

// Builds the library anew at each load; a file that does not parse stands in its last good version.
class runbook_shelf {
public:
    struct loaded {
        runbooks::library library;
        std::vector<runbooks::diagnostic> diagnostics;  // all, warnings included
        std::vector<std::string> kept_back;             // files in force in an older version
        std::vector<std::string> left_out;              // files with errors that have no version in force
        std::vector<runbook_version> versions;          // sorted by file
        bool changed = false;                           // against the load before
    };
    loaded load(const std::string& root, const std::vector<std::string>& patterns);

private:
    std::map<std::string, runbooks::runbook> good_;
    std::map<std::string, std::string> in_force_;  // SHA-256 of the text that each good one came from
    std::map<std::string, std::string> text_;      // as last read, to tell whether anything changed
};

}  // namespace bot
