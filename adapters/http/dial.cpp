#include "adapters/http/dial.hpp"

#include "adapters/http/basic_auth.hpp"
#include "adapters/http/headers.hpp"
#include "adapters/http/names.hpp"
#include "bot/within.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <vector>

namespace adapters::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using bot::errc;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds one_address(4);  // while there is another to try

failure failed(errc reason, std::string detail)
{
    failure f;
    f.reason = reason;
    f.detail = std::move(detail);
    return f;
}

asio::awaitable<bot::result<std::vector<tcp::endpoint>>> resolve(
    asio::any_io_executor ex, bot::clock& time, std::string host, std::uint16_t port
)
{
    // RFC 6761: localhost is this machine, whatever a name server says.
    if (host == "localhost")
        co_return std::vector<tcp::endpoint>{
            {asio::ip::address_v4::loopback(), port}, {asio::ip::address_v6::loopback(), port}
        };
    error_code ec;
    const auto address = asio::ip::make_address(host, ec);
    if (!ec) co_return std::vector<tcp::endpoint>{{address, port}};

    auto& book = asio::use_service<names>(asio::query(ex, asio::execution::context));
    const auto found = co_await book.look_up(ex, time, std::move(host));
    if (!found) co_return found.error();
    std::vector<tcp::endpoint> all;
    for (const asio::ip::address& each : *found) all.emplace_back(each, port);
    co_return all;
}

asio::awaitable<error_code> connect_one(tcp::socket& socket, tcp::endpoint where)
{
    const auto [ec] = co_await socket.async_connect(where, nothrow);
    co_return ec;
}

asio::awaitable<boost::system::result<tcp::socket, failure>> connect(
    asio::any_io_executor ex, bot::clock& time, std::string host, std::uint16_t port
)
{
    const auto endpoints = co_await resolve(ex, time, host, port);
    if (!endpoints) co_return failed(errc::dns_failure, host);
    error_code last;
    for (std::size_t i = 0; i < endpoints->size(); ++i) {
        tcp::socket socket(ex);
        if (i + 1 < endpoints->size())
            last = co_await bot::within(time, one_address, connect_one(socket, (*endpoints)[i]));
        else
            last = co_await connect_one(socket, (*endpoints)[i]);
        if (!last) co_return std::move(socket);
    }
    const bool late = last == errc::timed_out || last == asio::error::timed_out;
    co_return failed(late ? errc::timed_out : errc::refused, host + ": " + last.message());
}

asio::awaitable<std::optional<failure>> open_tunnel(tcp::socket& socket, url proxy, url target)
{
    const std::string bare =
        target.host.find(':') == std::string::npos ? target.host : '[' + target.host + ']';
    const std::string place = bare + ':' + std::to_string(target.port);
    std::string ask = "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\n";
    if (!proxy.user_info.empty()) {
        std::string credentials = basic_authorization(proxy.user_info);
        ask.reserve(ask.size() + credentials.size() + 64);
        ask += "Proxy-Authorization: ";
        ask += credentials;
        ask += "\r\n";
        wipe(credentials);
    }
    ask += "\r\n";
    const auto [write_ec, written] = co_await asio::async_write(socket, asio::buffer(ask), nothrow);
    wipe(ask);
    if (write_ec) co_return failed(errc::proxy_refused, "proxy " + proxy.host + ": " + write_ec.message());

    std::string head;
    const auto [ec, size] =
        co_await asio::async_read_until(socket, asio::dynamic_buffer(head, 16 * 1024), "\r\n\r\n", nothrow);
    if (ec) co_return failed(errc::proxy_refused, "proxy " + proxy.host + ": " + ec.message());
    boost::beast::http::response_parser<boost::beast::http::empty_body> parser;
    parser.skip(true);
    error_code bad;
    parser.put(asio::buffer(head.data(), size), bad);
    if (bad || !parser.is_header_done())
        co_return failed(errc::proxy_refused, "proxy " + proxy.host + ": its answer is not HTTP");
    const unsigned status = parser.get().result_int();
    if (status / 100 != 2) {
        auto f = failed(errc::proxy_refused, "proxy " + proxy.host + " answered " + std::to_string(status));
        f.status = status;
        co_return f;
    }
    // In a tunnel the server speaks only after our TLS hello: more bytes are not the server's.
    if (head.size() != size)
        co_return failed(errc::proxy_refused, "proxy " + proxy.host + ": it talks too much");
    co_return std::nullopt;
}

}  // namespace

asio::awaitable<dial_result> dial(
    asio::any_io_executor ex, bot::clock& time, url where, tls_context tls, proxy_settings proxy
)
{
    const auto through = proxy_for(proxy, where);
    if (!through) co_return failed(errc::bad_url, "the proxy's URL is unusable");
    const std::optional<url>& proxied = *through;
    const url& first = proxied ? *proxied : where;
    auto socket = co_await connect(ex, time, first.host, first.port);
    if (!socket) co_return socket.error();
    if (proxied)
        if (auto refused = co_await open_tunnel(*socket, *proxied, where)) co_return std::move(*refused);
    auto stream = std::make_unique<byte_stream>(std::move(*socket));
    if (where.is_tls()) {
        if (!tls) co_return failed(errc::tls_failure, "no TLS context");
        const auto ec = co_await stream->start_tls_client(std::move(tls), where.host);
        const std::string& why = stream->certificate_trouble();
        if (ec) co_return failed(errc::tls_failure, where.host + ": " + (why.empty() ? ec.message() : why));
    }
    co_return std::move(stream);
}

}  // namespace adapters::http
