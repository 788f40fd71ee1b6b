// The outbox workers: every delivery leaves exactly once, in order within its lane, lanes side by side.
#pragma once

#include "bot/decide.hpp"
#include "bot/journal.hpp"
#include "bot/language.hpp"
#include "bot/platform.hpp"
#include "bot/snapshot.hpp"
#include "bot/task_group.hpp"
#include "bot/way_given.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace bot {

struct outbox_counters {
    std::uint64_t attempts = 0;
    std::uint64_t sent = 0;
    std::uint64_t failed = 0;
    std::uint64_t in_doubt = 0;
    std::uint64_t retries = 0;
    std::uint64_t look_ups = 0;
};

// Loop's thread only. A lane's worker lives while the lane has something to do.
class outbox {
public:
    // Finds the platform that a delivery goes through; null: none is configured for it any more.
    using router = std::function<platform*(const delivery&)>;
    using snapshot_source = std::function<std::shared_ptr<const snapshot>()>;

    outbox(journal& log, clock& time, task_group& tasks, router route, snapshot_source current);

    // Takes up everything unsettled: deliveries found in `sending` are looked up first.
    void resume();
    // No new attempt starts after this; those under way end by themselves.
    void stop_taking() noexcept { taking_ = false; }
    std::size_t under_way() const noexcept { return under_way_; }
    std::size_t waiting() const noexcept;
    const outbox_counters& counters() const noexcept { return counters_; }

private:
    struct lane {
        explicit lane(std::string lane_name) : name(std::move(lane_name)) {}
        std::string name;
        std::map<std::int64_t, std::string> waiting;  // delivery number → id
        bool running = false;
    };

    // A delivery that lets acknowledgements go first.
    struct waiter {
        boost::asio::steady_timer bell;  // never expires; cancelled when it may go
        clock::time_point until;         // it goes then, however late the loop is
        bool may_go = false;
    };

    lane& add_waiting(const delivery& row);
    void wake(lane& l);
    void wake_all();
    boost::asio::awaitable<void> work(lane& l);
    boost::asio::awaitable<void> step(lane& l, std::string id);
    boost::asio::awaitable<void> come_through();
    void let_through();
    boost::asio::awaitable<void> watch_loop();
    boost::asio::awaitable<void> attempt(std::string id);
    void give_up(const std::string& id, const std::string& bug);
    boost::asio::awaitable<void> find_out(std::string id, platform* via);
    boost::asio::awaitable<void> settle(std::string id, delivery_outcome outcome);
    change_set after(
        const std::string& id,
        const std::function<void(change_set&, const context&)>& rule,
        const std::function<void(change_set&)>& bare
    );
    std::optional<delivery> target_of(const delivery& row) const;
    language spoken() const;  // in channels

    journal& journal_;
    clock& clock_;
    task_group& tasks_;
    router route_;
    snapshot_source snapshot_;
    std::map<std::string, lane> lanes_;  // each stays where it is
    outbox_counters counters_;
    way_given way_;
    std::deque<waiter*> waiters_;
    bool is_watching_ = false;
    std::size_t under_way_ = 0;
    bool has_stalled_ = false;  // a lane's worker ended while something waited
    bool taking_ = true;
};

}  // namespace bot
