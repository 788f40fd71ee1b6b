// The server's half of one HTTP exchange: a request in, an answer out.
#pragma once

#include "adapters/http/byte_stream.hpp"
#include "adapters/http/server.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace adapters::http {

// Reads one request after another from one connection. The wait for the first byte, the head and the body are
// separate so that each has its own deadline.
class request_reader {
public:
    request_reader(byte_stream& stream, const server_limits& limits);
    ~request_reader();

    boost::asio::awaitable<boost::system::error_code> first_byte();  // of the next request
    boost::asio::awaitable<boost::system::error_code> head();        // errc::too_large, errc::bad_request
    boost::asio::awaitable<boost::system::error_code> body();
    boost::asio::awaitable<boost::system::error_code> answer(server_response r);

    boost::asio::awaitable<boost::system::error_code> swallow();  // reads something and forgets it
    boost::asio::awaitable<void> drain();                         // until the peer's end

    server_request take();             // after body()
    std::string received() const;      // the head as it was sent, and what followed it: for a websocket
    bool keep_alive() const noexcept;  // the peer allows another request

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace adapters::http
