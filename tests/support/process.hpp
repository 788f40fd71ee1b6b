// A child process of a test: started with its own environment, its output in files, killed when forgotten.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tests {

inline std::string file_text(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Polls until `holds` is true; false once the limit has passed. The limit is only for what never happens.
template <class Condition>
bool eventually(
    Condition holds,
    std::chrono::seconds limit = std::chrono::seconds(30),
    std::chrono::microseconds pause = std::chrono::milliseconds(20)
)
{
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(pause);
    }
    return true;
}

class process {
public:
    process() = default;
    // Standard output goes to `out`, standard error to `err`. The environment is exactly the one given.
    process(
        const std::vector<std::string>& words,
        const std::vector<std::string>& environment,
        const std::filesystem::path& out,
        const std::filesystem::path& err
    )
    {
        std::vector<char*> argv, envp;
        for (const auto& w : words) argv.push_back(const_cast<char*>(w.c_str()));
        for (const auto& e : environment) envp.push_back(const_cast<char*>(e.c_str()));
        argv.push_back(nullptr);
        envp.push_back(nullptr);
        constexpr int how = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
        const int to_out = ::open(out.c_str(), how, 0600);
        const int to_err = ::open(err.c_str(), how, 0600);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(to_out, STDOUT_FILENO);
            ::dup2(to_err, STDERR_FILENO);
            ::execve(argv[0], argv.data(), envp.data());
            ::_exit(127);
        }
        ::close(to_out);
        ::close(to_err);
        if (pid_ < 0) throw std::runtime_error("fork failed");
    }
    process(process&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
    process& operator=(process&& other) noexcept
    {
        std::swap(pid_, other.pid_);
        return *this;
    }
    ~process()
    {
        if (pid_ <= 0) return;
        signal(SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }

    bool is_started() const noexcept { return pid_ > 0; }
    pid_t id() const noexcept { return pid_; }
    void signal(int number) const
    {
        if (pid_ > 0) ::kill(pid_, number);
    }

    // The exit code (128 + signal when one ended it); nothing when it still runs after the limit.
    std::optional<int> wait(std::chrono::seconds limit)
    {
        int status = 0;
        const bool ended = eventually([&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; }, limit);
        if (!ended) return std::nullopt;
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

private:
    pid_t pid_ = -1;
};

}  // namespace tests
