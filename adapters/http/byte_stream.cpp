#include "adapters/http/byte_stream.hpp"

#include "adapters/http/text_as_binary.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <optional>

namespace adapters::http {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

struct byte_stream::state {
    explicit state(tcp::socket s) : socket(std::move(s)) {}

    tcp::socket socket;
    tls_context context;  // outlives the stream made from it
    std::optional<ssl::stream<tcp::socket&>> tls;
    std::string certificate_trouble;  // here, as the verification may be asked as long as the stream lives
    std::shared_ptr<text_as_binary> filter;
};

void stream_operation::show(std::size_t bytes)
{
    for (const asio::mutable_buffer& each : into) {
        const std::size_t here = std::min(bytes, each.size());
        filter->pass({static_cast<std::uint8_t*>(each.data()), here});
        bytes -= here;
    }
}

byte_stream::byte_stream(tcp::socket socket) : state_(std::make_unique<state>(std::move(socket)))
{
    boost::system::error_code ignored;
    state_->socket.set_option(tcp::no_delay(true), ignored);
}

byte_stream::byte_stream(byte_stream&&) noexcept = default;

byte_stream::~byte_stream() = default;

asio::awaitable<boost::system::error_code> byte_stream::start_tls_client(
    tls_context context, std::string host
)
{
    auto& s = *state_;
    s.context = std::move(context);
    s.tls.emplace(s.socket, *s.context);
    boost::system::error_code not_address;
    asio::ip::make_address(host, not_address);
    if (not_address && SSL_set_tlsext_host_name(s.tls->native_handle(), host.c_str()) != 1)
        co_return boost::system::error_code(
            static_cast<int>(ERR_get_error()), asio::error::get_ssl_category()
        );
    s.tls->set_verify_mode(ssl::verify_peer);
    const ssl::host_name_verification verify_host(host);
    s.tls->set_verify_callback([&why = s.certificate_trouble,
                                verify_host](bool trusted, ssl::verify_context& v) {
        const bool good = verify_host(trusted, v);
        if (!trusted)
            why = X509_verify_cert_error_string(X509_STORE_CTX_get_error(v.native_handle()));
        else if (!good)
            why = "the certificate is for another host";
        return good;
    });
    const auto [ec] =
        co_await s.tls->async_handshake(ssl::stream_base::client, asio::as_tuple(asio::use_awaitable));
    co_return ec;
}

const std::string& byte_stream::certificate_trouble() const noexcept
{
    return state_->certificate_trouble;
}

asio::awaitable<boost::system::error_code> byte_stream::start_tls_server(tls_context context)
{
    auto& s = *state_;
    s.context = std::move(context);
    s.tls.emplace(s.socket, *s.context);
    const auto [ec] =
        co_await s.tls->async_handshake(ssl::stream_base::server, asio::as_tuple(asio::use_awaitable));
    co_return ec;
}

byte_stream::executor_type byte_stream::get_executor() noexcept
{
    return state_->socket.get_executor();
}

bool byte_stream::is_open() const noexcept
{
    return state_->socket.is_open();
}

void byte_stream::close() noexcept
{
    boost::system::error_code ignored;
    state_->socket.close(ignored);
}

void byte_stream::reset() noexcept
{
    boost::system::error_code ignored;
    state_->socket.set_option(asio::socket_base::linger(true, 0), ignored);
    state_->socket.close(ignored);
}

void byte_stream::shutdown_send() noexcept
{
    boost::system::error_code ignored;
    state_->socket.shutdown(tcp::socket::shutdown_send, ignored);
}

std::shared_ptr<text_as_binary> byte_stream::show_text_as_binary()
{
    state_->filter = std::make_shared<text_as_binary>();
    return state_->filter;
}

bool byte_stream::is_quiet() noexcept
{
    if (!is_open()) return false;
    char one = 0;
    const auto got = ::recv(state_->socket.native_handle(), &one, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void byte_stream::start_read(few_buffers<asio::mutable_buffer> buffers, stream_completion done)
{
    if (state_->filter) done.pass_through(state_->filter, buffers);
    if (auto& tls = state_->tls)
        tls->async_read_some(buffers, std::move(done));
    else
        state_->socket.async_read_some(buffers, std::move(done));
}

void byte_stream::start_write(few_buffers<asio::const_buffer> buffers, stream_completion done)
{
    if (auto& tls = state_->tls)
        tls->async_write_some(buffers, std::move(done));
    else
        state_->socket.async_write_some(buffers, std::move(done));
}

}  // namespace adapters::http
