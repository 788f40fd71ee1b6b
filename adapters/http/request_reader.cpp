#include "adapters/http/request_reader.hpp"
#include <boost/beast/core/string.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <optional>
#include <stdexcept>

namespace adapters::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using bot::errc;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);

error_code named(const error_code& ec)
{
    using beast::http::error;
    if (!ec) return ec;
    if (ec == error::body_limit || ec == error::header_limit || ec == error::buffer_overflow)
        return errc::too_large;
    if (ec == error::end_of_stream) return errc::closed_by_peer;
    if (ec == error::partial_message) return errc::connection_lost;
    if (ec.category() == beast::http::make_error_code(error::bad_method).category()) return errc::bad_request;
    return errc::connection_lost;
}

}  // namespace

struct request_reader::state {
    state(byte_stream& s, const server_limits& l) : stream(s), limits(l), buffer(l.header + 64 * 1024) {}

    byte_stream& stream;
    const server_limits& limits;
    beast::flat_buffer buffer;
    using request_parser = beast::http::request_parser<beast::http::string_body>;
    request_parser& current()
    {
        if (!parser) throw std::logic_error("head() comes first");
        return *parser;
    }

    std::optional<request_parser> parser;
    std::string method;
    bool keep_alive = false;
};

request_reader::request_reader(byte_stream& stream, const server_limits& limits)
    : state_(std::make_unique<state>(stream, limits))
{
}

request_reader::~request_reader() = default;

asio::awaitable<error_code> request_reader::first_byte()
{
    auto& s = *state_;
    if (s.buffer.size() != 0) co_return error_code();
    const auto [ec, size] = co_await s.stream.async_read_some(s.buffer.prepare(4096), nothrow);
    if (ec) co_return errc::closed_by_peer;
    s.buffer.commit(size);
    co_return error_code();
}

asio::awaitable<error_code> request_reader::head()
{
    auto& s = *state_;
    s.parser.emplace();
    s.parser->header_limit(static_cast<std::uint32_t>(s.limits.header));
    s.parser->body_limit(s.limits.body);
    const auto [ec, size] = co_await beast::http::async_read_header(s.stream, s.buffer, *s.parser, nothrow);
    s.keep_alive = !ec && s.parser->keep_alive();
    s.method = ec ? "" : std::string(s.parser->get().method_string());
    co_return named(ec);
}

asio::awaitable<error_code> request_reader::body()
{
    auto& s = *state_;
    if (s.current().is_done()) co_return error_code();
    if (beast::iequals(s.current().get()[beast::http::field::expect], "100-continue")) {
        constexpr std::string_view go = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto [ec, size] = co_await asio::async_write(s.stream, asio::buffer(go), nothrow);
        if (ec) co_return named(ec);
    }
    const auto [ec, size] = co_await beast::http::async_read(s.stream, s.buffer, s.current(), nothrow);
    co_return named(ec);
}

asio::awaitable<error_code> request_reader::swallow()
{
    auto& s = *state_;
    s.buffer.clear();
    const auto [ec, size] = co_await s.stream.async_read_some(s.buffer.prepare(4096), nothrow);
    co_return named(ec);
}

asio::awaitable<void> request_reader::drain()
{
    while (!co_await swallow()) {
    }
}

server_request request_reader::take()
{
    auto& message = state_->current().get();
    server_request r;
    r.wants_websocket = beast::websocket::is_upgrade(message);
    r.method = std::string(message.method_string());
    r.target = std::string(message.target());
    const auto mark = r.target.find('?');
    r.path = r.target.substr(0, mark);
    if (mark != std::string::npos) r.query = r.target.substr(mark + 1);
    for (const auto& each : message)
        r.headers.add(std::string(each.name_string()), std::string(each.value()));
    r.body = std::move(message.body());
    return r;
}

std::string request_reader::received() const
{
    const auto& message = state_->current().get();
    std::string text =
        std::string(message.method_string()) + ' ' + std::string(message.target()) + " HTTP/1.1\r\n";
    for (const auto& each : message)
        text += std::string(each.name_string()) + ": " + std::string(each.value()) + "\r\n";
    return text + "\r\n" + beast::buffers_to_string(state_->buffer.data());
}

bool request_reader::keep_alive() const noexcept
{
    return state_->keep_alive;
}

asio::awaitable<error_code> request_reader::answer(server_response r)
{
    auto& s = *state_;
    beast::http::response<beast::http::string_body> out;
    out.version(11);
    out.result(r.status);
    for (const auto& each : r.headers) out.insert(each.name, each.value);
    out.keep_alive(!r.close);
    const bool bare = r.status / 100 == 1 || r.status == 204 || r.status == 304;
    if (!bare) out.content_length(r.body.size());
    if (!bare && s.method != "HEAD") out.body() = std::move(r.body);
    const auto [ec, size] = co_await beast::http::async_write(s.stream, out, nothrow);
    co_return named(ec);
}

}  // namespace adapters::http
