#include "bot/journal.hpp"

#include "tests/support/engine_stand.hpp"
#include "tests/support/world_copy.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace tests;

TEST_CASE("a listener that throws keeps the news neither from the others nor from whoever made the commit")
{
    boost::asio::io_context io{1};
    hand_clock time{io};
    pending_draft begin_with;
    memory_store disk{io};
    bot::journal log{io.get_executor(), time, disk, tests::copy_of(begin_with.state)};
    std::vector<std::string> told;
    log.listen([&](const bot::change_set&) {
        told.emplace_back("first");
        throw std::logic_error("a broken listener");
    });
    log.listen([&](const bot::change_set&) { told.emplace_back("second"); });
    const auto commit = [&](bool throws) {
        log.commit(log.begin(), {}, [&told, throws](const bot::change_set&) {
            told.emplace_back("durable");
            if (throws) throw std::logic_error("a broken answer");
        });
    };
    commit(true);
    commit(false);
    CHECK(told.empty());
    CHECK_NOTHROW(time.settle());
    CHECK(told == std::vector<std::string>{"first", "second", "durable", "first", "second", "durable"});
    CHECK(log.pending() == 0);
    CHECK_FALSE(log.broken());
}
