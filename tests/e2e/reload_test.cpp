// Reloads while the daemon works, and files that take their time.
#include "tests/e2e/stand.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

using namespace tests;

namespace {

const std::string billing = "C0BILLING";

// Whoever opens the file waits until this is over, for 45 s at most: a slow disk, as far as the opener can
// tell.
class slow_file {
public:
    explicit slow_file(const std::filesystem::path& file) : fd_(::open(file.c_str(), O_RDWR | O_CLOEXEC))
    {
        std::signal(SIGIO, SIG_IGN);  // how the kernel says that somebody waits
        REQUIRE(::fcntl(fd_, F_SETLEASE, F_WRLCK) == 0);
    }
    ~slow_file() { release(); }
    slow_file(const slow_file&) = delete;
    slow_file& operator=(const slow_file&) = delete;

    bool is_waited_for() const { return fd_ >= 0 && ::fcntl(fd_, F_GETLEASE) != F_WRLCK; }
    void release()
    {
        if (fd_ < 0) return;
        ::fcntl(fd_, F_SETLEASE, F_UNLCK);
        ::close(fd_);
        fd_ = -1;
    }

private:
    int fd_ = -1;
};

}  // namespace

TEST_CASE("while a configuration or a runbook is read slowly, commands are answered and health is told")
{
    stand s;
    REQUIRE(s.start());
    slow_file slow(s.config_file());
    SUBCASE("the configuration") {}
    SUBCASE("a runbook")
    {
        slow.release();
    }
    slow_file slow_book(s.runbook());
    s.daemon().signal(SIGHUP);
    REQUIRE(eventually([&] { return slow.is_waited_for() || slow_book.is_waited_for(); }));
    for (int i = 0; i < 3; ++i) {
        const auto began = std::chrono::steady_clock::now();
        CHECK(accepted(s.slash("U0ANA", billing, "/incident list")));
        CHECK(s.get("/healthz").status == 200);
        CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(3));
    }
    CHECK(s.log().find("configuration reloaded") == std::string::npos);
    slow.release();
    slow_book.release();
    CHECK(eventually([&] { return s.log().find("configuration reloaded") != std::string::npos; }));
    CHECK(s.stop() == 0);
}

TEST_CASE("SIGTERM ends it within ten seconds while a file is being read that does not come")
{
    stand s;
    bool starts = true;
    SUBCASE("at a reload") {}
    SUBCASE("at the start")
    {
        starts = false;
    }
    if (starts) REQUIRE(s.start());
    const slow_file slow(s.runbook());
    if (starts)
        s.daemon().signal(SIGHUP);
    else
        s.launch();
    REQUIRE(eventually([&] { return slow.is_waited_for(); }));
    const auto began = std::chrono::steady_clock::now();
    CHECK(s.stop() == 0);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
    CHECK(s.log().find("left behind") != std::string::npos);
}
