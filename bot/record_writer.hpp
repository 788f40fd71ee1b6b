// Keeps approval records on file: writes each draft's record within seconds of its decision, and again when
// it changes.
#pragma once

#include "bot/journal.hpp"
#include "bot/snapshot.hpp"
#include "bot/task_group.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>

namespace bot {

// Loop's thread only; the files themselves are written on the pool's thread.
class record_writer {
public:
    using pool = boost::asio::thread_pool;
    using snapshot_source = std::function<std::shared_ptr<const snapshot>()>;

    record_writer(journal& log, clock& time, task_group& tasks, pool& files, snapshot_source current);

    // Takes up the records that were due when the process ended.
    void resume();
    std::size_t under_way() const noexcept { return due_.size() + (is_writing_ ? 1 : 0); }
    std::uint64_t written() const noexcept { return written_; }
    // Why the last write failed, for /readyz; empty when the last one worked.
    const std::string& trouble() const noexcept { return trouble_; }

private:
    void take_up(const draft& row);
    boost::asio::awaitable<void> work();
    boost::asio::awaitable<bool> write_guarded(std::string draft_id);
    boost::asio::awaitable<bool> write(std::string draft_id);

    journal& journal_;
    clock& clock_;
    task_group& tasks_;
    pool& files_;
    snapshot_source snapshot_;
    std::set<std::string, std::less<>> due_;
    bool busy_ = false;
    bool is_writing_ = false;
    std::uint64_t written_ = 0;
    std::string trouble_;
};

}  // namespace bot
