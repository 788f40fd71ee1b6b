// One HTTP request and its response over an open stream.
#pragma once

#include "adapters/http/byte_stream.hpp"
#include "adapters/http/client.hpp"
#include "adapters/http/url.hpp"

#include <boost/asio/awaitable.hpp>

namespace adapters::http {

// Written by exchange() as it goes, so that the owner of the deadline knows how far it came.
struct exchange_progress {
    bool sent = false;    // set before the first byte is handed to the socket
    unsigned status = 0;  // of the response, once its head is here
};

struct exchanged {
    response answer;
    bool reusable = false;  // the connection may carry another request
};

// Method, header names and values free of what would split the request.
bool is_sound(const request& r) noexcept;

// What may be a credential of a request, overwritten: its headers' values and its body.
class wiped_request {
public:
    explicit wiped_request(request& r) noexcept : request_(r) {}
    ~wiped_request();
    wiped_request(const wiped_request&) = delete;
    wiped_request& operator=(const wiped_request&) = delete;

private:
    request& request_;
};

// Once the request is written, or cannot be, nothing of it stays in memory.
boost::asio::awaitable<bot::result<exchanged>> exchange(
    byte_stream& stream, const url& where, request r, exchange_progress& progress
);

}  // namespace adapters::http
