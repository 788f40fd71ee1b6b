// Keeps room in SQLite's write-ahead log, so that a commit overwrites blocks instead of growing the file.
#pragma once

#include <cstddef>
#include <string>

namespace bot {

// Growing a file makes the file system write its own journal before a flush is over: on ext4 a flush takes
// about twice as long as over blocks that are there, and waits for whatever else others have in that journal.
// So the log is lengthened with zeros once, piece by piece, and SQLite writes over them: it starts from the
// log's beginning after each checkpoint, and what lies behind the last frame with the right salts and
// checksums is no part of the database (sqlite.org/fileformat2.html, "The Write-Ahead Log").
//
// Only the thread that writes the database may call step(), between transactions: nobody else lengthens the
// log.
class wal_room {
public:
    // Pages of the log at which SQLite carries them over into the database by itself, and the room for them
    // with some to spare. Below it an idle writer does that.
    static constexpr int most_pages = 2000;
    static constexpr std::size_t bytes = 9 << 20;

    explicit wal_room(const std::string& database) : path_(database + "-wal") {}

    // Makes a piece of room, flushed; a few milliseconds. False once there is enough, or none can be made:
    // then commits are slower, and nothing else.
    bool step() noexcept;

private:
    std::string path_;
    bool done_ = false;
};

}  // namespace bot
