#include "adapters/http/websocket.hpp"

#include "adapters/http/byte_stream.hpp"
#include "adapters/http/dial.hpp"
#include "adapters/http/text_as_binary.hpp"
#include "bot/within.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <deque>

namespace adapters::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ws = beast::websocket;
using boost::system::error_code;
using bot::errc;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t piece = 64 * 1024;
constexpr std::size_t hopeless = std::size_t{64} << 20;  // beyond it the connection is dropped

error_code named(const error_code& ec)
{
    if (ec == ws::error::closed) return errc::closed_by_peer;
    if (ec == ws::error::message_too_big || ec == ws::error::buffer_overflow) return errc::too_large;
    if (ec == ws::condition::protocol_violation) return errc::bad_frame;
    return errc::connection_lost;
}

ws::stream_base::timeout none()
{
    // The deadlines are ours; Beast's own would need its timers on every operation.
    return {ws::stream_base::none(), ws::stream_base::none(), false};
}

}  // namespace

struct websocket_connection::state {
    state(byte_stream stream, bot::clock& clock, std::size_t max)
        : socket(std::move(stream)),
          time(clock),
          max_frame(max),
          bell(socket.get_executor(), asio::steady_timer::time_point::max()),
          heard(clock.now())
    {
        socket.set_option(none());
        socket.auto_fragment(false);  // Slack does not put fragments together again
        socket.read_message_max(hopeless);
        socket.control_callback([this](ws::frame_type kind, beast::string_view) {
            heard = time.now();
            if (kind == ws::frame_type::ping) ++pings;
            if (kind == ws::frame_type::pong) ++pongs;
        });
    }

    void lose() noexcept
    {
        lost = true;
        if (!frozen) socket.next_layer().close();
    }

    ws::stream<byte_stream> socket;
    bot::clock& time;
    std::size_t max_frame;
    std::shared_ptr<text_as_binary> kinds;  // of a client: Beast sees all its messages as binary
    beast::flat_buffer incoming;
    std::deque<std::uint64_t> turns;  // who writes, then who waits to write
    std::uint64_t next_turn = 0;
    asio::steady_timer bell;  // never expires; cancelled when a turn ends
    bot::clock::time_point heard;
    std::uint64_t pings = 0;
    std::uint64_t pongs = 0;
    close_notice notice;
    bool lost = false;
    bool frozen = false;
};

namespace {

using state_ptr = std::shared_ptr<websocket_connection::state>;

// Its owner writes when its number is at the front; leaving the queue, for whatever reason, calls the next.
class turn {
public:
    explicit turn(websocket_connection::state& s) : s_(s), mine_(s.next_turn++) { s_.turns.push_back(mine_); }
    ~turn()
    {
        s_.turns.erase(std::find(s_.turns.begin(), s_.turns.end(), mine_));
        s_.bell.cancel();
    }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;

    asio::awaitable<void> come()
    {
        while (s_.turns.front() != mine_) co_await s_.bell.async_wait(nothrow);
    }

private:
    websocket_connection::state& s_;
    std::uint64_t mine_;
};

asio::awaitable<error_code> write_frame(state_ptr s, std::string data, bool text)
{
    turn mine(*s);
    co_await mine.come();
    if (s->lost) co_return errc::connection_lost;
    s->socket.text(text);
    const auto [ec, size] = co_await s->socket.async_write(asio::buffer(data), nothrow);
    if (!ec) co_return ec;
    const auto why = named(ec);
    s->lose();  // half a frame may be out: nothing more may follow it
    co_return why;
}

asio::awaitable<error_code> write_ping(state_ptr s, std::string payload)
{
    turn mine(*s);
    co_await mine.come();
    if (s->lost) co_return errc::connection_lost;
    const auto [ec] = co_await s->socket.async_ping(ws::ping_data(payload), nothrow);
    if (!ec) co_return ec;
    const auto why = named(ec);
    s->lose();
    co_return why;
}

asio::awaitable<error_code> say_goodbye(state_ptr s, ws::close_reason reason)
{
    turn mine(*s);
    co_await mine.come();
    if (s->lost) co_return errc::connection_lost;
    const auto [ec] = co_await s->socket.async_close(reason, nothrow);
    co_return ec;
}

void add_headers(ws::stream<byte_stream>& socket, header_list extra)
{
    socket.set_option(ws::stream_base::decorator([extra = std::move(extra)](ws::request_type& r) {
        r.set(beast::http::field::user_agent, "incidentd");
        for (const auto& each : extra) r.set(each.name, each.value);
    }));
}

using connect_result = boost::system::result<state_ptr, failure>;

asio::awaitable<connect_result> open(
    asio::any_io_executor ex,
    bot::clock& time,
    url where,
    tls_context tls,
    proxy_settings proxy,
    std::size_t max_frame,
    header_list extra
)
{
    auto stream = co_await dial(ex, time, where, std::move(tls), std::move(proxy));
    if (!stream) co_return stream.error();
    auto s = std::make_shared<websocket_connection::state>(std::move(**stream), time, max_frame);
    s->kinds = s->socket.next_layer().show_text_as_binary();
    add_headers(s->socket, std::move(extra));
    ws::response_type answer;
    const auto [ec] = co_await s->socket.async_handshake(answer, where.authority(), where.target, nothrow);
    s->heard = time.now();
    if (!ec) co_return s;
    failure f(named(ec));
    f.request = sent::unknown;
    f.detail = where.host + ": " + ec.message();
    if (ec == ws::error::upgrade_declined) {
        f.reason = errc::upgrade_refused;
        f.status = answer.result_int();
        f.detail = where.host + " answered " + std::to_string(f.status);
        header_list fields;
        for (const auto& each : answer)
            fields.add(std::string(each.name_string()), std::string(each.value()));
        f.retry_after = retry_after(fields, time.wall_now());
    }
    co_return f;
}

}  // namespace

websocket_connection::websocket_connection(std::shared_ptr<state> s) : state_(std::move(s)) {}

websocket_connection::~websocket_connection()
{
    state_->frozen = false;
    state_->lose();
}

asio::awaitable<boost::system::result<websocket_ptr, failure>> websocket_connection::connect(
    asio::any_io_executor ex,
    bot::clock& time,
    std::string url,
    tls_context tls,
    proxy_settings proxy,
    websocket_limits limits,
    header_list extra
)
{
    const auto where = check_url(url, url_purpose::websocket);
    if (!where) co_return failure(where.error());
    auto opened = co_await bot::within(
        time,
        limits.handshake,
        open(ex, time, *where, std::move(tls), std::move(proxy), limits.max_frame, std::move(extra))
    );
    if (!opened) {
        auto why = opened.error();
        if (why.detail.empty()) why.detail = where->host;
        co_return why;
    }
    co_return std::make_shared<websocket_connection>(std::move(*opened));
}

asio::awaitable<bot::result<websocket_ptr>> websocket_connection::accept(
    std::unique_ptr<byte_stream> stream, bot::clock& time, std::string received, std::size_t max_frame
)
{
    auto s = std::make_shared<state>(std::move(*stream), time, max_frame);
    const auto [ec] = co_await s->socket.async_accept(asio::buffer(received), nothrow);
    if (ec) co_return named(ec);
    co_return std::make_shared<websocket_connection>(std::move(s));
}

asio::awaitable<bot::result<websocket_message>> websocket_connection::read()
{
    const auto s = state_;
    websocket_message message;
    do {
        if (s->lost) co_return bot::make_error_code(errc::connection_lost);
        const auto [ec, size] = co_await s->socket.async_read_some(s->incoming, piece, nothrow);
        if (ec) {
            const auto& reason = s->socket.reason();
            // Beast aborts a reader whose connection a concurrent close() brought to its orderly end.
            const bool said = ec == asio::error::operation_aborted && reason.code != ws::close_code::none;
            const error_code why = said ? errc::closed_by_peer : named(ec);
            s->notice = {reason.code, std::string(reason.reason.data(), reason.reason.size())};
            s->lost = true;
            // A goodbye of ours may still be on its way through close(), which then ends the socket itself.
            if (why != errc::closed_by_peer && !s->frozen) s->socket.next_layer().close();
            co_return why;
        }
        s->heard = s->time.now();
        const auto bytes = s->incoming.data();
        const auto room = s->max_frame - std::min(s->max_frame, message.data.size());
        message.data.append(static_cast<const char*>(bytes.data()), std::min(room, bytes.size()));
        if (bytes.size() > room) message.truncated = true;
        s->incoming.consume(bytes.size());
    } while (!s->socket.is_message_done());
    message.text = s->kinds ? s->kinds->take_kind() : s->socket.got_text();
    co_return message;
}

asio::awaitable<error_code> websocket_connection::write(std::string text)
{
    return write_frame(state_, std::move(text), true);
}

asio::awaitable<error_code> websocket_connection::write_binary(std::string data)
{
    return write_frame(state_, std::move(data), false);
}

asio::awaitable<error_code> websocket_connection::ping(std::string payload)
{
    payload.resize(std::min<std::size_t>(payload.size(), 125));
    return write_ping(state_, std::move(payload));
}

asio::awaitable<void> websocket_connection::close(
    std::uint16_t code, std::string reason, std::chrono::steady_clock::duration limit
)
{
    const auto s = state_;
    // However this ends, cancelled included, no socket is left behind.
    const std::unique_ptr<state, void (*)(state*)> last(s.get(), [](state* one) { one->lose(); });
    reason.resize(std::min<std::size_t>(reason.size(), 123));
    if (!s->lost)
        co_await bot::within(
            s->time, limit, say_goodbye(s, ws::close_reason(static_cast<ws::close_code>(code), reason))
        );
}

void websocket_connection::abort() noexcept
{
    state_->lost = true;
    state_->socket.next_layer().reset();
}

void websocket_connection::freeze() noexcept
{
    state_->frozen = true;
}

bool websocket_connection::is_open() const noexcept
{
    return !state_->lost && state_->socket.is_open();
}

bot::clock::time_point websocket_connection::last_received() const noexcept
{
    return state_->heard;
}

std::uint64_t websocket_connection::pings_received() const noexcept
{
    return state_->pings;
}

std::uint64_t websocket_connection::pongs_received() const noexcept
{
    return state_->pongs;
}

const close_notice& websocket_connection::closed() const noexcept
{
    return state_->notice;
}

}  // namespace adapters::http
