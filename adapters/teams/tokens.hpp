// The bot's own tokens for the Connector: asked for with client credentials or through a managed identity,
// kept, refreshed ahead of their expiry, never shown.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/teams/counters.hpp"
#include "adapters/teams/timings.hpp"
#include "adapters/teams/token_request.hpp"
#include "bot/clock.hpp"
#include "bot/config/secret.hpp"
#include "bot/config/teams_settings.hpp"
#include "bot/error.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace adapters::teams {

// The app's password and where it comes from. `read` is asked anew with `rejected` = true once it was
// refused.
struct password {
    std::string reference;  // "env:TEAMS_APP_PASSWORD": may be shown
    std::function<boost::asio::awaitable<bot::result<bot::secret>>(bool rejected)> read;
};

using shared_token = std::shared_ptr<const bot::secret>;  // wiped with its last holder

struct token_answer {
    shared_token token;    // null: there is none; empty: the calls go out without one
    std::string trouble;   // why there is none, for people
    bool refused = false;  // for good, as far as anybody can tell
};

class tokens {
public:
    tokens(
        boost::asio::any_io_executor ex,
        http::client& net,
        bot::clock& time,
        bot::teams_settings config,
        password secret,
        identity_service identity,
        timings limits,
        counters& count
    );

    // A token that is valid now. `rejected` is one that a service answered 401 to: it is dropped, and the
    // password read anew, unless another caller has done so already. Callers side by side share one request.
    boost::asio::awaitable<token_answer> get(shared_token rejected = {});

    // Keeps a token fresh until cancelled; returns only when the credentials are refused and no valid token
    // is left.
    boost::asio::awaitable<boost::system::error_code> keep();

    bool usable() const noexcept;
    const std::string& trouble() const noexcept { return trouble_; }

private:
    bool is_valid() const noexcept;
    boost::asio::awaitable<void> fetch(bool reads_secret_anew);
    boost::asio::awaitable<token_reply> ask(bool reads_secret_anew);
    token_answer answer() const;

    http::client& net_;
    bot::clock& time_;
    bot::teams_settings config_;
    password secret_;
    identity_service identity_;
    timings limits_;
    counters& counters_;
    boost::asio::steady_timer bell_;  // never expires; cancelled when a request for a token has ended
    bool is_fetching_ = false;
    bool is_anonymous_ = false;  // no credentials configured: auth = "none" on this machine
    shared_token token_;
    bot::clock::time_point expires_{};
    bot::clock::time_point refresh_at_{};
    bot::clock::time_point not_before_{};  // after a failure nobody asks again before this
    int failures_ = 0;
    bool refused_ = false;
    std::string trouble_ = "no token yet";
};

}  // namespace adapters::teams
