// Opening the database file: place, permissions, pragmas, schema. Nothing here knows what the rows mean.
#pragma once

#include "bot/store/store.hpp"

#include <memory>
#include <string>

namespace soci {
class session;
}

namespace bot {

enum class database_use { write, read };

// "sqlite:/path" → "/path"; a fault for any other kind of URL.
boost::system::result<std::string, store_fault> database_path(const std::string& url);

// For writing: under the lock below; sets WAL and FULL synchronisation, migrates.
// For reading: the file must exist; works beside a running daemon.
boost::system::result<std::unique_ptr<soci::session>, store_fault> open_database(
    const std::string& path, database_use use
);

// Makes the directory (0700) and the file (0600), then holds <file>.lock for this process: a second daemon on
// the same store is refused.
class database_lock {
public:
    static boost::system::result<database_lock, store_fault> take(const std::string& path);
    database_lock(database_lock&& other) noexcept;
    database_lock& operator=(database_lock&&) = delete;
    ~database_lock();

private:
    explicit database_lock(int fd) : fd_(fd) {}
    int fd_ = -1;
};

}  // namespace bot
