// Slack's side of Socket Mode: tickets, links, envelopes, acks within three seconds, retries of events.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/sandbox/fault_plan.hpp"
#include "adapters/sandbox/json_in.hpp"
#include "adapters/sandbox/wire_log.hpp"
#include "bot/clock.hpp"
#include "bot/mailbox.hpp"
#include "bot/task_group.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace adapters::sandbox {

struct socket_settings {
    std::string app_id = "A0SANDBOX";
    std::size_t most_links = 10;
    std::size_t max_frame = 20'479;  // at 20480 and above the link is closed with 1009
    std::chrono::seconds link_life{3600};
    std::chrono::seconds warning{10};  // before the end of a link's life
    std::chrono::milliseconds ping_every{10'000};
    std::chrono::seconds ghost_life{60};  // a silent link counts as long as this
    std::chrono::milliseconds ack_deadline{3000};
    // Pauses before the first, second and third retry of an event.
    std::vector<std::chrono::milliseconds> event_retries{
        std::chrono::milliseconds(100), std::chrono::minutes(1), std::chrono::minutes(5)
    };
};

// How one envelope fared.
struct delivery {
    std::string envelope_id;
    bool sent = false;  // false: no link was up
    bool acked = false;
    std::chrono::microseconds latency{0};
    std::optional<json::value> payload;  // of the ack, when there was one
};

struct link_info {
    std::uint64_t id = 0;
    bool ready = false;     // hello was sent
    bool draining = false;  // warned or told to go
    bool half_open = false;
    std::uint64_t envelopes = 0;
    std::uint64_t acks = 0;
};

class socket_mode {
public:
    socket_mode(
        const boost::asio::any_io_executor& ex,
        bot::clock& time,
        bot::task_group& tasks,
        fault_plan& faults,
        wire_log& log,
        socket_settings settings = {},
        std::uint64_t seed = 1
    );

    // For apps.connections.open: the query of the link's URL. Good once, for 30 s.
    std::string issue_ticket();

    // Nothing: upgrade; otherwise the HTTP status that refuses it.
    std::optional<unsigned> refusal_of(const std::string& query);

    // One link, from hello to its end; run by the server for each accepted upgrade.
    boost::asio::awaitable<void> serve(std::shared_ptr<http::server_websocket> ws, std::string query);

    // Sends one envelope to any link and waits for its ack, three seconds at most. `fields` are added beside
    // the payload.
    boost::asio::awaitable<delivery> deliver(
        std::string type, json::object payload, bool accepts_payload, json::object fields = {}
    );
    // An event_callback with Slack's retries; returns at once.
    void deliver_event(json::object payload);

    std::vector<link_info> links() const;
    std::size_t events_under_way() const noexcept { return events_under_way_; }
    std::uint64_t links_opened() const noexcept { return last_link_; }
    const socket_settings& settings() const noexcept { return settings_; }
    socket_settings& settings() noexcept { return settings_; }

    // 0 means every link. False when there is no such link.
    bool disconnect(std::uint64_t link, const std::string& reason);  // the frame, and for warnings no close
    bool cut(std::uint64_t link);                                    // TCP reset
    bool freeze(std::uint64_t link);                                 // half open from now on
    bool say(std::uint64_t link, const std::string& frame);          // any text, as Slack never would

    std::function<void()> on_change;
    bool enabled = true;  // false: Socket Mode is off in the app's settings

private:
    struct link;
    struct waiting;

    boost::asio::awaitable<void> read_acks(std::shared_ptr<link> l);
    boost::asio::awaitable<void> write_frames(std::shared_ptr<link> l);
    boost::asio::awaitable<void> keep(std::shared_ptr<link> l);
    boost::asio::awaitable<void> transmit(std::shared_ptr<waiting> w, json::object envelope);
    boost::asio::awaitable<void> retry_event(json::object payload);
    boost::asio::awaitable<void> release_held_later();
    boost::asio::awaitable<void> close_later(std::shared_ptr<link> l);
    void push_envelope(
        const std::shared_ptr<waiting>& w, const json::object& envelope, std::string fault = {}
    );
    void take_frame(link& l, const http::websocket_message& frame);
    std::shared_ptr<link> pick_link();
    bool tell_disconnect(const std::shared_ptr<link>& l, const std::string& reason);
    std::vector<std::shared_ptr<link>> chosen(std::uint64_t id) const;
    void note_link(const link& l, std::string what);
    std::string fresh_uuid();
    void changed() const
    {
        if (on_change) on_change();
    }

    boost::asio::any_io_executor ex_;
    bot::clock& time_;
    bot::task_group& tasks_;
    fault_plan& faults_;
    wire_log& log_;
    socket_settings settings_;
    std::mt19937_64 random_;
    std::uint64_t last_link_ = 0;
    std::size_t events_under_way_ = 0;
    std::map<std::string, bot::clock::time_point> tickets_;
    std::map<std::uint64_t, std::shared_ptr<link>> links_;
    std::map<std::string, std::shared_ptr<waiting>> waiting_;  // by envelope_id, also of those given up
    std::deque<std::string> waiting_order_;
    std::deque<std::pair<std::shared_ptr<waiting>, json::object>> held_;  // out of order on purpose
};

}  // namespace adapters::sandbox
