// One WebSocket, of either side: frames in and out, one writer at a time, an end within a bounded time.
#pragma once

#include "adapters/http/failure.hpp"
#include "adapters/http/headers.hpp"
#include "adapters/http/proxy.hpp"
#include "adapters/http/tls_context.hpp"
#include "bot/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace adapters::http {

class byte_stream;
class websocket_connection;
using websocket_ptr = std::shared_ptr<websocket_connection>;

struct websocket_limits {
    std::chrono::steady_clock::duration handshake = std::chrono::seconds(30);  // DNS to upgrade
    std::size_t max_frame = std::size_t{1} << 20;  // kept of a message; the rest is read and dropped
};

struct websocket_message {
    std::string data;
    bool text = true;        // a client gets text as it came: it may be no UTF-8
    bool truncated = false;  // longer than max_frame: `data` is its beginning
};

struct close_notice {
    std::uint16_t code = 0;  // 0: no close frame came
    std::string reason;
};

class websocket_connection {
public:
    // Dials and upgrades. A refused upgrade is errc::upgrade_refused with the status and Retry-After.
    static boost::asio::awaitable<boost::system::result<websocket_ptr, failure>> connect(
        boost::asio::any_io_executor ex,
        bot::clock& time,
        std::string url,
        tls_context tls,
        proxy_settings proxy = {},
        websocket_limits limits = {},
        header_list extra = {}
    );

    // The server's side: answers the upgrade whose request head (and what followed it) was already read.
    static boost::asio::awaitable<bot::result<websocket_ptr>> accept(
        std::unique_ptr<byte_stream> stream, bot::clock& time, std::string received, std::size_t max_frame
    );

    ~websocket_connection();  // closes the socket, without a goodbye

    // One reader. errc::closed_by_peer after a close frame (see closed()), connection_lost, bad_frame; after
    // any of them the connection is of no more use. Pings are answered while somebody reads. Cancelling loses
    // the connection.
    boost::asio::awaitable<bot::result<websocket_message>> read();

    // One unfragmented frame each; concurrent calls take turns in order. A write that was cancelled or failed
    // half-way loses the connection.
    boost::asio::awaitable<boost::system::error_code> write(std::string text);
    boost::asio::awaitable<boost::system::error_code> write_binary(std::string data);
    boost::asio::awaitable<boost::system::error_code> ping(std::string payload = {});  // at most 125 bytes

    // Says goodbye, waits for the answer until `limit`, then destroys the socket regardless. A reader may be
    // active: it sees the answer and ends.
    boost::asio::awaitable<void> close(
        std::uint16_t code = 1000,
        std::string reason = {},
        std::chrono::steady_clock::duration limit = std::chrono::seconds(3)
    );

    // Destroys the socket at once (the peer sees a reset); a pending read or write ends with connection_lost.
    void abort() noexcept;

    // Half open from now on: whatever is cancelled or fails leaves the socket as it is, open and silent. Only
    // abort() and the destructor end it.
    void freeze() noexcept;

    bool is_open() const noexcept;
    bot::clock::time_point last_received(
    ) const noexcept;  // the last frame of any kind, control frames included
    std::uint64_t pings_received() const noexcept;
    std::uint64_t pongs_received() const noexcept;
    const close_notice& closed() const noexcept;  // what the peer's close frame said

    struct state;  // complete in websocket.cpp only
    explicit websocket_connection(std::shared_ptr<state> s);

private:
    std::shared_ptr<state> state_;  // shared with the operations under way
};

}  // namespace adapters::http
