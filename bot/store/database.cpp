#include "bot/store/database.hpp"

#include "bot/store/schema.hpp"
#include "bot/store/wal_room.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace bot {

namespace fs = std::filesystem;

namespace {

store_fault fault(const std::string& path, std::string_view what)
{
    return {fmt::format("store {}: {}", path, what)};
}

// Why the directory is not for this user alone; empty: it is.
std::string open_to_others(const fs::path& directory)
{
    std::error_code ec;
    const auto mode = fs::status(directory, ec).permissions();
    const auto others = mode & (fs::perms::group_all | fs::perms::others_all);
    if (ec || others == fs::perms::none) return {};
    return fmt::format(
        "its directory has mode {:04o}, others of this machine may look in: chmod 0700 {}",
        static_cast<unsigned>(mode & fs::perms::mask),
        directory.string()
    );
}

boost::system::result<bool, store_fault> prepare_place(const std::string& path)
{
    const fs::path directory = fs::path(path).parent_path();
    std::error_code ec;
    if (!directory.empty() && !fs::exists(directory, ec)) {
        if (fs::create_directories(directory, ec); ec) {
            return fault(path, "its directory cannot be made: " + ec.message());
        }
        fs::permissions(directory, fs::perms::owner_all, ec);
    }
    if (const std::string why = open_to_others(directory.empty() ? "." : directory); !why.empty()) {
        spdlog::warn("store {}: {}", path, why);
    }
    // SQLite gives its -wal and -shm files the mode of the main file.
    const int fd = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) return fault(path, "cannot be opened for writing: " + std::generic_category().message(errno));
    ::fchmod(fd, 0600);
    ::close(fd);
    return true;
}

store_fault too_new(const std::string& path, int version)
{
    return fault(
        path,
        fmt::format(
            "was written by a newer incidentd (schema {}, this one knows {}); install that version or newer",
            version,
            schema_steps().size()
        )
    );
}

boost::system::result<bool, store_fault> migrate(soci::session& sql, const std::string& path)
{
    const auto steps = schema_steps();
    int version = 0;
    sql << "PRAGMA user_version", soci::into(version);
    if (version > static_cast<int>(steps.size())) return too_new(path, version);
    for (std::size_t at = static_cast<std::size_t>(version); at < steps.size(); ++at) {
        soci::transaction whole(sql);
        for (const std::string_view statement : steps[at].statements) sql << std::string(statement);
        sql << fmt::format("PRAGMA user_version = {}", at + 1);
        whole.commit();
    }
    return true;
}

}  // namespace

boost::system::result<std::string, store_fault> database_path(const std::string& url)
{
    constexpr std::string_view scheme = "sqlite:";
    if (!url.starts_with(scheme) || url.size() == scheme.size()) {
        return store_fault{"store.url must be sqlite:/path/to/file.db"};
    }
    return {boost::system::in_place_value, url.substr(scheme.size())};
}

boost::system::result<std::unique_ptr<soci::session>, store_fault> open_database(
    const std::string& path, database_use use
)
{
    const bool writes = use == database_use::write;
    if (std::error_code ec; !writes && !fs::exists(path, ec)) {
        return fault(path, "does not exist; has the daemon run with this configuration?");
    }
    try {
        auto sql = std::make_unique<soci::session>(soci::sqlite3, fmt::format("db=\"{}\" timeout=5", path));
        *sql << "PRAGMA cache_size = -512";  // KiB; the whole state lives in our own memory
        if (!writes) {
            *sql << "PRAGMA query_only = 1";
            int version = 0;
            *sql << "PRAGMA user_version", soci::into(version);
            if (version > static_cast<int>(schema_steps().size())) return too_new(path, version);
            if (version < static_cast<int>(schema_steps().size())) {
                return fault(
                    path, "was written by an older incidentd; start the daemon once to bring it up to date"
                );
            }
            return sql;
        }
        std::string mode;
        *sql << "PRAGMA journal_mode = WAL", soci::into(mode);
        if (mode != "wal")
            return fault(path, "cannot use write-ahead logging there (a network file system?)");
        *sql << "PRAGMA synchronous = FULL";
        *sql << fmt::format("PRAGMA wal_autocheckpoint = {}", wal_room::most_pages);
        if (auto ready = migrate(*sql, path); !ready) return ready.error();
        return sql;
    } catch (const soci::soci_error& e) {
        return fault(path, e.get_error_message() + "; check the file, its owner and the disk");
    }
}

boost::system::result<database_lock, store_fault> database_lock::take(const std::string& path)
{
    if (auto ready = prepare_place(path); !ready) return ready.error();
    const std::string file = path + ".lock";
    const int fd = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) return fault(path, "its lock cannot be opened: " + std::generic_category().message(errno));
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        ::close(fd);
        return fault(path, "is in use by another incidentd; one daemon at a time may write it");
    }
    return database_lock(fd);
}

database_lock::database_lock(database_lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

database_lock::~database_lock()
{
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace bot
