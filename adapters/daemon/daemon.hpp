// The daemon put together: engine, store, platforms, webhooks, status pages and the watch over the runbooks.
#pragma once

#include "adapters/http/proxy.hpp"
#include "bot/clock.hpp"
#include "bot/config/config_file.hpp"
#include "bot/config/secret.hpp"
#include "bot/decide.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>

namespace adapters::daemon {

struct daemon_parts {
    boost::asio::any_io_executor executor;
    bot::clock& time;
    const bot::command_interpreter& commands;
    bot::loaded_config config;
    bot::secret_sources secrets;
    http::proxy_settings proxy;
    std::set<std::string> without_secrets = {};  // [[slack]] and [[teams]] names that can never come up
    // When it stops: for what is under way, and then for the goodbyes of all platforms. With the rest it is
    // over within ten seconds.
    std::chrono::milliseconds patience = std::chrono::milliseconds(5000);
    std::chrono::milliseconds goodbye = std::chrono::milliseconds(2500);
    std::function<void()> on_ready = {};  // once /readyz would say 200 for the first time
};

// sysexits.h: what supervisors take as "do not restart, mend the configuration".
inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_config = 78;

// Loop's thread only.
class daemon {
public:
    explicit daemon(daemon_parts with);
    ~daemon();

    // Starts everything, works until stop() or until it cannot go on, ends in order. The process's exit code.
    boost::asio::awaitable<int> run();
    void stop();  // idempotent
    // After run(): a blocking call (a file on a mount that hangs) did not end, so this object cannot be
    // destroyed. The process must end by _Exit.
    bool is_stuck() const noexcept;
    // Returns at once; the files are read beside the loop. All or nothing: a configuration with faults leaves
    // the old one in force.
    void reload();

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace adapters::daemon
