#include "adapters/http/exchange.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <openssl/crypto.h>

#include <algorithm>

namespace adapters::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using bot::errc;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);

bool is_token(std::string_view text) noexcept
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               others.find(c) != std::string_view::npos;
    });
}

error_code named(const error_code& ec)
{
    using beast::http::error;
    if (ec == error::body_limit || ec == error::header_limit || ec == error::buffer_overflow)
        return errc::too_large;
    if (ec == error::end_of_stream) return errc::closed_by_peer;
    if (ec == error::partial_message) return errc::connection_lost;
    if (ec.category() == beast::http::make_error_code(error::bad_status).category())
        return errc::bad_response;
    return errc::connection_lost;
}

using outgoing = beast::http::request<beast::http::string_body>;

void wipe_outgoing(outgoing& out) noexcept
{
    // Beast shows its copies as read-only; they are ours.
    for (const auto& each : out) OPENSSL_cleanse(const_cast<char*>(each.value().data()), each.value().size());
    wipe(out.body());
}

class wiped_outgoing {
public:
    explicit wiped_outgoing(outgoing& out) noexcept : out_(out) {}
    ~wiped_outgoing() { wipe_outgoing(out_); }
    wiped_outgoing(const wiped_outgoing&) = delete;
    wiped_outgoing& operator=(const wiped_outgoing&) = delete;

private:
    outgoing& out_;
};

header_list fields_of(const beast::http::fields& all)
{
    header_list list;
    for (const auto& each : all) list.add(std::string(each.name_string()), std::string(each.value()));
    return list;
}

}  // namespace

wiped_request::~wiped_request()
{
    request_.headers.wipe();
    wipe(request_.body);
}

bool is_sound(const request& r) noexcept
{
    if (!is_token(r.method)) return false;
    return std::all_of(r.headers.begin(), r.headers.end(), [](const header& h) {
        return is_token(h.name) && h.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
    });
}

namespace {

outgoing written_out(const url& where, request& r)
{
    outgoing out;
    out.version(11);
    out.method_string(r.method);
    out.target(where.target);
    out.set(beast::http::field::host, where.authority());
    out.set(beast::http::field::user_agent, "incidentd");
    // The first of a name replaces what is written by itself, the next ones stand beside it as given.
    for (auto each = r.headers.begin(); each != r.headers.end(); ++each) {
        const bool is_repeated = std::any_of(r.headers.begin(), each, [each](const header& before) {
            return same_text(before.name, each->name);
        });
        if (is_repeated)
            out.insert(each->name, each->value);
        else
            out.set(each->name, each->value);
    }
    out.body() = std::move(r.body);
    const bool has_body =
        !out.body().empty() || r.method == "POST" || r.method == "PUT" || r.method == "PATCH";
    if (has_body) out.content_length(out.body().size());
    return out;
}

asio::awaitable<error_code> write_wiped(byte_stream& stream, const url& where, request& r)
{
    const wiped_request wiped(r);
    outgoing out = written_out(where, r);
    const wiped_outgoing wiped_too(out);
    const auto [ec, written] = co_await beast::http::async_write(stream, out, nothrow);
    co_return ec ? named(ec) : error_code();
}

}  // namespace

asio::awaitable<bot::result<exchanged>> exchange(
    byte_stream& stream, const url& where, request r, exchange_progress& progress
)
{
    progress.sent = true;
    const auto ec = co_await write_wiped(stream, where, r);
    if (ec) co_return ec;

    beast::flat_buffer buffer(128 * 1024);
    for (int interim = 0; interim < 8; ++interim) {
        beast::http::response_parser<beast::http::string_body> parser;
        parser.header_limit(64 * 1024);
        parser.body_limit(r.max_response);
        if (r.method == "HEAD") parser.skip(true);
        const auto [head_ec, head] = co_await beast::http::async_read_header(stream, buffer, parser, nothrow);
        if (head_ec) {
            // A Content-Length above the bound shows only after the status line.
            if (head_ec == beast::http::error::body_limit) progress.status = parser.get().result_int();
            co_return named(head_ec);
        }
        const unsigned status = parser.get().result_int();
        if (status / 100 == 1 && status != 101) continue;  // 100 Continue and the like: the answer follows
        progress.status = status;
        if (!parser.is_done()) {
            const auto [body_ec, body] = co_await beast::http::async_read(stream, buffer, parser, nothrow);
            if (body_ec) co_return named(body_ec);
        }
        exchanged done;
        done.reusable = parser.keep_alive() && !parser.need_eof() && status != 101 && buffer.size() == 0;
        auto message = parser.release();
        done.answer.status = status;
        done.answer.headers = fields_of(message);
        done.answer.body = std::move(message.body());
        co_return done;
    }
    co_return bot::make_error_code(errc::bad_response);
}

}  // namespace adapters::http
