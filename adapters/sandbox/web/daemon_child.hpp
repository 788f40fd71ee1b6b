// The daemon as a process of its own: started, watched, killed, started again; its log line by line.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/sandbox/json_in.hpp"
#include "bot/clock.hpp"
#include "bot/error.hpp"
#include "bot/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace adapters::sandbox::web {

struct child_parts {
    std::string program = "/proc/self/exe";
    std::vector<std::string> words;        // its arguments, without the program's name
    std::vector<std::string> environment;  // exactly this
    std::uint16_t http_port = 0;           // where its /readyz is, on 127.0.0.1
    std::function<void(const std::vector<std::string>& lines)> on_log = {};
    std::function<void()> on_state = {};
};

// Loop's thread only. It ends by itself: it is started again after a pause that grows from 1 s to 30 s,
// unless its exit code says that a restart cannot help. It dies with this process.
class daemon_child {
public:
    enum class state { starting, running, stopped };

    daemon_child(boost::asio::any_io_executor ex, bot::clock& time, child_parts parts);
    ~daemon_child();  // stop() first

    bot::result<void> start();  // nothing to do when it is there
    void kill();                // at once (SIGKILL), and it stays down
    void restart();             // at once, then up again
    void reload();              // SIGHUP
    // SIGTERM, at most 10 s for its orderly end, then SIGKILL.
    boost::asio::awaitable<void> stop();

    state now() const noexcept { return state_; }
    json::object to_json(bool with_log) const;

private:
    struct ending {
        bool by_signal = false;
        int number = 0;
    };

    bot::result<void> spawn();
    boost::asio::awaitable<void> supervise();
    boost::asio::awaitable<void> read_log(int fd);
    boost::asio::awaitable<void> ask_ready();
    std::optional<ending> reaped();
    void take_line(std::string line, std::vector<std::string>& fresh);
    void becomes(state s);

    boost::asio::any_io_executor ex_;
    bot::clock& time_;
    child_parts parts_;
    http::client web_;
    bot::task_group tasks_;
    boost::asio::steady_timer wake_;  // never expires; cancelled when the supervisor is to look
    pid_t pid_ = -1;
    state state_ = state::stopped;
    bool wanted_ = false;
    bool supervised_ = false;
    std::uint64_t starts_ = 0;
    bot::clock::wall_time since_{};
    std::optional<ending> last_end_;
    std::optional<json::object> ready_;  // what /readyz said last
    std::deque<std::string> log_;
};

}  // namespace adapters::sandbox::web
