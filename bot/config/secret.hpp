// Secrets: read through their references, held in memory that is wiped, never shown.
#pragma once

#include "bot/config/run_command.hpp"
#include "bot/config/settings.hpp"

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bot {

// Wipes itself when it ends, is moved from or assigned. Cannot be formatted or streamed; reveal() is the only
// way in, and what it returns lives as long as this object.
class secret {
public:
    secret() = default;
    explicit secret(std::string&& value);  // `value` is wiped
    secret(const secret& other) = default;
    secret(secret&& other) noexcept;
    secret& operator=(secret other) noexcept;
    ~secret();

    std::string_view reveal() const noexcept { return value_; }
    bool empty() const noexcept { return value_.empty(); }

private:
    std::string value_;
};

struct secret_fault {
    std::string message;      // names the reference, never anything of the value
    bool is_lasting = false;  // asking again cannot help this process: a variable that is not set
};
// Taking the value of a failed result is a bug.
[[noreturn]] inline void throw_exception_from_error(const secret_fault& f, const boost::source_location&)
{
    throw std::logic_error(f.message);
}

using secret_result = boost::system::result<secret, secret_fault>;

// Where references lead, as main read it once.
struct secret_sources {
    std::function<const char*(const char* name)> environment;
    std::string credentials_directory;  // $CREDENTIALS_DIRECTORY, empty: not started by systemd
    std::chrono::milliseconds patience = std::chrono::seconds(10);  // of an exec: command
    const command_stop* stop = nullptr;                             // ends exec: commands early
};

// The reference as people may see it: of an exec: command its program only, since arguments may be secrets.
std::string shown(const secret_ref& ref);

constexpr std::size_t secret_limit = 64 * 1024;  // bytes

// Blocking (files, commands): call it on a worker thread. One trailing line break is no part of a secret.
secret_result resolve(const secret_ref& ref, const secret_sources& from);

// Remembers what was read, until it was rejected. Thread-safe.
class secret_cache {
public:
    explicit secret_cache(secret_sources from) : from_(std::move(from)) { from_.stop = &stop_; }
    secret_cache(const secret_cache&) = delete;
    secret_cache& operator=(const secret_cache&) = delete;

    secret_result get(const secret_ref& ref);  // blocking when it is not remembered
    void stop() noexcept { stop_.request(); }  // get() runs no command any more; those under way are killed
    void forget(const secret_ref& ref);        // after a rejection: the next get() asks the source again
    void forget_all();                         // what is being fetched meanwhile is not remembered

private:
    command_stop stop_;
    secret_sources from_;
    std::mutex mutex_;
    std::map<std::string, secret> known_;
    std::uint64_t forgotten_ = 0;  // how often forget_all() was called
};

}  // namespace bot
