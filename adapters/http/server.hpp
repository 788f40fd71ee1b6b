// A small HTTP/1.1 and WebSocket server: health and metrics of the daemon, and the in-process Slack.
#pragma once

#include "adapters/http/headers.hpp"
#include "adapters/http/tls_context.hpp"
#include "adapters/http/websocket.hpp"
#include "bot/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace adapters::http {

struct server_request {
    std::string method;
    std::string target;  // as sent
    std::string path;    // of the target, still percent-encoded
    std::string query;   // without the question mark
    header_list headers;
    std::string body;
    std::string peer;              // address of the other side
    bool wants_websocket = false;  // an upgrade: answer fate::upgrade to accept it, a status to refuse it
};

enum class fate {
    answer,
    upgrade,    // the websocket handler takes over
    drop,       // close the connection without a reply
    half_open,  // never answer, keep the connection until the peer or stop() ends it
};

struct server_response {
    unsigned status = 200;
    header_list headers;  // Content-Length is added
    std::string body;
    fate what = fate::answer;
    bool close = false;  // answer with Connection: close
};

using server_websocket = websocket_connection;

using request_handler = std::function<boost::asio::awaitable<server_response>(server_request)>;
using websocket_handler =
    std::function<boost::asio::awaitable<void>(std::shared_ptr<server_websocket>, server_request)>;

struct server_limits {
    // At the limit, whoever has waited longest without a request, and for `grace`, makes room for who knocks:
    // a new connection before an idle one. While none waits so, the listener pauses.
    std::size_t connections = 256;
    std::chrono::steady_clock::duration grace = std::chrono::seconds(1);
    std::size_t header = 16 * 1024;
    std::size_t body = std::size_t{1} << 20;
    std::size_t frame = std::size_t{1} << 20;  // of a websocket message
    std::chrono::steady_clock::duration header_time =
        std::chrono::seconds(10);  // TLS handshake and request head
    std::chrono::steady_clock::duration body_time = std::chrono::seconds(30);  // and writing the answer
    std::chrono::steady_clock::duration idle = std::chrono::seconds(60);       // between two requests
};

// What a new connection is encrypted with: asked for each, so that a certificate can be replaced. Without a
// context the connection is dropped, never served in plain text.
using tls_source = std::function<tls_context()>;

class server {
public:
    // An exception of a handler becomes a 500 and a line in the log. Handlers run as tasks of the server.
    server(
        boost::asio::any_io_executor ex,
        bot::clock& time,
        request_handler on_request,
        websocket_handler on_websocket = {},
        server_limits limits = {}
    );
    ~server();  // stop() first

    // Port 0 takes a free one; returns the bound port. May be called several times. Without `tls` it is plain
    // text.
    bot::result<std::uint16_t> listen(const std::string& address, std::uint16_t port, tls_context tls = {});
    bot::result<std::uint16_t> listen(const std::string& address, std::uint16_t port, tls_source tls);

    // Closes the listeners and idle connections, says goodbye (1001) on the websockets, lets requests under
    // way finish until `limit`, then cancels.
    boost::asio::awaitable<void> stop(std::chrono::steady_clock::duration limit = std::chrono::seconds(5));

    std::size_t connections() const noexcept;

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace adapters::http
