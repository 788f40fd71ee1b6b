// From a URL to an open byte stream: name, connection, proxy tunnel, TLS.
#pragma once

#include "adapters/http/byte_stream.hpp"
#include "adapters/http/failure.hpp"
#include "adapters/http/proxy.hpp"
#include "bot/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace adapters::http {

using dial_result = boost::system::result<std::unique_ptr<byte_stream>, failure>;

// Without a deadline of its own over the whole: the caller's covers it. Answers to cancellation at any point.
boost::asio::awaitable<dial_result> dial(
    boost::asio::any_io_executor ex, bot::clock& time, url where, tls_context tls, proxy_settings proxy
);

}  // namespace adapters::http
