// Carries activities to the bot: signed, with the channel's deadline, delivered again when the bot did not
// take them, doubled or lost where a fault says so.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/sandbox/fault_plan.hpp"
#include "adapters/sandbox/teams_keys.hpp"
#include "adapters/sandbox/teams_workspace.hpp"
#include "adapters/sandbox/wire_log.hpp"
#include "bot/clock.hpp"
#include "bot/task_group.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace adapters::sandbox {

struct courier_settings {
    std::string bot_url;                         // its /api/messages; empty: nothing is delivered
    std::chrono::milliseconds deadline{15'000};  // past it the channel gives up on an attempt
    // Pauses before a message or an event is delivered again under its id: after a time-out, a broken
    // connection or a status of 500 and more. The real schedule is not published.
    std::vector<std::chrono::milliseconds> redelivery{
        std::chrono::seconds(1), std::chrono::seconds(5), std::chrono::seconds(15)
    };
    // An invoke that got no usable answer is sent again under a new id and timestamp, so many times.
    std::vector<std::chrono::milliseconds> invoke_retries;
    std::chrono::seconds token_life{3600};
    bool fresh_tokens = false;  // a token of its own for every activity; Teams reuses one while it lives
};

struct delivered {
    bool acked = false;   // a status of 200 to 299, and seen
    unsigned status = 0;  // of the last attempt; 0: no answer
    int attempts = 0;
    std::chrono::microseconds latency{};  // of the last attempt
    std::string body;
    std::string why;  // not_sent, lost, timeout, connection
};

class teams_courier {
public:
    using answer_of_bot = boost::asio::awaitable<delivered>;

    teams_courier(
        boost::asio::any_io_executor ex,
        bot::clock& time,
        bot::task_group& tasks,
        teams_workspace& w,
        teams_keys& keys,
        fault_plan& faults,
        wire_log& log,
        courier_settings settings,
        http::tls_context tls
    );

    answer_of_bot deliver(json::object activity);  // ends with the first 2xx, a 4xx or the last attempt
    answer_of_bot ask(json::object activity);      // an invoke
    answer_of_bot forge(json::object activity, forgery how);

    void service_url(std::string url) { service_url_ = std::move(url); }
    const std::string& service_url() const noexcept { return service_url_; }
    courier_settings& settings() noexcept { return settings_; }
    void forget_token() { token_.clear(); }  // after the keys or the settings changed
    std::size_t under_way() const noexcept { return under_way_; }
    void close_idle() { web_.close_idle(); }

private:
    answer_of_bot once(json::object activity, forgery how);
    boost::asio::awaitable<void> copy(json::object activity);
    boost::asio::awaitable<void> cut_off(std::string body);
    json::object renewed(json::object activity);
    const std::vector<std::string>& authorization();
    void note(const json::object& activity, const delivered& d, std::string_view fault);

    boost::asio::any_io_executor ex_;
    bot::clock& time_;
    bot::task_group& tasks_;
    teams_workspace& workspace_;
    teams_keys& keys_;
    fault_plan& faults_;
    wire_log& log_;
    courier_settings settings_;
    http::client web_;
    std::string service_url_;
    std::vector<std::string> token_;
    bot::clock::time_point token_made_{};
    std::size_t under_way_ = 0;
};

}  // namespace adapters::sandbox
