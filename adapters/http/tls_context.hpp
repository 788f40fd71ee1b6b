// TLS settings: certificates are always verified, TLS 1.2 is the least, and nothing is negotiated anew.
#pragma once

#include "bot/error.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace adapters::http {

using tls_context = std::shared_ptr<boost::asio::ssl::context>;

// The system's roots and, unless empty, those of a PEM file. Host names are checked by whoever dials.
bot::result<tls_context> make_client_tls(const std::string& ca_file = {});

// Both in PEM, the certificate with its chain.
bot::result<tls_context> make_server_tls(std::string_view certificate, std::string_view key);

}  // namespace adapters::http
