#include "adapters/sandbox/socket_mode.hpp"

#include "adapters/sandbox/socket_mode_parts.hpp"

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/json/serialize.hpp>

namespace adapters::sandbox {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

socket_mode::socket_mode(
    const asio::any_io_executor& ex,
    bot::clock& time,
    bot::task_group& tasks,
    fault_plan& faults,
    wire_log& log,
    socket_settings settings,
    std::uint64_t seed
)
    : ex_(ex),
      time_(time),
      tasks_(tasks),
      faults_(faults),
      log_(log),
      settings_(std::move(settings)),
      random_(seed)
{
}

std::string socket_mode::fresh_uuid()
{
    const auto a = random_();
    const auto b = random_();
    return fmt::format(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        a >> 32U,
        (a >> 16U) & 0xFFFFU,
        a & 0xFFFU,
        (b >> 48U) & 0xFFFU,
        b & 0xFFFFFFFFFFFFU
    );
}

std::string socket_mode::issue_ticket()
{
    const auto now = time_.now();
    std::erase_if(tickets_, [&](const auto& t) { return now - t.second > std::chrono::seconds(30); });
    auto ticket = fresh_uuid();
    tickets_[ticket] = now;
    return "ticket=" + ticket + "&app_id=" + settings_.app_id;
}

std::optional<unsigned> socket_mode::refusal_of(const std::string& query)
{
    if (const auto f = faults_.strike({fault_kind::upgrade_refused}, "link")) {
        log_.add(
            {.kind = "link",
             .subject = "refused",
             .status = f->status == 0 ? 409 : f->status,
             .fault = "upgrade_refused"}
        );
        return f->status == 0 ? 409 : f->status;
    }
    const auto at = query.find("ticket=");
    const auto from = at == std::string::npos ? query.size() : at + 7;
    const auto it = tickets_.find(query.substr(from, query.find('&', from) - from));
    const bool good = it != tickets_.end() && time_.now() - it->second <= std::chrono::seconds(30);
    if (it != tickets_.end()) tickets_.erase(it);
    if (good) return std::nullopt;
    log_.add({.kind = "link", .subject = "refused", .status = 408, .fault = {}});
    return 408;
}

void socket_mode::note_link(const link& l, std::string what)
{
    wire_entry e;
    e.kind = "link";
    e.subject = std::move(what);
    e.id = std::to_string(l.id);
    log_.add(std::move(e));
    changed();
}

asio::awaitable<void> socket_mode::serve(std::shared_ptr<http::server_websocket> ws, std::string query)
{
    auto l = std::make_shared<link>(ex_);
    l->id = ++last_link_;
    l->ws = std::move(ws);
    l->opened = time_.now();
    const bool debug = query.find("debug_reconnects=true") != std::string::npos;
    l->life = debug ? std::min(settings_.link_life, std::chrono::seconds(360)) : settings_.link_life;
    if (!enabled || links_.size() >= settings_.most_links) {
        const std::string reason = enabled ? "too_many_websockets" : "link_disabled";
        json::object bye{{"type", "disconnect"}, {"reason", reason}, {"debug_info", {{"host", "applink-1"}}}};
        note_link(*l, reason);
        if (!co_await l->ws->write(json::serialize(bye))) co_await l->ws->close(1000);
        co_return;
    }
    struct listed {  // takes the link off the list however serve() ends
        socket_mode& s;
        std::shared_ptr<link> l;
        ~listed()
        {
            s.links_.erase(l->id);
            s.note_link(*l, "closed");
        }
    };
    links_.emplace(l->id, l);
    listed entry{*this, l};
    json::object hello{
        {"type", "hello"},
        {"num_connections", links_.size()},
        {"connection_info", {{"app_id", settings_.app_id}}},
        {"debug_info",
         {{"host", "applink-" + std::to_string(l->id % 4 + 1)},
          {"build_number", 1},
          {"approximate_connection_time", l->life.count()}}},
    };
    l->out.push(json::serialize(hello));
    l->ready = true;
    note_link(*l, "hello");
    co_await (read_acks(l) || write_frames(l) || keep(l) || l->frozen.ready());
    if (!l->half_open) co_return;
    // The app has not been told: neither read nor written any more, the link still counts for a while.
    co_await time_.sleep_for(settings_.ghost_life);
}

asio::awaitable<void> socket_mode::read_acks(std::shared_ptr<link> l)
{
    for (;;) {
        auto frame = co_await l->ws->read();
        if (!frame) co_return;
        if (l->half_open) co_return;  // what arrived in that very moment is not seen
        if (frame->truncated || frame->data.size() > settings_.max_frame) {
            note_link(*l, "max frame length exceeded");
            co_await l->ws->close(1009, "Max frame length of 20480");
            co_return;
        }
        take_frame(*l, *frame);
    }
}

asio::awaitable<void> socket_mode::write_frames(std::shared_ptr<link> l)
{
    for (;;) {
        co_await l->out.ready();
        auto frame = l->out.take();
        if (frame.empty()) {  // the goodbye
            co_await l->ws->close(1000);
            co_return;
        }
        if (co_await l->ws->write(std::move(frame))) co_return;
    }
}

// Pings, the end of the link's life, and links on which nobody answers.
asio::awaitable<void> socket_mode::keep(std::shared_ptr<link> l)
{
    const auto end = l->opened + l->life;
    auto next_ping = l->opened + settings_.ping_every;
    for (;;) {
        const auto warn_at =
            l->warned ? end : end - std::min<bot::clock::duration>(settings_.warning, l->life);
        co_await time_.sleep_until(std::min(next_ping, warn_at));
        const auto now = time_.now();
        if (now >= end) {
            tell_disconnect(l, "refresh_requested");
            co_await time_.sleep_for(settings_.ghost_life);  // the goodbye ends the link before that
            co_return;
        }
        if (now >= warn_at && !l->warned) tell_disconnect(l, "warning");
        if (now - l->ws->last_received() > settings_.ghost_life) {
            l->ws->abort();
            co_return;
        }
        if (now < next_ping) continue;
        next_ping = now + settings_.ping_every;
        if (co_await l->ws->ping(fmt::format("Ping from applink-{}", l->id % 4 + 1))) co_return;
    }
}

std::vector<link_info> socket_mode::links() const
{
    std::vector<link_info> out;
    for (const auto& [id, l] : links_) {
        out.push_back({id, l->ready, l->draining, l->half_open, l->envelopes, l->acks});
    }
    return out;
}

std::vector<std::shared_ptr<socket_mode::link>> socket_mode::chosen(std::uint64_t id) const
{
    std::vector<std::shared_ptr<link>> out;
    for (const auto& [key, l] : links_) {
        if (id == 0 || key == id) out.push_back(l);
    }
    return out;
}

bool socket_mode::tell_disconnect(const std::shared_ptr<link>& l, const std::string& reason)
{
    if (l->goodbye) return false;
    l->draining = true;
    l->warned = true;
    json::object frame{{"type", "disconnect"}, {"reason", reason}, {"debug_info", {{"host", "applink-1"}}}};
    l->out.push(json::serialize(frame));
    note_link(*l, reason);
    if (reason != "warning") {
        l->goodbye = true;
        tasks_.spawn("sandbox goodbye", close_later(l));
    }
    return true;
}

// Slack leaves the app some seconds to bring its acks home before it closes.
asio::awaitable<void> socket_mode::close_later(std::shared_ptr<link> l)
{
    co_await time_.sleep_for(std::chrono::seconds(3));
    l->out.push({});
}

bool socket_mode::disconnect(std::uint64_t id, const std::string& reason)
{
    const auto all = chosen(id);
    for (const auto& l : all) tell_disconnect(l, reason);
    return !all.empty();
}

bool socket_mode::cut(std::uint64_t id)
{
    const auto all = chosen(id);
    for (const auto& l : all) {
        l->goodbye = true;
        l->ws->abort();
    }
    return !all.empty();
}

bool socket_mode::say(std::uint64_t id, const std::string& frame)
{
    const auto all = chosen(id);
    for (const auto& l : all) l->out.push(frame);
    return !all.empty();
}

bool socket_mode::freeze(std::uint64_t id)
{
    const auto all = chosen(id);
    for (const auto& l : all) {
        if (l->half_open) continue;
        l->half_open = true;
        l->ws->freeze();
        l->frozen.push(true);
        note_link(*l, "half open");
    }
    return !all.empty();
}

}  // namespace adapters::sandbox
