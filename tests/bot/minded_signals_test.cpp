#include "bot/minded_signals.hpp"

#include "bot/task_group.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <stdexcept>

namespace {

struct signalled : tests::loop {
    boost::asio::signal_set set{io, SIGTERM, SIGHUP};
    bot::task_group tasks{executor()};

    void raise_and_run(int signal)
    {
        REQUIRE(std::raise(signal) == 0);
        io.restart();
        io.run_for(std::chrono::milliseconds(1));
        while (io.poll() != 0) continue;
    }
};

}  // namespace

TEST_CASE("a limit on the end that cannot be set does not keep a stop from being heard, and is set once")
{
    signalled l;
    int stops = 0;
    int limits = 0;
    l.tasks.spawn(
        "signals",
        bot::mind_signals(
            l.set,
            {.stop = [&] { ++stops; },
             .reload = [] {},
             .limit =
                 [&] {
                     ++limits;
                     throw std::runtime_error("no thread can be started");
                 }}
        )
    );
    l.io.poll();
    l.raise_and_run(SIGHUP);
    CHECK(limits == 0);
    l.raise_and_run(SIGTERM);
    CHECK(stops == 1);
    l.raise_and_run(SIGTERM);
    CHECK(stops == 2);
    CHECK(limits == 1);
    l.tasks.cancel();
    CHECK(l.settles());
}

TEST_CASE("a reload or a stop that throws does not make later signals go unheard")
{
    signalled l;
    auto& set = l.set;
    auto& tasks = l.tasks;
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
    l.io.poll();
    l.raise_and_run(SIGHUP);
    l.raise_and_run(SIGHUP);
    CHECK(reloads == 2);
    l.raise_and_run(SIGTERM);
    l.raise_and_run(SIGTERM);
    CHECK(stops == 2);
    CHECK(l.settles());
    CHECK(tasks.size() == 0);
}
