#include "bot/config/run_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <thread>

extern char** environ;

namespace bot {

namespace {

using clock_type = std::chrono::steady_clock;

int spawn(const std::vector<std::string>& words, int output, pid_t& child)
{
    std::vector<char*> argv;
    for (const std::string& each : words) argv.push_back(const_cast<char*>(each.c_str()));
    argv.push_back(nullptr);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    const int error = posix_spawnp(&child, argv[0], &files, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

std::chrono::milliseconds left(clock_type::time_point deadline)
{
    return std::max(
        std::chrono::milliseconds(0),
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock_type::now())
    );
}

constexpr std::string_view stopping = "given up, the daemon is ending";

// What went wrong, empty at the end of the output.
std::string read_all(
    int fd, clock_type::time_point deadline, std::size_t most, const command_stop* stop, std::string& into
)
{
    into.reserve(most + 1);  // never grows, so that no copy of a secret is left behind
    char buffer[4096];
    for (;;) {
        // A negative descriptor is passed over.
        pollfd wait[] = {
            {.fd = fd, .events = POLLIN, .revents = 0},
            {.fd = stop == nullptr ? -1 : stop->descriptor(), .events = POLLIN, .revents = 0}
        };
        const int ready = ::poll(wait, 2, static_cast<int>(left(deadline).count()));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return "the command took too long";
        if (wait[1].revents != 0) return std::string(stopping);
        const ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        if (into.size() + static_cast<std::size_t>(got) > most) {
            ::explicit_bzero(buffer, sizeof buffer);
            return "the command printed too much";
        }
        into.append(buffer, static_cast<std::size_t>(got));
    }
    ::explicit_bzero(buffer, sizeof buffer);
    return {};
}

// False when the child still runs at the deadline, or when nobody waits for it any more.
bool wait_for(pid_t child, clock_type::time_point deadline, const command_stop* stop, int& status)
{
    for (;;) {
        const pid_t ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child || (ended < 0 && errno != EINTR)) return true;
        if (clock_type::now() >= deadline || (stop != nullptr && stop->requested())) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

}  // namespace

std::vector<std::string> split_command(std::string_view line)
{
    std::vector<std::string> words;
    std::string word;
    bool inside = false;
    char quote = 0;
    for (const char c : line) {
        if (quote != 0) {
            if (c == quote) {
                quote = 0;
            } else {
                word += c;
            }
        } else if (c == '\'' || c == '"') {
            quote = c;
            inside = true;
        } else if (c == ' ' || c == '\t') {
            if (inside) words.push_back(std::exchange(word, {}));
            inside = false;
        } else {
            word += c;
            inside = true;
        }
    }
    if (inside) words.push_back(std::move(word));
    return words;
}

command_stop::command_stop() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

command_stop::~command_stop()
{
    ::close(fd_);
}

void command_stop::request() noexcept
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto put =
        ::write(fd_, &one, sizeof one);  // fails only when it is full: requested
}

bool command_stop::requested() const noexcept
{
    pollfd wait{.fd = fd_, .events = POLLIN, .revents = 0};
    return ::poll(&wait, 1, 0) > 0;
}

command_end run_command(
    const std::vector<std::string>& words,
    std::chrono::milliseconds patience,
    std::size_t most_output,
    const command_stop* stop
)
{
    if (words.empty()) return {.output = {}, .trouble = "names no command"};
    if (stop != nullptr && stop->requested()) return {.output = {}, .trouble = std::string(stopping)};
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        return {.output = {}, .trouble = "no pipe: " + std::generic_category().message(errno)};
    }
    const auto deadline = clock_type::now() + patience;
    pid_t child = 0;
    const int error = spawn(words, ends[1], child);
    ::close(ends[1]);
    if (error != 0) {
        ::close(ends[0]);
        return {.output = {}, .trouble = "cannot be run: " + std::generic_category().message(error)};
    }
    command_end out;
    out.trouble = read_all(ends[0], deadline, most_output, stop, out.output);
    ::close(ends[0]);
    int status = 0;
    if (!out.trouble.empty() || !wait_for(child, deadline, stop, status)) {
        ::kill(-child, SIGKILL);
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
        if (out.trouble.empty())
            out.trouble = stop != nullptr && stop->requested() ? stopping : "the command took too long";
        return out;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return out;
    out.trouble = WIFEXITED(status) ? fmt::format("the command ended with {}", WEXITSTATUS(status))
                                    : fmt::format("the command was ended by signal {}", WTERMSIG(status));
    return out;
}

}  // namespace bot
