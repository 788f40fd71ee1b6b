#include "adapters/sandbox/web/daemon_child.hpp"

#include "adapters/sandbox/text_width.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace adapters::sandbox::web {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kept_lines = 500;
constexpr std::size_t shown_lines = 200;
constexpr std::size_t most_line = 2000;
constexpr int exit_config = 78;  // a restart cannot help

boost::system::error_code last_error()
{
    return {errno, boost::system::system_category()};
}

// Between fork and exec: only what is safe there. Sockets of this process must not live on in the child.
[[noreturn]] void become(
    const char* program, char* const* argv, char* const* envp, int output, int nothing, pid_t parent
) noexcept
{
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(127);  // it died before the line above
    ::setpgid(0, 0);  // a Ctrl-C in the terminal is for the parent, which then stops us in order
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    if (::close_range(3, ~0U, 0) != 0)
        for (int fd = 3; fd < 4096; ++fd) ::close(fd);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD}) ::signal(number, SIG_DFL);
    ::execve(program, argv, envp);
    ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& words)
{
    std::vector<char*> out;
    for (std::string& w : words) out.push_back(w.data());
    out.push_back(nullptr);
    return out;
}

std::string_view name_of(daemon_child::state s) noexcept
{
    switch (s) {
        case daemon_child::state::starting:
            return "starting";
        case daemon_child::state::running:
            return "running";
        case daemon_child::state::stopped:
            break;
    }
    return "stopped";
}

}  // namespace

daemon_child::daemon_child(asio::any_io_executor ex, bot::clock& time, child_parts parts)
    : ex_(ex),
      time_(time),
      parts_(std::move(parts)),
      web_(ex, time, {}),
      tasks_(ex),
      wake_(ex, asio::steady_timer::time_point::max())
{
}

daemon_child::~daemon_child()
{
    if (pid_ > 0) ::kill(pid_, SIGKILL);
}

bot::result<void> daemon_child::start()
{
    wanted_ = true;
    if (pid_ < 0) {
        if (auto done = spawn(); !done) return done;
    }
    if (!supervised_) {
        supervised_ = true;
        tasks_.spawn("daemon supervisor", supervise());
    }
    wake_.cancel();
    return {};
}

void daemon_child::kill()
{
    wanted_ = false;
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    wake_.cancel();
}

void daemon_child::restart()
{
    wanted_ = true;
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    wake_.cancel();
}

void daemon_child::reload()
{
    if (pid_ > 0) ::kill(pid_, SIGHUP);
}

asio::awaitable<void> daemon_child::stop()
{
    wanted_ = false;
    if (pid_ > 0) ::kill(pid_, SIGTERM);
    const auto end = time_.now() + 10s;
    while (pid_ > 0 && time_.now() < end) co_await time_.sleep_for(20ms);
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    while (pid_ > 0) co_await time_.sleep_for(20ms);
    tasks_.cancel();
    co_await tasks_.join();
    web_.close_idle();
}

bot::result<void> daemon_child::spawn()
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return last_error();
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    std::vector<std::string> words{"incidentd"};
    words.insert(words.end(), parts_.words.begin(), parts_.words.end());
    auto environment = parts_.environment;
    const auto argv = pointers(words);
    const auto envp = pointers(environment);
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child == 0) become(parts_.program.c_str(), argv.data(), envp.data(), ends[1], nothing, parent);
    const auto failed = child < 0 ? last_error() : boost::system::error_code();
    ::close(ends[1]);
    if (nothing >= 0) ::close(nothing);
    if (failed) {
        ::close(ends[0]);
        return failed;
    }
    pid_ = child;
    ++starts_;
    since_ = time_.wall_now();
    ready_.reset();
    tasks_.spawn("daemon log", read_log(ends[0]));
    tasks_.spawn("daemon readiness", ask_ready());
    becomes(state::starting);
    return {};
}

std::optional<daemon_child::ending> daemon_child::reaped()
{
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    if (WIFSIGNALED(status)) return ending{true, WTERMSIG(status)};
    return ending{false, WEXITSTATUS(status)};
}

asio::awaitable<void> daemon_child::supervise()
{
    bot::clock::duration pause = 1s;
    for (;;) {
        if (pid_ < 0 && wanted_) {
            if (const auto done = spawn(); !done) {
                spdlog::error("the daemon cannot be started: {}", done.error().message());
                wanted_ = false;
                becomes(state::stopped);
            }
        }
        if (pid_ < 0) {
            co_await wake_.async_wait(nothrow);
            continue;
        }
        co_await (wake_.async_wait(nothrow) || time_.sleep_for(50ms));
        const auto end = reaped();
        if (!end) continue;
        pid_ = -1;
        last_end_ = end;
        const bool killed = end->by_signal && end->number == SIGKILL;
        if (wanted_ && !killed) {
            spdlog::warn(
                "the daemon ended by itself ({} {}); its last words: {}",
                end->by_signal ? "signal" : "exit code",
                end->number,
                log_.empty() ? std::string("none") : log_.back()
            );
        }
        if (!end->by_signal && end->number == exit_config) wanted_ = false;
        becomes(state::stopped);
        if (!wanted_ || killed) continue;
        if (time_.wall_now() - since_ > 1min) pause = 1s;
        co_await (wake_.async_wait(nothrow) || time_.sleep_for(pause));
        pause = std::min<bot::clock::duration>(pause * 2, 30s);
    }
}

void daemon_child::take_line(std::string line, std::vector<std::string>& fresh)
{
    line = harmless(line.substr(0, most_line));
    log_.push_back(line);
    if (log_.size() > kept_lines) log_.pop_front();
    fresh.push_back(std::move(line));
}

asio::awaitable<void> daemon_child::read_log(int fd)
{
    asio::posix::stream_descriptor from(ex_, fd);
    std::string held;
    std::array<char, 16 * 1024> chunk;
    for (;;) {
        const auto [ec, size] = co_await from.async_read_some(asio::buffer(chunk), nothrow);
        held.append(chunk.data(), size);
        std::vector<std::string> fresh;
        std::size_t begin = 0;
        for (auto end = held.find('\n'); end != std::string::npos; end = held.find('\n', begin)) {
            take_line(held.substr(begin, end - begin), fresh);
            begin = end + 1;
        }
        held.erase(0, begin);
        if (held.size() > most_line || (ec && !held.empty())) take_line(std::exchange(held, {}), fresh);
        if (!fresh.empty() && parts_.on_log) parts_.on_log(fresh);
        if (ec) co_return;
    }
}

asio::awaitable<void> daemon_child::ask_ready()
{
    const auto mine = starts_;
    while (starts_ == mine && pid_ > 0) {
        http::request r;
        r.url = fmt::format("http://127.0.0.1:{}/readyz", parts_.http_port);
        r.deadline = 2s;
        r.max_response = 64 * 1024;
        const auto said = co_await web_.send(std::move(r));
        if (starts_ != mine || pid_ < 0) co_return;
        if (said) {
            auto parsed = parse_json(said->body);
            auto fresh = parsed && parsed->is_object() ? std::move(parsed->get_object()) : json::object{};
            const bool changed = !ready_ || *ready_ != fresh;
            ready_ = std::move(fresh);
            const auto next = said->status == 200 ? state::running : state_;
            if (changed || next != state_) becomes(next);
        }
        co_await time_.sleep_for(state_ == state::running ? 2s : 100ms);
    }
}

void daemon_child::becomes(state s)
{
    state_ = s;
    if (parts_.on_state) parts_.on_state();
}

json::object daemon_child::to_json(bool with_log) const
{
    json::object o{
        {"state", name_of(state_)},
        {"pid", pid_ > 0 ? json::value(pid_) : json::value(nullptr)},
        {"starts", starts_},
        {"wanted", wanted_},
        {"http", fmt::format("127.0.0.1:{}", parts_.http_port)},
    };
    if (starts_ > 0)
        o["since"] = std::chrono::duration_cast<std::chrono::milliseconds>(since_.time_since_epoch()).count();
    o["last_end"] = nullptr;
    if (last_end_)
        o["last_end"] = json::object{{last_end_->by_signal ? "signal" : "code", last_end_->number}};
    o["ready"] = ready_ ? json::value(*ready_) : json::value(nullptr);
    if (with_log) {
        const auto skipped = log_.size() > shown_lines ? log_.size() - shown_lines : 0;
        o["log"] = json::array(log_.begin() + static_cast<std::ptrdiff_t>(skipped), log_.end());
    }
    return o;
}

}  // namespace adapters::sandbox::web
