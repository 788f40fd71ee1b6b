#include "adapters/slack/socket_link.hpp"

#include "bot/within.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>

namespace adapters::slack {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t most_outgoing = 10'000;

asio::awaitable<error_code> ring(asio::steady_timer& bell)
{
    co_await bell.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return error_code{};
}

// A bounded set, so that strange reasons cannot grow the counters.
std::string counted_reason(const std::string& reason)
{
    if (reason == "warning" || reason == "refresh_requested" || reason == "link_disabled" ||
        reason == "too_many_websockets")
        return reason;
    return "other";
}

}  // namespace

socket_link::socket_link(
    asio::any_io_executor ex,
    bot::clock& time,
    http::websocket_ptr socket,
    std::string name,
    std::chrono::milliseconds liveness,
    timings limits,
    counters& count,
    envelope_handler on_envelope
)
    : time_(time),
      socket_(std::move(socket)),
      name_(std::move(name)),
      liveness_(liveness),
      limits_(limits),
      counters_(count),
      on_envelope_(std::move(on_envelope)),
      outgoing_bell_(ex, asio::steady_timer::time_point::max()),
      change_bell_(ex, asio::steady_timer::time_point::max())
{
}

asio::awaitable<void> socket_link::run()
{
    using namespace asio::experimental::awaitable_operators;
    const auto self = shared_from_this();
    // However it ends, cancelled included: it counts no more, and who waits for it is told.
    const std::unique_ptr<socket_link, void (*)(socket_link*)> over(this, [](socket_link* link) {
        link->be_over();
    });
    const auto ended = co_await (read_all() || write_all() || watch());
    const error_code why = std::visit([](const error_code& ec) { return ec; }, ended);
    spdlog::info("slack {}: link ended: {}", name_, why.message());
}

void socket_link::be_over() noexcept
{
    if (is_up()) --counters_.links_up;
    is_over_ = true;
    if (end_ == link_end::none || end_ == link_end::refresh) end_ = link_end::lost;
    socket_->abort();
    outgoing_.clear();
    change_bell_.cancel();
    outgoing_bell_.cancel();
}

bool socket_link::acknowledge(std::string ack)
{
    if (is_over_ || !socket_->is_open() || outgoing_.size() >= most_outgoing) {
        ++counters_.dropped_acks;
        return false;
    }
    outgoing_.emplace_back(std::move(ack));
    outgoing_bell_.cancel();
    return true;
}

asio::awaitable<void> socket_link::changed(bot::clock::time_point until)
{
    const auto self = shared_from_this();
    const auto now = time_.now();
    if (until <= now) co_return;
    co_await bot::within(time_, until - now, ring(change_bell_));
}

asio::awaitable<void> socket_link::close()
{
    const auto self = shared_from_this();
    if (end_ == link_end::none) end_ = link_end::stopped;
    const auto limit = time_.now() + limits_.close;
    while (!is_over_ && (writing_since_ || !outgoing_.empty()) && time_.now() < limit)
        co_await time_.sleep_for(std::chrono::milliseconds(5));
    co_await socket_->close(1000, {}, limits_.close);
    socket_->abort();
}

void socket_link::abort() noexcept
{
    socket_->abort();
}

asio::awaitable<error_code> socket_link::read_all()
{
    for (;;) {
        auto message = co_await socket_->read();
        if (!message) co_return message.error();
        if (!take(*message)) co_return error_code{};
    }
}

asio::awaitable<error_code> socket_link::write_all()
{
    for (;;) {
        while (outgoing_.empty()) co_await ring(outgoing_bell_);
        auto next = std::move(outgoing_.front());
        outgoing_.pop_front();
        writing_since_ = time_.now();
        const error_code ec = co_await (next ? socket_->write(std::move(*next)) : socket_->ping("incidentd"));
        writing_since_.reset();
        if (ec) co_return ec;
    }
}

asio::awaitable<error_code> socket_link::watch()
{
    const auto pause = ping_interval(liveness_, limits_);
    for (;;) {
        co_await time_.sleep_for(pause);
        const auto now = time_.now();
        const bool is_silent = now - socket_->last_received() >= liveness_;
        // A peer that sends but reads nothing any more is heard, yet none of our acknowledgements leaves.
        const bool is_stuck = writing_since_ && now - *writing_since_ >= liveness_;
        if (is_silent || is_stuck) {
            ++counters_.silences;
            const char* what = is_silent ? "nothing heard" : "a frame could not leave";
            spdlog::warn("slack {}: {} for {} ms, redialling", name_, what, liveness_.count());
            co_return make_error_code(bot::errc::timed_out);
        }
        const bool has_ping = !outgoing_.empty() && !outgoing_.back();
        if (!has_ping && !writing_since_) {
            outgoing_.emplace_back(std::nullopt);
            outgoing_bell_.cancel();
        }
    }
}

bool socket_link::take(const http::websocket_message& message)
{
    ++counters_.frames;
    if (!message.text) return true;
    frame f = decoder_.decode(message.data);
    if (auto* h = std::get_if<hello>(&f.body)) {
        greet(std::move(*h));
        return true;
    }
    if (const auto* d = std::get_if<disconnect>(&f.body)) return obey(*d);
    if (const auto* m = std::get_if<malformed>(&f.body)) {
        ++counters_.malformed_frames;
        spdlog::warn(
            "slack {}: a frame of {} bytes, hash {}, could not be read: {}",
            name_,
            message.data.size(),
            short_hash(message.data),
            m->why
        );
    }
    try {
        on_envelope_(shared_from_this(), std::move(f));
    } catch (const std::exception& e) {
        // A bug further in must not cost the link; unacknowledged, the event comes again.
        spdlog::error("slack {}: an event could not be taken: {}", name_, e.what());
    }
    return true;
}

void socket_link::greet(hello h)
{
    if (!greeting_) ++counters_.links_up;
    counters_.num_connections = h.num_connections;
    greeting_ = std::move(h);
    change_bell_.cancel();
}

bool socket_link::obey(const disconnect& d)
{
    ++counters_.disconnects[counted_reason(d.reason)];
    spdlog::info("slack {}: Slack wants the link replaced: {}", name_, d.reason.substr(0, 64));
    end_ = end_of(d.reason);
    change_bell_.cancel();
    return end_ == link_end::refresh && greeting_.has_value();
}

}  // namespace adapters::slack
