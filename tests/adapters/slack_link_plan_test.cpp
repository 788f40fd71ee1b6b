#include "adapters/slack/api_errors.hpp"
#include "adapters/slack/link_plan.hpp"
#include "adapters/slack/pacer.hpp"

#include <doctest/doctest.h>

using namespace adapters::slack;
using namespace std::chrono_literals;

namespace {

const bot::clock::time_point start{1h};

}  // namespace

TEST_CASE("every reason to disconnect has its meaning and unknown ones mean a refresh")
{
    CHECK(end_of("warning") == link_end::refresh);
    CHECK(end_of("refresh_requested") == link_end::refresh);
    CHECK(end_of("too_many_websockets") == link_end::too_many);
    CHECK(end_of("link_disabled") == link_end::link_disabled);
    CHECK(end_of("") == link_end::refresh);
    CHECK(end_of("from the future") == link_end::refresh);
}

TEST_CASE("pauses grow to their limit and start anew after a proven link")
{
    backoff b(1s, 60s, 3);
    for (int i = 0; i < 40; ++i) {
        const auto top = std::min<std::chrono::milliseconds>(60s, 1s * (1 << std::min(i, 10)));
        const auto pause = b.next();
        CHECK(pause <= top);
        CHECK(pause >= top / 10);
    }
    b.reset();
    CHECK(b.next() <= 1s);
}

TEST_CASE("a crowded app waits a minute or more, a disabled one longer, a limited one as long as asked")
{
    const timings limits;
    std::mt19937_64 random(5);
    backoff b(1s, 60s, 1);
    for (int i = 0; i < 50; ++i) {
        CHECK(pause_after(link_end::too_many, {}, b, limits, random) >= 60s);
        CHECK(pause_after(link_end::link_disabled, {}, b, limits, random) >= 180s);
    }
    b.reset();
    CHECK(pause_after(link_end::rate_limited, 30s, b, limits, random) >= 30s);
    CHECK(pause_after(link_end::refresh, {}, b, limits, random) == 0s);
    b.reset();
    CHECK(pause_after(link_end::lost, {}, b, limits, random) <= 1s);
}

TEST_CASE("dials keep their distance and stay under twenty a minute")
{
    dial_pacer p(2s, 18, 9);
    std::vector<bot::clock::time_point> turns;
    for (int i = 0; i < 100; ++i) turns.push_back(p.reserve(start));
    CHECK(turns.front() == start);
    for (std::size_t i = 1; i < turns.size(); ++i) CHECK(turns[i] - turns[i - 1] >= 2s);
    for (std::size_t i = 18; i < turns.size(); ++i) CHECK(turns[i] - turns[i - 18] >= 1min);
}

TEST_CASE("nobody dials while Slack asked to wait")
{
    dial_pacer p(2s, 18, 9);
    p.hold(start + 30s);
    CHECK(p.reserve(start) >= start + 30s);
}

TEST_CASE("a link is replaced at 80 to 90 percent of its life, if Slack tells one")
{
    std::mt19937_64 random(2);
    for (int i = 0; i < 100; ++i) {
        const auto life = planned_life(3600s, random);
        CHECK(life >= 2880s);
        CHECK(life <= 3240s);
    }
    CHECK_FALSE(planned_life(0s, random));
}

TEST_CASE("pings come at most every ten seconds and well below the liveness")
{
    const timings limits;
    CHECK(ping_interval(25s, limits) < 25s / 2);
    CHECK(ping_interval(10min, limits) == 10s);
}

TEST_CASE("a channel takes a burst of five, then one a second, and others do not wait for it")
{
    pacer p;
    for (int i = 0; i < 5; ++i) CHECK(p.reserve("C1", channel_rate, start) == start);
    CHECK(p.reserve("C1", channel_rate, start) == start + 1s);
    CHECK(p.reserve("C1", channel_rate, start) == start + 2s);
    CHECK(p.reserve("C2", channel_rate, start) == start);
    CHECK(p.reserve("C1", channel_rate, start + 10s) == start + 10s);
    p.hold("C2", start + 7s);
    CHECK(p.reserve("C2", channel_rate, start + 1s) == start + 7s);
}

TEST_CASE("only a refused app token ends the dialling")
{
    for (const auto* code :
         {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "missing_scope"})
        CHECK(is_fatal_for_links(code));
    for (const auto* code :
         {"internal_error", "fatal_error", "service_unavailable", "ratelimited", "novelty", ""})
        CHECK_FALSE(is_fatal_for_links(code));
}

TEST_CASE("error codes fall into their classes and unknown ones are told apart")
{
    CHECK(classify("ratelimited") == api_error::retry);
    CHECK(classify("fatal_error") == api_error::ambiguous);
    CHECK(classify("missing_scope") == api_error::credentials);
    CHECK(classify("msg_too_long") == api_error::request);
    CHECK(classify("not_in_channel") == api_error::destination);
    CHECK(classify("expired_trigger_id") == api_error::user_again);
    CHECK(classify("already_in_channel") == api_error::done);
    CHECK(classify("novelty") == api_error::unknown);
}
