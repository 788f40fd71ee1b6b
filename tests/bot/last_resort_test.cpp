#include "bot/last_resort.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <string>

using namespace std::chrono_literals;

namespace {

struct ending {
    int code = -1;
    std::string words;  // on standard error
};

// What becomes of a process that does this, and then ends with 7.
ending end_of(const std::function<void()>& work)
{
    int ends[2] = {-1, -1};
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(30);  // a test that hangs says less than one that fails
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        work();
        ::_exit(7);
    }
    ::close(ends[1]);
    REQUIRE(child > 0);
    ending e;
    char some[256];
    for (ssize_t n = 0; (n = ::read(ends[0], some, sizeof some)) > 0;)
        e.words.append(some, static_cast<std::size_t>(n));
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    if (WIFEXITED(status)) e.code = WEXITSTATUS(status);
    return e;
}

}  // namespace

TEST_CASE("a process that does not come to its end is ended by force, with the code it was told, and says so")
{
    const auto e = end_of([] {
        const bot::last_resort limit(20ms, 3);
        for (;;) ::pause();
    });
    CHECK(e.code == 3);
    CHECK(e.words.find("ending by force") != std::string::npos);
}

TEST_CASE("a process that ends in time does so by itself")
{
    const auto e = end_of([] { const bot::last_resort limit(60s, 3); });
    CHECK(e.code == 7);
    CHECK(e.words.empty());
}
