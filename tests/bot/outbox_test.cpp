#include "bot/outbox.hpp"

#include "tests/support/engine_stand.hpp"
#include "tests/support/world_copy.hpp"

#include <doctest/doctest.h>

using namespace tests;
using namespace std::chrono_literals;

namespace {

// An outbox of its own, so that the test decides what the rules can read.
struct lane_stand {
    boost::asio::io_context io{1};
    hand_clock time{io};
    pending_draft begin_with;
    memory_store disk{io};
    bot::task_group tasks{io.get_executor()};
    bot::journal log{io.get_executor(), time, disk, tests::copy_of(begin_with.state)};
    scripted_platform platform;
    std::shared_ptr<const bot::snapshot> snapshot = std::make_shared<const bot::snapshot>(
        begin_with.config, pending_draft::make_books(), begin_with.limits
    );
    int rules_that_throw = 0;
    std::size_t look_ups = 0;  // counted by the tests that script them
    std::size_t decided = 0;   // answers whose rule has thrown
    int routes_that_throw = 0;
    bot::outbox box{
        log,
        time,
        tasks,
        [this](const bot::delivery&) -> bot::platform* {
            if (routes_that_throw > 0 && routes_that_throw-- > 0) throw std::logic_error("no route");
            return &platform;
        },
        [this] {
            // The rules are asked once after each answer; before it only the language is.
            const auto answers = platform.delivered.size() + look_ups;
            if (answers > decided && rules_that_throw > 0) {
                decided = answers;
                --rules_that_throw;
                throw std::logic_error("a broken rule");
            }
            return snapshot;
        }
    };

    ~lane_stand()
    {
        tasks.cancel();
        time.settle();
        CHECK(tasks.size() == 0);
    }
    std::string queue(bot::delivery_kind kind = bot::delivery_kind::line, const std::string& channel = {})
    {
        auto changes = log.begin();
        bot::delivery d;
        d.kind = kind;
        d.incident_id = "SUP-INC-845";
        d.destination = begin_with.room.key();
        d.channel = begin_with.room;
        if (!channel.empty()) d.channel.id = channel;
        d.words = bot::notice{.text = "a line", .buttons = {}};
        const std::string id = changes.enqueue(d).id;
        log.commit(std::move(changes), {}, {});
        return id;
    }
    const bot::delivery& row(const std::string& id) const { return *log.state().find_delivery(id); }
};

}  // namespace

TEST_CASE("a rule that throws on an outcome leaves what the platform said, and the lane goes on")
{
    lane_stand s;
    s.rules_that_throw = 1;
    const auto first = s.queue();
    const auto second = s.queue();
    s.time.settle();
    CHECK(s.row(first).state == bot::delivery_state::sent);
    CHECK(s.row(first).platform_id == "9.1");
    CHECK(s.row(second).state == bot::delivery_state::sent);
    CHECK(s.platform.delivered == std::vector{first, second});
    CHECK(s.disk.audited("delivery.bug") == 1);
    const auto third = s.queue();
    s.time.settle();
    CHECK(s.row(third).state == bot::delivery_state::sent);
}

TEST_CASE("a rule that throws on each kind of outcome never posts twice and never forgets")
{
    using bot::delivery_result;
    using bot::delivery_state;
    struct expected {
        delivery_result result;
        bot::look_up_result found;
        int throws;
        delivery_state then;
    };
    const expected all[] = {
        {delivery_result::failed, {}, 1, delivery_state::failed},
        {delivery_result::unknown, bot::look_up_result::found, 1, delivery_state::sent},
        {delivery_result::unknown, bot::look_up_result::found, 2, delivery_state::sent},
        {delivery_result::unknown, bot::look_up_result::absent, 2, delivery_state::in_doubt},
        {delivery_result::unknown, bot::look_up_result::cannot_tell, 2, delivery_state::in_doubt},
        {delivery_result::retry, {}, 1, delivery_state::queued},
    };
    for (const auto& each : all) {
        CAPTURE(static_cast<int>(each.result));
        CAPTURE(static_cast<int>(each.found));
        lane_stand s;
        s.rules_that_throw = each.throws;
        s.platform.on_deliver = [&](const bot::delivery&) {
            bot::delivery_outcome out;
            out.result = each.result;
            out.error = "as scripted";
            return out;
        };
        s.platform.on_look_up = [&](const bot::delivery&) {
            ++s.look_ups;
            bot::look_up_outcome out;
            out.result = each.found;
            out.platform_id = "7.7";
            return out;
        };
        const auto id = s.queue();
        s.time.settle();
        CHECK(s.row(id).state == each.then);
        CHECK(s.platform.delivered.size() == 1);
        if (each.then == delivery_state::queued) {
            s.platform.on_deliver = {};
            s.time.advance(10s);
            CHECK(s.row(id).state == delivery_state::sent);
        }
    }
}

TEST_CASE("a row that throws whenever it is taken up is given up after three tries and lets the next one by")
{
    lane_stand s;
    s.routes_that_throw = 3;
    const auto first = s.queue();
    const auto second = s.queue();
    s.time.settle();
    CHECK(s.row(first).state == bot::delivery_state::queued);
    s.time.advance(30s);
    CHECK(s.row(first).state == bot::delivery_state::failed);
    CHECK(s.row(second).state == bot::delivery_state::sent);
    CHECK(s.platform.delivered == std::vector{second});
}

TEST_CASE("one throw on the way to an attempt is tried again")
{
    lane_stand s;
    s.routes_that_throw = 1;
    const auto id = s.queue();
    s.time.advance(6s);
    CHECK(s.row(id).state == bot::delivery_state::sent);
    CHECK(s.platform.delivered.size() == 1);
}

TEST_CASE(
    "however many lanes hang, the next delivery waits for one of them, and not for more than two seconds"
)
{
    lane_stand s;
    const std::size_t room = bot::way_given().room();
    const std::size_t all = room + 4;
    std::chrono::seconds hangs{};
    s.platform.on_wait = [&] { return s.time.sleep_for(hangs); };
    const auto queue_all = [&] {
        for (std::size_t i = 0; i < all; ++i) s.queue(bot::delivery_kind::line, "C" + std::to_string(i));
        s.time.settle();
    };
    SUBCASE("one of them ends")
    {
        hangs = 1s;
        queue_all();
        CHECK(s.platform.delivered.size() == room);
        s.time.advance(1s);
        CHECK(s.platform.delivered.size() == all);
    }
    SUBCASE("none of them ends")
    {
        hangs = 3600s;
        queue_all();
        s.time.advance(1900ms);
        CHECK(s.platform.delivered.size() == room);
        s.time.advance(200ms);
        CHECK(s.platform.delivered.size() == all);
        CHECK(s.box.under_way() == all);
    }
}
