#include "adapters/slack/socket_links.hpp"

#include "adapters/slack/api_errors.hpp"
#include "bot/cancel_at_end.hpp"
#include "bot/keep_going.hpp"
#include "bot/within.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace adapters::slack {

namespace asio = boost::asio;
using ms = std::chrono::milliseconds;

namespace {

constexpr std::size_t largest_frame = std::size_t{4} << 20;  // more is read, dropped and acknowledged
constexpr ms far_away = std::chrono::hours(24);

}  // namespace

socket_links::socket_links(
    parts with, settings config, timings limits, socket_link::envelope_handler on_envelope, std::uint64_t seed
)
    : with_(std::move(with)),
      config_(std::move(config)),
      limits_(limits),
      on_envelope_(std::move(on_envelope)),
      random_(seed),
      pacer_(limits.dial_gap, limits.dials_a_minute, seed + 1),
      slots_(with_.executor),
      sockets_(with_.executor),
      end_bell_(with_.executor, asio::steady_timer::time_point::max())
{
}

asio::awaitable<std::string> socket_links::run()
{
    for (int slot = 0; slot < config_.connections; ++slot)
        slots_.spawn(
            "slack " + config_.name + " slot " + std::to_string(slot),
            bot::keep_going(
                with_.time,
                "slack " + config_.name + ": slot " + std::to_string(slot),
                limits_.first_pause,
                [this, slot](bool) { return keep_up(slot); }
            )
        );
    while (fatal_.empty() && !is_stopping_)
        co_await end_bell_.async_wait(asio::as_tuple(asio::use_awaitable));
    slots_.cancel();
    co_return fatal_;
}

asio::awaitable<void> socket_links::stop()
{
    is_stopping_ = true;
    end_bell_.cancel();
    slots_.cancel();
    // However it ends, cancelled included, no socket lives on.
    const bot::cancel_at_end last(sockets_);
    co_await bot::within(with_.time, limits_.stop, slots_.join());
    const auto all = live_;
    for (const auto& link : all) sockets_.spawn("slack " + config_.name + " goodbye", retire(link, ms(0)));
    co_await bot::within(with_.time, limits_.stop, sockets_.join());
}

std::size_t socket_links::up() const noexcept
{
    return static_cast<std::size_t>(std::count_if(live_.begin(), live_.end(), [](const auto& l) {
        return l->is_up();
    }));
}

// The only place that dials for this slot. The link that is being replaced lives on beside the dial.
asio::awaitable<void> socket_links::keep_up(int slot)
{
    backoff pause(limits_.first_pause, limits_.longest_pause, random_());
    std::shared_ptr<socket_link> current;
    bool was_up = false;
    for (;;) {
        co_await with_.time.sleep_until(pacer_.reserve(with_.time.now()));
        const std::string name =
            config_.name + "#" + std::to_string(slot) + "." + std::to_string(++generation_);
        const auto fresh = co_await dial(name);
        if (!fresh.link) {
            ++with_.count.failed_dials;
            if (fresh.why == link_end::fatal) co_return;
            const auto wait = pause_after(fresh.why, fresh.retry_after, pause, limits_, random_);
            if (fresh.why == link_end::rate_limited) pacer_.hold(with_.time.now() + wait);
            spdlog::warn("slack {}: {}; dialling again in {} ms", name, trouble_, wait.count());
            co_await with_.time.sleep_for(wait);
            continue;
        }
        if (was_up) ++with_.count.reconnects;
        was_up = true;
        const auto since = with_.time.now();
        if (current) sockets_.spawn(current->name() + " drain", retire(current, limits_.drain));
        current = fresh.link;
        const auto why = co_await wait_for_end(current);
        const auto life = with_.time.now() - since;
        if (life >= limits_.proven) pause.reset();
        if (why == link_end::refresh) {
            // A replacement at once; only a Slack that recycles what it has just opened is paced.
            if (life < limits_.first_pause) co_await with_.time.sleep_for(pause.next());
            continue;
        }
        sockets_.spawn(current->name() + " goodbye", retire(current, ms(0)));
        current.reset();
        co_await with_.time.sleep_for(pause_after(why, std::nullopt, pause, limits_, random_));
    }
}

asio::awaitable<socket_links::dialled> socket_links::dial(std::string name)
{
    dialled d;
    ++with_.count.dials;
    const auto opened = co_await with_.app_api.once("apps.connections.open", {}, limits_.call);
    if (opened.end == call_end::refused && is_fatal_for_links(opened.code)) {
        fatal_ = opened.code;
        trouble_ = with_.app_api.reference() + ": Slack answered " + opened.code;
        d.why = link_end::fatal;
        end_bell_.cancel();
        co_return d;
    }
    if (!opened.ok() || opened.url.empty()) {
        trouble_ = "apps.connections.open: " + (opened.code.empty() ? "no URL" : opened.code);
        if (opened.end == call_end::limited) d.why = link_end::rate_limited;
        if (opened.retry_after.count() > 0)
            d.retry_after = std::chrono::ceil<std::chrono::seconds>(opened.retry_after);
        co_return d;
    }
    http::websocket_limits bounds;
    bounds.handshake = limits_.handshake;
    bounds.max_frame = largest_frame;
    auto socket = co_await http::websocket_connection::connect(
        with_.executor, with_.time, opened.url, with_.tls, with_.proxy, bounds
    );
    if (!socket) {
        const auto& f = socket.error();
        trouble_ = "socket: " + f.reason.message();
        if (f.status != 0) trouble_ += " (HTTP " + std::to_string(f.status) + ")";
        d.retry_after = f.retry_after;
        co_return d;
    }
    auto link = std::make_shared<socket_link>(
        with_.executor,
        with_.time,
        std::move(*socket),
        std::move(name),
        config_.liveness,
        limits_,
        with_.count,
        on_envelope_
    );
    live_.push_back(link);
    sockets_.spawn(link->name(), run_link(link));
    d.link = co_await wait_for_hello(link);
    if (!d.link && link->end() != link_end::none && link->end() != link_end::refresh) d.why = link->end();
    co_return d;
}

asio::awaitable<void> socket_links::run_link(std::shared_ptr<socket_link> link)
{
    struct removal {  // a cancelled link goes, too
        std::list<std::shared_ptr<socket_link>>& live;
        std::shared_ptr<socket_link> link;
        ~removal() { live.remove(link); }
    } const removed{live_, link};
    co_await link->run();
}

asio::awaitable<std::shared_ptr<socket_link>> socket_links::wait_for_hello(std::shared_ptr<socket_link> link)
{
    const auto limit = with_.time.now() + limits_.hello;
    while (!link->greeting() && !link->is_over() && link->end() == link_end::none && with_.time.now() < limit)
        co_await link->changed(limit);
    if (const auto& greeting = link->greeting(); greeting && !link->is_over()) {
        trouble_.clear();
        note_hello(*greeting);
        co_return link;
    }
    trouble_ = link->end() == link_end::too_many        ? "Slack has too many links of this app"
               : link->end() == link_end::link_disabled ? "Socket Mode is switched off in the app's settings"
                                                        : "no hello came";
    link->abort();
    co_return nullptr;
}

void socket_links::note_hello(const hello& h)
{
    const auto ours = static_cast<int>(live_.size());
    if (h.num_connections > ours) {
        ++with_.count.ghosts_seen;
        spdlog::warn(
            "slack {}: Slack counts {} links of this app, {} are ours: ghosts, or another process on the "
            "same "
            "app token takes a share of the events",
            config_.name,
            h.num_connections,
            ours
        );
    }
    if (on_hello) on_hello(h);
}

asio::awaitable<link_end> socket_links::wait_for_end(std::shared_ptr<socket_link> link)
{
    const auto& greeting = link->greeting();
    const auto life =
        planned_life(greeting ? greeting->approximate_lifetime : std::chrono::seconds(0), random_);
    const auto limit = with_.time.now() + life.value_or(far_away);
    while (!link->is_over() && link->end() == link_end::none) {
        if (with_.time.now() >= limit) co_return link_end::refresh;
        co_await link->changed(limit);
    }
    co_return link->end();
}

// An old link is read and acknowledged until Slack closes it or the grace is over.
asio::awaitable<void> socket_links::retire(std::shared_ptr<socket_link> link, ms grace)
{
    const auto limit = with_.time.now() + grace;
    while (!link->is_over() && with_.time.now() < limit) co_await link->changed(limit);
    if (!link->is_over()) co_await link->close();
}

}  // namespace adapters::slack
