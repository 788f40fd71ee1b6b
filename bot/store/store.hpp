// The durable state: one writer thread, grouped commits, schema versions. Readers open their own read-only
// connection.
#pragma once

#include "bot/address.hpp"
#include "bot/audit.hpp"
#include "bot/inbound.hpp"
#include "bot/world.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/result.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bot {

// An event that was stored before it could be decided (a membership look-up was under way).
struct parked_event {
    std::int64_t id = 0;
    inbound event;
    time_point at;
};

// What one event makes durable, all of it or nothing.
struct store_batch {
    // Rows, audit events, numbers and chain; null: none. Nobody changes it any more: the writer reads it on a
    // thread of its own.
    std::shared_ptr<const change_set> changes;
    std::vector<std::string> seen_keys;  // of the inbound event
    std::vector<address> addresses;      // an empty body deletes the row
    time_point at;
    std::optional<parked_event> park;    // store it
    std::optional<std::int64_t> unpark;  // it is decided now
};
store_batch batch_of(std::shared_ptr<const change_set> changes);
store_batch batch_of(change_set changes);

struct loaded_state {
    world state;
    std::vector<std::pair<std::string, time_point>> seen_keys;  // younger than the keeping time
    std::vector<parked_event> parked;
    std::vector<address> addresses;
};

struct store_fault {
    std::string message;  // what is wrong and what to do, with the file's path, never a secret
};
// Taking the value of a failed result is a bug.
[[noreturn]] inline void throw_exception_from_error(const store_fault& f, const boost::source_location&)
{
    throw std::logic_error(f.message);
}

class store {
public:
    static constexpr std::chrono::hours keep_seen{25};

    // "sqlite:/path/file.db". Creates directory (0700) and file (0600), migrates, takes a lock so that a
    // second daemon refuses.
    static boost::system::result<std::unique_ptr<store>, store_fault> open(
        std::string url, boost::asio::any_io_executor loop
    );
    virtual ~store() = default;

    // Once, before the first commit. Throws std::runtime_error, ready for people, on damaged rows.
    virtual loaded_state load(time_point now) = 0;
    // Queues the batch. All batches that wait when a commit starts share it. `done` is posted to the loop, in
    // order, after the commit; a failed commit is final: `done` gets the fault, and every later batch fails
    // with it too.
    virtual void commit(store_batch batch, std::function<void(const store_fault* fault)> done) = 0;
    virtual void forget_seen(time_point older_than) = 0;
    // Finishes what is queued, then closes. Blocks; call it when the loop is done.
    virtual void close() = 0;
};

// Reading beside a running daemon, for the command line.
class store_reader {
public:
    static boost::system::result<std::unique_ptr<store_reader>, store_fault> open(std::string url);
    virtual ~store_reader() = default;

    virtual world load_world() = 0;  // incidents, drafts, deliveries
    virtual void each_audit_event(
        std::string_view incident_id, const std::function<void(const audit_event&)>& take
    ) = 0;                                   // empty id: all
    virtual chain_head recorded_head() = 0;  // what the daemon believes the last event is
};

}  // namespace bot
