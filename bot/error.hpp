// Why something in the outside world failed: one reason per value, one category, one judge of what is
// hopeless.
#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <type_traits>

namespace bot {

enum class errc {
    bad_credentials = 1,  // the platform rejected our token; retrying cannot help
    timed_out,            // our own deadline, not the kernel's and not a cancellation
    closed_by_peer,       // an orderly goodbye; reconnect
    connection_lost,      // reset or cut without a goodbye
    bad_frame,            // the peer broke its protocol
    bad_response,         // a well-framed answer that makes no sense
    too_large,            // a message above its bound
    refused,              // nobody listens there, or the route is closed
    dns_failure,          // the host's name could not be resolved
    tls_failure,          // handshake or certificate
    proxy_refused,        // the proxy would not open the tunnel
    upgrade_refused,      // the server answered the websocket handshake with an HTTP status
    bad_url,              // not a URL we can use
    insecure_url,         // plain http or ws to a host that is not loopback
    bad_request,          // our own request is malformed; nothing was sent
    rate_limited,         // slow down; nothing was done
    stopped,              // we are shutting down
};

const boost::system::error_category& error_category() noexcept;
boost::system::error_code make_error_code(errc e) noexcept;

// Whether trying again unchanged can never help. The only place that knows.
bool is_fatal(const boost::system::error_code& ec) noexcept;

template <class T>
using result = boost::system::result<T>;

}  // namespace bot

template <>
struct boost::system::is_error_code_enum<bot::errc> : std::true_type {};
