#include "bot/config/command_output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <sstream>
#include <vector>

extern char** environ;  // NOLINT: posix_spawn's own interface

namespace bot {

namespace {

struct spawned {
    pid_t pid = -1;
    int output = -1;
    int error = 0;
};

spawned spawn(std::vector<std::string>& words)
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {.error = errno};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::vector<char*> arguments;
    for (std::string& w : words) arguments.push_back(w.data());
    arguments.push_back(nullptr);
    spawned out;
    out.error = ::posix_spawnp(&out.pid, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (out.error != 0) {
        ::close(ends[0]);
    } else {
        out.output = ends[0];
    }
    return out;
}

}  // namespace

command_result command_output(std::string_view line, std::chrono::milliseconds limit, std::size_t most_bytes)
{
    std::vector<std::string> words;
    std::istringstream in{std::string(line)};
    for (std::string word; in >> word;) words.push_back(std::move(word));
    if (words.empty()) return {.text = {}, .trouble = "names no command"};

    const spawned child = spawn(words);
    if (child.error != 0) {
        return {
            .text = {},
            .trouble = "the command cannot be started: " + std::generic_category().message(child.error)
        };
    }
    command_result out;
    const auto end = std::chrono::steady_clock::now() + limit;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd waiting{.fd = child.output, .events = POLLIN, .revents = 0};
        if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) {
            out.trouble = fmt::format("the command did not end within {} s", limit.count() / 1000);
            break;
        }
        std::array<char, 4096> chunk;
        const ssize_t n = ::read(child.output, chunk.data(), chunk.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        out.text.append(chunk.data(), static_cast<std::size_t>(n));
        if (out.text.size() > most_bytes) {
            out.trouble = "the command printed too much";
            break;
        }
    }
    ::close(child.output);
    if (!out.trouble.empty()) ::kill(child.pid, SIGKILL);
    int status = 0;
    while (::waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (out.trouble.empty() && !(WIFEXITED(status) && WEXITSTATUS(status) == 0)) {
        out.trouble = fmt::format(
            "the command failed (exit {})", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)
        );
    }
    if (!out.trouble.empty()) out.text.clear();
    return out;
}

}  // namespace bot
