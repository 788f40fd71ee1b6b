#include "adapters/http/tls_context.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>

namespace adapters::http {
namespace {

namespace ssl = boost::asio::ssl;

tls_context start(ssl::context::method method)
{
    auto context = std::make_shared<ssl::context>(method);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    return context;
}

}  // namespace

bot::result<tls_context> make_client_tls(const std::string& ca_file)
{
    boost::system::error_code ec;
    auto context = start(ssl::context::tls_client);
    context->set_default_verify_paths(ec);
    if (ec) return ec;
    if (!ca_file.empty()) context->load_verify_file(ca_file, ec);
    if (ec) return ec;
    context->set_verify_mode(ssl::verify_peer, ec);
    if (ec) return ec;
    return context;
}

bot::result<tls_context> make_server_tls(std::string_view certificate, std::string_view key)
{
    boost::system::error_code ec;
    auto context = start(ssl::context::tls_server);
    context->use_certificate_chain(boost::asio::buffer(certificate), ec);
    if (ec) return ec;
    context->use_private_key(boost::asio::buffer(key), ssl::context::pem, ec);
    if (ec) return ec;
    return context;
}

}  // namespace adapters::http
