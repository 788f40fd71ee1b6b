// Puts approval records into the team's documents tree without ever undoing what somebody else wrote there.
#pragma once

#include "bot/document_file.hpp"
#include "bot/record.hpp"

#include <boost/system/result.hpp>

#include <string>

namespace bot {

struct record_written {
    std::string sha256;   // of the file as it is now: hand it in as `known_sha256` the next time
    bool merged = false;  // somebody had edited it; only the lines about deliveries changed
};

using record_refusal = document_refusal;
using record_fault = document_fault;

// Blocks: for a worker thread. `known_sha256` is empty the first time.
boost::system::result<record_written, record_fault> write_record(
    const std::string& documents_root, const approval_record& record, const std::string& known_sha256
);

}  // namespace bot
