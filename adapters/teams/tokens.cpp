#include "adapters/teams/tokens.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace adapters::teams {

namespace asio = boost::asio;
using ms = std::chrono::milliseconds;

namespace {

// Wakes those who wait however the request ends, cancellation included.
class fetching {
public:
    fetching(bool& flag, asio::steady_timer& bell) : flag_(flag), bell_(bell) { flag_ = true; }
    ~fetching()
    {
        flag_ = false;
        bell_.cancel();
    }
    fetching(const fetching&) = delete;
    fetching& operator=(const fetching&) = delete;

private:
    bool& flag_;
    asio::steady_timer& bell_;
};

}  // namespace

tokens::tokens(
    asio::any_io_executor ex,
    http::client& net,
    bot::clock& time,
    bot::teams_settings config,
    password secret,
    identity_service identity,
    timings limits,
    counters& count
)
    : net_(net),
      time_(time),
      config_(std::move(config)),
      secret_(std::move(secret)),
      identity_(std::move(identity)),
      limits_(limits),
      counters_(count),
      bell_(ex, asio::steady_timer::time_point::max())
{
    is_anonymous_ =
        config_.auth == "none" && config_.app_password.empty() && config_.app_type != "managed_identity";
    if (is_anonymous_) trouble_.clear();
}

bool tokens::is_valid() const noexcept
{
    return token_ && time_.now() < expires_;
}

bool tokens::usable() const noexcept
{
    return is_anonymous_ || is_valid();
}

token_answer tokens::answer() const
{
    if (is_valid()) return {token_, {}, false};
    return {nullptr, trouble_, refused_};
}

asio::awaitable<token_answer> tokens::get(shared_token rejected)
{
    if (is_anonymous_) co_return token_answer{std::make_shared<const bot::secret>(), {}, false};
    const bool is_rejected = rejected && rejected == token_;
    if (is_rejected) {
        token_.reset();
        not_before_ = {};
    }
    if (is_valid() && time_.now() < refresh_at_) co_return answer();
    if (is_fetching_) {
        if (is_valid()) co_return answer();
        while (is_fetching_) co_await bell_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (is_valid() || time_.now() < not_before_) co_return answer();
    }
    if (time_.now() >= not_before_) co_await fetch(is_rejected);
    co_return answer();
}

asio::awaitable<void> tokens::fetch(bool reads_secret_anew)
{
    const fetching mine(is_fetching_, bell_);
    token_reply reply = co_await ask(reads_secret_anew);
    // The password may have been changed where it is kept since it was read.
    if (reply.end == token_end::refused && !reads_secret_anew) reply = co_await ask(true);
    // A caller that was cancelled learnt nothing about the service: whoever waits asks for itself.
    const auto cancelling = co_await asio::this_coro::cancellation_state;
    if (cancelling.cancelled() != asio::cancellation_type::none) co_return;
    const auto now = time_.now();
    if (reply.end == token_end::got) {
        ++counters_.tokens;
        if (!trouble_.empty())
            spdlog::info(
                "teams {}: a token for the Connector was granted to app {} ({}, tenant {}, cloud {})",
                config_.name,
                config_.app_id,
                config_.app_type,
                config_.login_tenant.empty() ? config_.tenant_id : config_.login_tenant,
                config_.cloud
            );
        token_ = std::make_shared<const bot::secret>(std::move(reply.token));
        expires_ = now + reply.life;
        refresh_at_ = std::max(expires_ - limits_.refresh_ahead, now + reply.life / 2);
        not_before_ = {};
        failures_ = 0;
        refused_ = false;
        trouble_.clear();
        co_return;
    }
    ++counters_.token_errors;
    refused_ = reply.end == token_end::refused;
    trouble_ = fmt::format("no token for the Connector: {}", reply.why);
    const ms grown = limits_.first_pause * (1 << std::min(failures_, 10));
    ++failures_;
    const ms pause = refused_ ? limits_.longest_pause : std::min(grown, limits_.longest_pause);
    not_before_ = now + std::max<ms>(pause, reply.retry_after);
    spdlog::warn("teams {}: {}", config_.name, trouble_);
}

asio::awaitable<token_reply> tokens::ask(bool reads_secret_anew)
{
    token_reply r;
    http::request q;
    std::string reference;
    if (config_.app_type == "managed_identity") {
        q = managed_identity_request(config_, identity_);
    } else {
        auto secret = co_await secret_.read(reads_secret_anew);
        if (!secret) {
            r.why = secret_.reference + ": " + secret.error().message();
            co_return r;
        }
        reference = secret_.reference;
        q = client_credentials_request(config_, secret->reveal());
    }
    q.deadline = limits_.token;
    auto got = co_await net_.send(std::move(q));
    if (!got) {
        // The URL is a secret of nobody, but its path names the tenant: the host is enough.
        r.why = fmt::format("{} ({})", got.error().reason.message(), got.error().detail);
        co_return r;
    }
    co_return read_token_reply(*got, time_.wall_now(), reference);
}

asio::awaitable<boost::system::error_code> tokens::keep()
{
    if (is_anonymous_) {
        for (;;) co_await time_.sleep_for(std::chrono::hours(24));
    }
    for (;;) {
        co_await get();
        if (refused_ && !is_valid()) co_return bot::make_error_code(bot::errc::bad_credentials);
        const auto now = time_.now();
        const bool is_fresh = is_valid() && now < refresh_at_;
        const auto next = is_fresh ? refresh_at_ : std::max(not_before_, now + ms(10));
        co_await time_.sleep_until(next);
    }
}

}  // namespace adapters::teams
