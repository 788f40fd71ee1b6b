// The loop around the rules: takes events, drops duplicates, decides, makes durable, acknowledges, and minds
// the clock.
#pragma once

#include "bot/decide.hpp"
#include "bot/journal.hpp"
#include "bot/outbox.hpp"
#include "bot/platform.hpp"
#include "bot/record_writer.hpp"
#include "bot/snapshot.hpp"
#include "bot/store/store.hpp"
#include "bot/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace bot {

struct engine_counters {
    std::uint64_t events = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t parked = 0;
    std::uint64_t unanswered_look_ups = 0;  // memberships that could not be looked up: denied
};

// Loop's thread only. Everything it starts belongs to `tasks`.
class engine final : public event_sink {
public:
    struct parts {
        boost::asio::any_io_executor executor;
        clock& time;
        store& disk;
        task_group& tasks;
        const command_interpreter& commands;
        record_writer::pool& files;
    };

    engine(parts with, loaded_state found, std::shared_ptr<const snapshot> first);
    ~engine() override;

    // Before start(); the engine keeps it and runs it. A platform whose kind is "webhook" serves destinations
    // without a channel.
    void add(std::unique_ptr<platform> p);
    // Resumes what was under way when the process ended, then works until the task group is cancelled.
    void start();
    // False when the rules could not take the change in: then the old snapshot stays in force.
    bool reload(std::shared_ptr<const snapshot> next);

    void submit(inbound event, reply_path reply) override;
    void keep(std::vector<address> rows, std::vector<std::string> keys, std::function<void()> durable)
        override;
    bool accepting() const noexcept override { return accepting_ && !journal_.broken(); }

    // Stops taking, waits up to `patience` for what is under way, then closes the platforms, all at once and
    // within `goodbye`.
    boost::asio::awaitable<void> drain(std::chrono::milliseconds patience, std::chrono::milliseconds goodbye);

    // An operator, not a person on a platform, says what became of a delivery. Returns once that is durable.
    struct settled {
        bool done = false;
        std::string answer;  // for people
    };
    boost::asio::awaitable<settled> settle(std::string delivery_id, bool arrived);

    // What the daemon itself did, in the audit chain.
    void note(std::string kind, boost::json::object details);

    // A line in the ops channel.
    void tell_ops(std::string text);

    // Called when the store failed for good: the process must end, nothing is acknowledged any more.
    void on_broken(std::function<void(const std::string&)> f) { journal_.on_broken(std::move(f)); }

    const world& state() const noexcept { return journal_.state(); }
    const std::vector<std::unique_ptr<platform>>& platforms() const noexcept { return platforms_; }
    // Platforms that ended for good, with the platform's own reason.
    const std::map<const platform*, std::string>& refused() const noexcept { return refused_; }
    // Told of each one that ends so; logs nothing itself.
    void on_refused(std::function<void(const platform&)> f) { on_refused_ = std::move(f); }
    std::shared_ptr<const snapshot> current() const noexcept { return snapshot_; }
    const engine_counters& counters() const noexcept { return counters_; }
    const outbox& deliveries() const noexcept { return outbox_; }
    const record_writer& records() const noexcept { return records_; }

private:
    void decide_now(inbound event, reply_path reply, context ctx, std::optional<std::int64_t> unpark);
    static void open_form(change_set& changes, const reply_path& reply, language l);
    void park(inbound event, reply_path reply, std::vector<membership_query> queries);
    // `later` is the event's own way back to the person; a process that found the event in the store has
    // none.
    boost::asio::awaitable<void> decide_parked(
        parked_event event,
        std::vector<membership_query> queries,
        std::function<void(const notice&)> later = {}
    );
    boost::asio::awaitable<void> look_up(context& ctx, const std::vector<membership_query>& queries);
    boost::asio::awaitable<void> run_platform(platform* p);
    boost::asio::awaitable<void> read_reactions(platform* p);
    boost::asio::awaitable<void> read_reactions_on(platform* p, std::string preview_id);
    std::vector<membership_query> memberships_to_ask(const context& ctx, const inbound& event) const;
    change_set pass_time();
    void mind_early_reaction(const inbound& event);
    bool may_have_early_reactions(const delivery& preview) const;
    boost::asio::awaitable<void> mind_time();
    boost::asio::awaitable<void> forget_seen();
    void mind_changes(const change_set& changes);
    void tell(const account& who, const channel_ref& where, notice words);
    bool is_duplicate(const std::vector<std::string>& keys) const;
    void remember(const std::vector<std::string>& keys, time_point at);
    platform* route(const delivery& row) const;
    platform* by_connection(std::string_view kind, std::string_view connection) const;

    parts with_;
    journal journal_;
    std::shared_ptr<const snapshot> snapshot_;
    outbox outbox_;
    record_writer records_;
    std::vector<std::unique_ptr<platform>> platforms_;
    std::map<const platform*, std::string> refused_;
    std::function<void(const platform&)> on_refused_;
    std::unordered_map<std::string, time_point> seen_;
    std::vector<parked_event> found_parked_;
    std::optional<time_point> deadline_;
    std::int64_t last_parked_ = 0;
    time_point started_;
    std::deque<std::string> early_reactions_;  // messages not known as ours when somebody reacted to them
    engine_counters counters_;
    bool accepting_ = true;
};

}  // namespace bot
