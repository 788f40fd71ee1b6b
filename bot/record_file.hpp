// Puts approval records into the team's documents tree without ever undoing what somebody else wrote there.
#pragma once

#include "bot/record.hpp"

#include <boost/system/result.hpp>

#include <string>

namespace bot {

struct record_written {
    std::string sha256;   // of the file as it is now: hand it in as `known_sha256` the next time
    bool merged = false;  // somebody had edited it; only the lines about deliveries changed
};

enum class record_refusal {
    taken,    // a file of that name is there and is not this record: take another name
    removed,  // the record was there and somebody took it away: it is not written again
    edited,   // edited so far that it can no longer be recognised
    unsafe,   // the path leaves the tree or goes through a link
    failed,   // the file system said no; worth trying again
};

struct record_fault {
    record_refusal why = record_refusal::failed;
    std::string message;  // for the log and the operator: the path and what to do
};

// Blocks: for a worker thread. `known_sha256` is empty the first time. Temporary file, fsync, rename, fsync
// of the directory, mode 0644, all under a lock on the directory.
boost::system::result<record_written, record_fault> write_record(
    const std::string& documents_root, const approval_record& record, const std::string& known_sha256
);

}  // namespace bot
