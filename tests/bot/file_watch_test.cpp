#include "bot/file_watch.hpp"
#include "bot/within.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

using namespace std::chrono_literals;

TEST_CASE("a change is noticed once, however often the same directories are watched again")
{
    char name[] = "/tmp/incidentd-test-XXXXXX";
    const std::string directory = ::mkdtemp(name);
    tests::loop loop;
    loop.run([](tests::loop& l, std::string where) -> boost::asio::awaitable<void> {
        bot::file_watch watch(l.executor());
        watch.watch({where});
        std::ofstream(where + "/runbook.md") << "text";
        const auto noticed = co_await bot::within(l.time, 10s, watch.changed());
        CHECK_FALSE(noticed);
        for (int i = 0; i < 3; ++i) {
            watch.watch({where});
            const auto again = co_await bot::within(l.time, 20ms, watch.changed());
            CHECK(again == bot::errc::timed_out);
        }
        std::ofstream(where + "/runbook.md") << "other text";
        const auto second = co_await bot::within(l.time, 10s, watch.changed());
        CHECK_FALSE(second);
    }(loop, directory));
    std::filesystem::remove_all(directory);
}

TEST_CASE("a directory that cannot be watched is named with the reason, and one that appears there is another"
)
{
    char name[] = "/tmp/incidentd-test-XXXXXX";
    const std::string directory = ::mkdtemp(name);
    const std::string later = directory + "/later";
    tests::loop loop;
    bot::file_watch watch(loop.executor());
    const auto first = watch.watch({directory, later});
    REQUIRE(first.faults.size() == 1);
    CHECK(first.faults[0] == later + ": No such file or directory");
    CHECK_FALSE(watch.watch({directory, later}).is_other);
    std::filesystem::create_directory(later);
    const auto second = watch.watch({directory, later});
    CHECK(second.faults.empty());
    CHECK(second.is_other);
    // Replaced as a whole, as a checkout does it: the same path, another directory.
    std::filesystem::rename(later, directory + "/old");
    std::filesystem::create_directory(later);
    CHECK(watch.watch({directory, later}).is_other);
    CHECK_FALSE(watch.watch({directory, later}).is_other);
    std::filesystem::remove_all(directory);
}
