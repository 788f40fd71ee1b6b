// The configuration and the runbooks that the daemon works by: read on the pool, at the start and whenever
// they change, one reading at a time. What cannot be read leaves in force what was.
#pragma once

#include "bot/clock.hpp"
#include "bot/config/config_file.hpp"
#include "bot/engine.hpp"
#include "bot/file_watch.hpp"
#include "bot/runbook_files.hpp"
#include "bot/snapshot.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace adapters::daemon {

// Loop's thread only; outlives the engine that it is given to.
class rules_in_force {
public:
    struct parts {
        boost::asio::any_io_executor executor;
        bot::clock& time;
        boost::asio::thread_pool& pool;  // files block
        // After each reading of the configuration that was asked for, whatever came of it.
        std::function<void()> on_config_read = {};
    };
    rules_in_force(parts with, bot::loaded_config config);

    const bot::loaded_config& config() const noexcept { return config_; }
    const bot::settings& core() const noexcept { return config_.core; }
    // What somebody should look at, for /readyz.
    const std::vector<std::string>& warnings() const noexcept { return warnings_; }
    // Directories of runbooks whose changes are not noticed, each with the reason; tried again by themselves.
    const std::vector<std::string>& unwatched() const noexcept { return unwatched_; }

    // Before anything else: the first reading of the runbooks.
    boost::asio::awaitable<std::shared_ptr<const bot::snapshot>> read_first();
    // From now on readings go to this engine, the first one's versions into its audit chain.
    void serve(bot::engine& engine);

    // Asks for a reading and returns at once; requests that wait for the same reading share it.
    void want_config();
    void want_runbooks();

    // Two tasks: reads whatever is wanted; notices when runbooks change on disk.
    boost::asio::awaitable<void> read_what_is_wanted();
    boost::asio::awaitable<void> watch_runbooks();

private:
    struct reading {
        std::shared_ptr<const bot::snapshot> snapshot;
        std::vector<std::string> warnings;
        std::vector<bot::runbook_version> versions;
        std::vector<runbooks::diagnostic> diagnostics;
    };

    boost::asio::awaitable<reading> read(bot::settings core);
    boost::asio::awaitable<void> read_in_turn();
    boost::asio::awaitable<void> watch_until_it_fails(bool is_first);
    boost::asio::awaitable<void> watch_the_right_places();
    void take(bot::file_watch::watched seen);
    boost::asio::awaitable<void> read_config_anew();
    boost::asio::awaitable<void> read_runbooks_anew();
    void take(reading fresh, bool tells_ops);
    void note_loaded();

    parts with_;
    bot::loaded_config config_;
    const bot::loaded_config started_with_;
    bot::engine* engine_ = nullptr;
    std::shared_ptr<bot::runbook_shelf> shelf_;  // one reading uses it at a time, on the pool's thread
    std::shared_ptr<bot::file_watch> watch_;
    std::vector<std::string> warnings_;
    std::vector<std::string> unwatched_;
    std::vector<bot::runbook_version> versions_;
    std::vector<bot::runbook_version> noted_versions_;  // as the audit chain has them
    std::string noted_config_;
    bool is_config_wanted_ = false;
    bool are_runbooks_wanted_ = false;
    boost::asio::steady_timer bell_;  // never expires; cancelled when something is wanted
};

}  // namespace adapters::daemon
