#include "bot/error_phrases.hpp"

#include "bot/error.hpp"

#include <doctest/doctest.h>
#include <boost/asio/error.hpp>

#include <set>

TEST_CASE("every reason of ours has words of its own in both languages")
{
    std::set<std::string> seen;
    for (int value = static_cast<int>(bot::errc::bad_credentials);
         value <= static_cast<int>(bot::errc::stopped);
         ++value) {
        const boost::system::error_code why = static_cast<bot::errc>(value);
        CAPTURE(why.message());
        CHECK(bot::say(bot::language::en, why) == why.message());
        CHECK(bot::say(bot::language::pt_br, why) != why.message());
        CHECK(seen.insert(bot::say(bot::language::pt_br, why)).second);
    }
    CHECK(bot::say(bot::language::pt_br, bot::errc::closed_by_peer) == "o outro lado encerrou a conexão");
}

TEST_CASE("another category's reason is said as it says it itself")
{
    const boost::system::error_code why = boost::asio::error::host_unreachable;
    CHECK(bot::say(bot::language::pt_br, why) == why.message());
}
