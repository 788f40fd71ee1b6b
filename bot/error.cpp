#include "bot/error.hpp"

namespace bot {
namespace {

class category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "incidentd"; }

    std::string message(int value) const override
    {
        switch (static_cast<errc>(value)) {
            case errc::bad_credentials:
                return "the platform refused the credentials";
            case errc::timed_out:
                return "timed out";
            case errc::closed_by_peer:
                return "closed by the other side";
            case errc::connection_lost:
                return "the connection was lost";
            case errc::bad_frame:
                return "the other side broke the protocol";
            case errc::bad_response:
                return "the answer makes no sense";
            case errc::too_large:
                return "larger than allowed";
            case errc::refused:
                return "the connection was refused";
            case errc::dns_failure:
                return "the host name could not be resolved";
            case errc::tls_failure:
                return "TLS failed";
            case errc::proxy_refused:
                return "the proxy refused the connection";
            case errc::upgrade_refused:
                return "the server refused the websocket";
            case errc::bad_url:
                return "not a usable URL";
            case errc::insecure_url:
                return "plain http and ws are allowed to loopback hosts only";
            case errc::bad_request:
                return "the request is malformed";
            case errc::rate_limited:
                return "rate limited";
            case errc::stopped:
                return "shutting down";
        }
        return "unknown reason " + std::to_string(value);
    }
};

}  // namespace

const boost::system::error_category& error_category() noexcept
{
    static const category one;
    return one;
}

boost::system::error_code make_error_code(errc e) noexcept
{
    return {static_cast<int>(e), error_category()};
}

bool is_fatal(const boost::system::error_code& ec) noexcept
{
    return ec == errc::bad_credentials || ec == errc::bad_url || ec == errc::insecure_url;
}

}  // namespace bot
