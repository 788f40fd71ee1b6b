// The server that a browser talks to: the page's files, a JSON interface whose paths others add, and the feed
// of events. The rules of the gate hold for every request.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/sandbox/json_in.hpp"
#include "adapters/sandbox/web/event_feed.hpp"
#include "adapters/sandbox/web/gate.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace adapters::sandbox::web {

struct page_answer {
    json::object body;  // "ok" is added when it is not there
    unsigned status = 200;
};
using page_route = std::function<boost::asio::awaitable<page_answer>(json::object arguments)>;

struct page_parts {
    event_feed& feed;
    std::function<json::object()> snapshot;  // all that a page needs to begin, as of now
    gate_settings gate = {};
    std::string files_from = {};  // empty: the files in the program
};

// Loop's thread only. Bodies are at most 256 KiB of JSON, frames of a reader 1 KiB, readers 64 at once.
class page_server {
public:
    page_server(boost::asio::any_io_executor ex, bot::clock& time, page_parts parts);
    ~page_server();  // stop() first

    void get(std::string path, page_route what);   // arguments: the query, all strings
    void post(std::string path, page_route what);  // arguments: the JSON body

    bot::result<std::uint16_t> start(const std::string& address, std::uint16_t port);
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<http::server_response> handle(http::server_request r);
    boost::asio::awaitable<http::server_response> answer(http::server_request r);
    boost::asio::awaitable<http::server_response> call(http::server_request r);
    boost::asio::awaitable<http::server_response> poll_events(http::server_request r);
    boost::asio::awaitable<void> stream_events(std::shared_ptr<http::server_websocket> ws, std::string after);

    bot::clock& time_;
    page_parts parts_;
    std::map<std::string, page_route> gets_;
    std::map<std::string, page_route> posts_;
    std::size_t readers_ = 0;
    http::server server_;
};

}  // namespace adapters::sandbox::web
