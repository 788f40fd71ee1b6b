// Envelopes of Socket Mode: sent to a link, acknowledged or not, repeated, and spoilt on purpose.
#include "adapters/sandbox/socket_mode.hpp"
#include "adapters/sandbox/socket_mode_parts.hpp"
#include "bot/within.hpp"

#include <boost/json/serialize.hpp>

#include <utility>

namespace adapters::sandbox {

namespace asio = boost::asio;

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

void socket_mode::push_envelope(
    const std::shared_ptr<waiting>& w, const json::object& envelope, std::string fault
)
{
    const auto l = pick_link();
    if (!l) return;
    wire_entry e;
    e.kind = "envelope";
    e.subject = w->type;
    e.id = w->envelope_id;
    e.answered = envelope;
    e.fault = std::move(fault);
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
    std::string fault;
    if (const auto f = faults_.strike({fault_kind::envelope_late}, w->type)) {
        fault = name_of(f->kind);
        co_await time_.sleep_for(f->delay);
    }
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
    push_envelope(w, envelope, std::move(fault));
    for (auto held = std::exchange(held_, {}); auto& [other, frame] : held) push_envelope(other, frame);
    if (faults_.strike({fault_kind::envelope_twice}, w->type))
        push_envelope(w, envelope, std::string(name_of(fault_kind::envelope_twice)));
    if (!faults_.strike({fault_kind::envelope_repeated}, w->type)) co_return;
    auto again = std::make_shared<waiting>(ex_);
    again->envelope_id = fresh_uuid();
    again->type = w->type;
    again->accepts_payload = w->accepts_payload;
    again->sent = time_.now();
    waiting_[again->envelope_id] = again;
    waiting_order_.push_back(again->envelope_id);
    envelope["envelope_id"] = again->envelope_id;
    push_envelope(again, envelope, std::string(name_of(fault_kind::envelope_repeated)));
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

}  // namespace adapters::sandbox
