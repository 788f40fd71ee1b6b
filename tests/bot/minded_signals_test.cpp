#include "bot/minded_signals.hpp"

#include "bot/task_group.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <stdexcept>

TEST_CASE("a reload or a stop that throws does not make later signals go unheard")
{
    tests::loop l;
    boost::asio::signal_set set(l.io, SIGTERM, SIGHUP);
    bot::task_group tasks(l.executor());
    int reloads = 0;
    int stops = 0;
    tasks.spawn(
        "signals",
        bot::mind_signals(
            set,
            {.stop =
                 [&] {
                     if (++stops == 1) throw std::runtime_error("not yet");
                     tasks.cancel();
                 },
             .reload =
                 [&] {
                     ++reloads;
                     throw std::runtime_error("a broken reload");
                 }}
        )
    );
    const auto raise_and_run = [&](int signal) {
        REQUIRE(std::raise(signal) == 0);
        l.io.restart();
        l.io.run_for(std::chrono::milliseconds(1));
        while (l.io.poll() != 0) continue;
    };
    l.io.poll();
    raise_and_run(SIGHUP);
    raise_and_run(SIGHUP);
    CHECK(reloads == 2);
    raise_and_run(SIGTERM);
    raise_and_run(SIGTERM);
    CHECK(stops == 2);
    CHECK(l.settles());
    CHECK(tasks.size() == 0);
}
