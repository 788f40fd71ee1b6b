// One file of the team's documents tree, read and replaced without ever undoing what somebody else wrote
// there.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

namespace bot {

enum class document_refusal {
    taken,    // a file of that name is there and is not ours: take another name
    removed,  // ours was there and somebody took it away: it is not written again
    edited,   // edited so far that it can no longer be recognised
    unsafe,   // the path leaves the tree or goes through a link
    failed,   // the file system said no; worth trying again
};

struct document_fault {
    document_refusal why = document_refusal::failed;
    std::string message;  // for the log and the operator: the path and what to do
};
// Taking the value of a failed result is a bug.
[[noreturn]] inline void throw_exception_from_error(const document_fault& f, const boost::source_location&)
{
    throw std::logic_error(f.message);
}

// From what is there, null for no file, to what is to be there. Its fault's message is without the path.
using document_change =
    std::function<boost::system::result<std::string, document_fault>(const std::string* found)>;

// Blocks: for a worker thread. Temporary file, fsync, rename, fsync of the directory, mode 0644, all under a
// lock on the directory, which is made where it is missing. No step follows a link. False: nothing to change.
boost::system::result<bool, document_fault> rewrite_document(
    const std::string& root, const std::string& path, const document_change& change
);

// Nothing when there is no such file. At most 4 MiB; the same care about links.
boost::system::result<std::optional<std::string>, document_fault> read_document(
    const std::string& root, const std::string& path
);

}  // namespace bot
