#include "adapters/http/tls_context.hpp"

#include <openssl/x509.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace adapters::http {
namespace {

namespace ssl = boost::asio::ssl;

tls_context start(ssl::context::method method)
{
    auto context = std::make_shared<ssl::context>(method);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    // Nobody needs it, and it would let a peer of TLS 1.2 change its certificate under a verified connection.
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION);
    return context;
}

// Where the system keeps a hashed file for each root (Debian does), OpenSSL reads the one it needs when it
// needs it. Parsing the whole bundle would be most of the daemon's start and a megabyte that stays.
bool use_roots_one_by_one(ssl::context& context)
{
    namespace fs = std::filesystem;
    // NOLINTBEGIN(concurrency-mt-unsafe): nobody sets variables
    if (std::getenv(X509_get_default_cert_file_env()) != nullptr) return false;
    if (std::getenv(X509_get_default_cert_dir_env()) != nullptr) return false;
    // NOLINTEND(concurrency-mt-unsafe)
    std::error_code ec;
    for (const fs::directory_entry& e : fs::directory_iterator(X509_get_default_cert_dir(), ec)) {
        if (e.path().extension() == ".0") return SSL_CTX_set_default_verify_dir(context.native_handle()) == 1;
    }
    return false;
}

}  // namespace

bot::result<tls_context> make_client_tls(const std::string& ca_file)
{
    boost::system::error_code ec;
    auto context = start(ssl::context::tls_client);
    if (!use_roots_one_by_one(*context)) context->set_default_verify_paths(ec);
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
