// HTTP/1.1 client: keep-alive connections per origin, a deadline over everything, and an honest answer to
// "was it sent?".
#pragma once

#include "adapters/http/failure.hpp"
#include "adapters/http/headers.hpp"
#include "adapters/http/proxy.hpp"
#include "adapters/http/tls_context.hpp"
#include "adapters/http/url.hpp"
#include "bot/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace adapters::http {

struct request {
    std::string method = "GET";
    std::string url;
    header_list headers;  // Host, Content-Length and User-Agent are added
    std::string body;
    std::chrono::steady_clock::duration deadline = std::chrono::seconds(30);  // name look-up to last byte
    std::size_t max_response = std::size_t{4} << 20;
    url_purpose purpose = url_purpose::request;  // or identity: then no proxy is asked
    bool urgent = false;  // somebody's trigger runs out: may use the places that are kept free
};

struct response {
    unsigned status = 0;
    header_list headers;
    std::string body;
};

using outcome = boost::system::result<response, failure>;

struct pool_limits {
    std::size_t per_origin = 8;  // more requests wait, within their deadlines
    std::chrono::steady_clock::duration idle = std::chrono::seconds(15);  // below what servers keep open
    std::size_t kept_free = 2;  // beyond per_origin, for urgent requests only
};

class client {
public:
    client(
        boost::asio::any_io_executor ex,
        bot::clock& time,
        tls_context tls,
        proxy_settings proxy = {},
        pool_limits limits = {}
    );
    ~client();  // no send() may be under way

    // Any HTTP status is a response; redirects are not followed. Header values and body are wiped from memory
    // once they are written, or cannot be. A failure with sent::unknown is never repeated here. A cancelled
    // caller unwinds with operation_aborted: then, too, the request may have been sent.
    boost::asio::awaitable<outcome> send(request r);

    void close_idle();
    std::size_t idle() const noexcept;
    std::uint64_t dials() const noexcept;  // connections opened so far

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace adapters::http
