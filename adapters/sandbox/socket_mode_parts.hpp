// A link and an envelope on its way, as the sources of socket_mode share them.
#pragma once

#include "adapters/sandbox/socket_mode.hpp"

namespace adapters::sandbox {

struct socket_mode::link {
    link(const boost::asio::any_io_executor& ex) : out(ex, 4096), frozen(ex, 1) {}

    std::uint64_t id = 0;
    std::shared_ptr<http::server_websocket> ws;
    bot::mailbox<std::string> out;
    bot::mailbox<bool> frozen;  // something inside: half open
    bot::clock::time_point opened;
    std::chrono::seconds life{0};
    bool ready = false;
    bool draining = false;
    bool warned = false;
    bool half_open = false;
    bool goodbye = false;
    std::uint64_t envelopes = 0;
    std::uint64_t acks = 0;
};

struct socket_mode::waiting {
    explicit waiting(const boost::asio::any_io_executor& ex) : ack(ex, 1) {}

    bot::mailbox<std::optional<json::value>> ack;
    std::string envelope_id;
    std::string type;
    bool accepts_payload = false;
    bot::clock::time_point sent;
    std::set<std::uint64_t> links;  // that carried it: an ack counts on these only
    bool acked = false;
};

}  // namespace adapters::sandbox
