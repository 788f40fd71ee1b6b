// One Socket Mode link from its hello to its end: reads, acknowledges, pings, notices silence.
#pragma once

#include "adapters/http/websocket.hpp"
#include "adapters/slack/counters.hpp"
#include "adapters/slack/envelope.hpp"
#include "adapters/slack/link_plan.hpp"
#include "adapters/slack/settings.hpp"
#include "bot/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace adapters::slack {

class socket_link : public std::enable_shared_from_this<socket_link> {
public:
    // Called with each envelope; hello and disconnect are the link's own business.
    using envelope_handler = std::function<void(const std::shared_ptr<socket_link>&, frame)>;

    socket_link(
        boost::asio::any_io_executor ex,
        bot::clock& time,
        http::websocket_ptr socket,
        std::string name,
        std::chrono::milliseconds liveness,
        timings limits,
        counters& count,
        envelope_handler on_envelope
    );

    boost::asio::awaitable<void> run();  // until the link is gone

    // One frame. False when the link is gone: Slack delivers again elsewhere.
    bool acknowledge(std::string ack);

    // Returns when something changed, or at `until`.
    boost::asio::awaitable<void> changed(bot::clock::time_point until);

    // Writes what is queued, says goodbye, destroys the socket within the limits.
    boost::asio::awaitable<void> close();
    void abort() noexcept;

    bool is_up() const noexcept { return greeting_.has_value() && !is_over_; }
    bool is_over() const noexcept { return is_over_; }
    link_end end() const noexcept { return end_; }  // why it should be, or was, replaced
    const std::optional<hello>& greeting() const noexcept { return greeting_; }
    const std::string& name() const noexcept { return name_; }
    bot::clock::time_point last_received() const noexcept { return socket_->last_received(); }

private:
    boost::asio::awaitable<boost::system::error_code> read_all();
    boost::asio::awaitable<boost::system::error_code> write_all();
    boost::asio::awaitable<boost::system::error_code> watch();
    bool take(const http::websocket_message& message);  // false: the link is to end
    void greet(hello h);
    bool obey(const disconnect& d);
    void be_over() noexcept;

    bot::clock& time_;
    http::websocket_ptr socket_;
    std::string name_;
    std::chrono::milliseconds liveness_;
    timings limits_;
    counters& counters_;
    envelope_handler on_envelope_;
    envelope_decoder decoder_;
    std::deque<std::optional<std::string>> outgoing_;  // nothing: a ping
    boost::asio::steady_timer outgoing_bell_;
    boost::asio::steady_timer change_bell_;
    std::optional<hello> greeting_;
    link_end end_ = link_end::none;
    std::optional<bot::clock::time_point> writing_since_;  // of the frame under way
    bool is_over_ = false;
};

}  // namespace adapters::slack
