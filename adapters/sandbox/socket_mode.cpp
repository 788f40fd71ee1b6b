#include "adapters/sandbox/socket_mode.hpp"

#include "bot/within.hpp"

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/json/serialize.hpp>

namespace adapters::sandbox {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

struct socket_mode::link {
    link(const asio::any_io_executor& ex) : out(ex, 4096), frozen(ex, 1) {}

    std::uint64_t id = 0;
    std::shared_ptr<http::server_websocket> ws;
    bot::mailbox<std::string> out;
    bot::mailbox<bool> frozen;  // something inside: half open
    bot::clock::time_point opened;
    std::chrono::seconds life{0};
    bool ready = false;
    bool draining = false;
    bool warned = false;
    bool half_open = false;
    bool goodbye = false;
    std::uint64_t envelopes = 0;
    std::uint64_t acks = 0;
};

struct socket_mode::waiting {
    explicit waiting(const asio::any_io_executor& ex) : ack(ex, 1) {}

    bot::mailbox<std::optional<json::value>> ack;
    std::string envelope_id;
    std::string type;
    bool accepts_payload = false;
    bot::clock::time_point sent;
    std::set<std::uint64_t> links;  // that carried it: an ack counts on these only
    bool acked = false;
};

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

void socket_mode::take_frame(link& l, const http::websocket_message& frame)
{
    const auto parsed = frame.text ? parse_json(frame.data) : std::nullopt;
    const auto* o = parsed ? parsed->if_object() : nullptr;
    const auto id = o == nullptr ? std::string() : std::string(text_at(*o, "envelope_id"));
    const auto it = waiting_.find(id);
    wire_entry e;
    e.kind = "ack";
    e.id = id;
    if (parsed) e.sent = *parsed;
    // Frames that are no ack, and acks on another link than the one that delivered, are passed over in
    // silence.
    if (it == waiting_.end() || !it->second->links.contains(l.id)) {
        e.subject = it == waiting_.end() ? "unknown" : "wrong link";
        log_.add(std::move(e));
        return;
    }
    auto& w = *it->second;
    e.subject = w.type;
    e.latency = std::chrono::duration_cast<std::chrono::microseconds>(time_.now() - w.sent);
    if (const auto f = faults_.strike({fault_kind::ack_lost}, w.type)) {
        e.fault = name_of(f->kind);
        log_.add(std::move(e));
        return;
    }
    if (w.acked) e.subject += " again";
    if (*e.latency > settings_.ack_deadline) e.subject += " late";
    log_.add(std::move(e));
    ++l.acks;
    if (w.acked) return;
    w.acked = true;
    const auto* payload = w.accepts_payload ? o->if_contains("payload") : nullptr;
    w.ack.push(payload == nullptr ? std::nullopt : std::optional<json::value>(*payload));
}

std::shared_ptr<socket_mode::link> socket_mode::pick_link()
{
    std::vector<std::shared_ptr<link>> fresh, going;
    for (const auto& [id, l] : links_) {
        if (!l->ready || l->goodbye) continue;
        (l->draining ? going : fresh).push_back(l);
    }
    auto& from = fresh.empty() ? going : fresh;
    if (from.empty()) return nullptr;
    return from[random_() % from.size()];
}

void socket_mode::push_envelope(const std::shared_ptr<waiting>& w, const json::object& envelope)
{
    const auto l = pick_link();
    if (!l) return;
    wire_entry e;
    e.kind = "envelope";
    e.subject = w->type;
    e.id = w->envelope_id;
    e.answered = envelope;
    w->links.insert(l->id);
    ++l->envelopes;
    if (faults_.strike({fault_kind::link_cut}, w->type)) {
        e.fault = "link_cut";
        l->goodbye = true;
        l->ws->abort();
    } else if (faults_.strike({fault_kind::link_half_open}, w->type)) {
        e.fault = "link_half_open";
        freeze(l->id);
    } else {
        l->out.push(json::serialize(envelope));
    }
    log_.add(std::move(e));
}

asio::awaitable<void> socket_mode::transmit(std::shared_ptr<waiting> w, json::object envelope)
{
    if (const auto f = faults_.strike({fault_kind::envelope_late}, w->type))
        co_await time_.sleep_for(f->delay);
    if (faults_.strike({fault_kind::envelope_lost}, w->type)) {
        log_.add(
            {.kind = "envelope",
             .subject = w->type,
             .id = w->envelope_id,
             .latency = {},
             .fault = "envelope_lost"}
        );
        co_return;
    }
    if (faults_.strike({fault_kind::envelope_reordered}, w->type)) {
        held_.emplace_back(w, std::move(envelope));
        tasks_.spawn("sandbox held envelope", release_held_later());
        co_return;
    }
    push_envelope(w, envelope);
    for (auto held = std::exchange(held_, {}); auto& [other, frame] : held) push_envelope(other, frame);
    if (faults_.strike({fault_kind::envelope_twice}, w->type)) push_envelope(w, envelope);
    if (!faults_.strike({fault_kind::envelope_repeated}, w->type)) co_return;
    auto again = std::make_shared<waiting>(ex_);
    again->envelope_id = fresh_uuid();
    again->type = w->type;
    again->accepts_payload = w->accepts_payload;
    again->sent = time_.now();
    waiting_[again->envelope_id] = again;
    waiting_order_.push_back(again->envelope_id);
    envelope["envelope_id"] = again->envelope_id;
    push_envelope(again, envelope);
}

asio::awaitable<void> socket_mode::release_held_later()
{
    co_await time_.sleep_for(std::chrono::milliseconds(500));
    for (auto held = std::exchange(held_, {}); auto& [w, frame] : held) push_envelope(w, frame);
}

asio::awaitable<delivery> socket_mode::deliver(
    std::string type, json::object payload, bool accepts_payload, json::object fields
)
{
    delivery d;
    d.envelope_id = fresh_uuid();
    if (!pick_link()) co_return d;
    d.sent = true;
    auto w = std::make_shared<waiting>(ex_);
    w->envelope_id = d.envelope_id;
    w->type = type;
    w->accepts_payload = accepts_payload;
    w->sent = time_.now();
    waiting_[d.envelope_id] = w;
    waiting_order_.push_back(d.envelope_id);
    while (waiting_order_.size() > 10'000) {
        waiting_.erase(waiting_order_.front());
        waiting_order_.pop_front();
    }
    json::object envelope{
        {"envelope_id", d.envelope_id},
        {"payload", std::move(payload)},
        {"type", type},
        {"accepts_response_payload", accepts_payload},
    };
    for (const auto& field : fields) envelope[field.key()] = field.value();
    tasks_.spawn("sandbox envelope", transmit(w, std::move(envelope)));
    const auto late = co_await bot::within(time_, settings_.ack_deadline, w->ack.ready());
    d.latency = std::chrono::duration_cast<std::chrono::microseconds>(time_.now() - w->sent);
    if (late) co_return d;
    d.acked = true;
    d.payload = w->ack.take();
    co_return d;
}

void socket_mode::deliver_event(json::object payload)
{
    tasks_.spawn("sandbox event", retry_event(std::move(payload)));
}

asio::awaitable<void> socket_mode::retry_event(json::object payload)
{
    struct counted {
        socket_mode& s;
        explicit counted(socket_mode& owner) : s(owner) { ++s.events_under_way_; }
        ~counted()
        {
            --s.events_under_way_;
            s.changed();
        }
    } under_way(*this);
    for (std::size_t attempt = 0; attempt <= settings_.event_retries.size(); ++attempt) {
        if (attempt > 0) co_await time_.sleep_for(settings_.event_retries[attempt - 1]);
        json::object fields{{"retry_attempt", attempt}, {"retry_reason", attempt == 0 ? "" : "timeout"}};
        const auto d = co_await deliver("events_api", payload, false, std::move(fields));
        if (d.acked) co_return;
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
