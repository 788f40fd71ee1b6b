// Notices changes below directories through inotify, gathered so that one save makes one notice.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <vector>

namespace bot {

// Loop's thread only; watch() also on a pool's, one call at a time.
class file_watch {
public:
    explicit file_watch(boost::asio::any_io_executor ex);
    ~file_watch();

    struct watched {
        bool is_other = false;            // other directories than after the call before
        std::vector<std::string> faults;  // "DIRECTORY: why": not watched, call again when they may be
    };
    // Watches these directories and no others. Blocking, as each of their paths is looked up.
    watched watch(const std::vector<std::string>& directories);
    // Returns after a file in them was written, moved or removed. A cancelled caller unwinds.
    boost::asio::awaitable<void> changed();

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace bot
