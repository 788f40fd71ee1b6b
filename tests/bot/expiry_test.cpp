#include "bot/expiry.hpp"

#include "tests/support/pending_draft.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using tests::pending_draft;

TEST_CASE("a draft expires at its time, not before, with a reply in the preview's thread")
{
    pending_draft t;
    t.config.approval.nudge = {0s, 0s, 0s, 0s};
    const auto due = t.draft().current().expires_at;
    CHECK(bot::next_deadline(t.state, t.ctx(), t.now) == due);
    const auto tick = [&] { t.apply([&](bot::change_set& c) { bot::decide_time(c, t.ctx()); }); };
    t.now = due - 1ms;
    tick();
    CHECK(t.draft().is_pending());
    t.now = due;
    tick();
    CHECK(t.draft().state == bot::draft_state::expired);
    CHECK(t.audited("draft.expired") == 1);
    CHECK(t.deliveries(bot::delivery_kind::reply).size() == 1);
    CHECK_FALSE(bot::next_deadline(t.state, t.ctx(), t.now));
    tick();
    CHECK(t.audited("draft.expired") == 1);
    CHECK(t.draft().record_due == 0);
}

TEST_CASE("a decided draft never expires")
{
    pending_draft t;
    t.approve(t.renata);
    t.now += 48h;
    t.apply([&](bot::change_set& c) { bot::decide_time(c, t.ctx()); });
    CHECK(t.draft().state == bot::draft_state::posting);
}
