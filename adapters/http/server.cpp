#include "adapters/http/server.hpp"

#include "adapters/http/byte_stream.hpp"
#include "adapters/http/request_reader.hpp"
#include "bot/task_group.hpp"
#include "bot/within.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <list>
#include <optional>

namespace adapters::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using bot::errc;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);

server_response refusal(unsigned status, std::string text)
{
    server_response r;
    r.status = status;
    r.headers.add("Content-Type", "text/plain; charset=utf-8");
    r.body = std::move(text);
    r.close = true;
    return r;
}

}  // namespace

namespace {

struct waiting {
    byte_stream* stream;
    bot::clock::time_point since;
};

}  // namespace

struct server::state : std::enable_shared_from_this<server::state> {
    state(
        asio::any_io_executor executor,
        bot::clock& clock,
        request_handler request,
        websocket_handler websocket,
        server_limits l
    )
        : ex(executor),
          time(clock),
          on_request(std::move(request)),
          on_websocket(std::move(websocket)),
          limits(l),
          tasks(executor),
          bell(executor, asio::steady_timer::time_point::max())
    {
    }

    bot::clock::duration make_room();
    asio::awaitable<void> accept_from(tcp::acceptor& acceptor, tls_source tls);
    asio::awaitable<void> serve(tcp::socket socket, tls_source tls);
    asio::awaitable<void> converse(std::unique_ptr<byte_stream> stream, std::string peer);
    asio::awaitable<server_response> handled(server_request r);
    asio::awaitable<void> to_websocket(
        std::unique_ptr<byte_stream> stream, std::string received, server_request r
    );

    asio::any_io_executor ex;
    bot::clock& time;
    request_handler on_request;
    websocket_handler on_websocket;
    server_limits limits;
    bot::task_group tasks;
    std::list<tcp::acceptor> acceptors;
    // No request of theirs is under way, the longest waiting first. stop() closes those between two at once.
    std::list<waiting> fresh;  // before the head of the first one is whole
    std::list<waiting> idle;   // between two requests
    std::list<std::weak_ptr<server_websocket>> websockets;
    std::size_t open = 0;
    bool stopping = false;
    asio::steady_timer bell;  // never expires; cancelled when a connection ends, or could be ended
};

namespace {

// Counts a connection for as long as its task lives.
class admission {
public:
    admission(std::size_t& open, asio::steady_timer& bell) : open_(open), bell_(bell) { ++open_; }
    ~admission()
    {
        --open_;
        bell_.cancel();
    }
    admission(const admission&) = delete;
    admission& operator=(const admission&) = delete;

private:
    std::size_t& open_;
    asio::steady_timer& bell_;
};

asio::awaitable<void> say_goodbye(std::shared_ptr<server_websocket> websocket)
{
    co_await websocket->close(1001, "going away");
}

// Stands in a list for as long as it lives.
class waiting_mark {
public:
    waiting_mark(std::list<waiting>& all, byte_stream& one, const bot::clock& time)
        : all_(all), place_(all.insert(all.end(), {&one, time.now()}))
    {
    }
    ~waiting_mark() { all_.erase(place_); }
    waiting_mark(const waiting_mark&) = delete;
    waiting_mark& operator=(const waiting_mark&) = delete;

private:
    std::list<waiting>& all_;
    std::list<waiting>::iterator place_;
};

asio::awaitable<error_code> rung(asio::steady_timer& bell)
{
    co_await bell.async_wait(nothrow);
    co_return error_code();
}

}  // namespace

asio::awaitable<void> server::state::accept_from(tcp::acceptor& acceptor, tls_source tls)
{
    while (!stopping) {
        while (!stopping && open >= limits.connections) {
            const auto [gone] = co_await acceptor.async_wait(tcp::acceptor::wait_read, nothrow);
            if (gone || stopping || open < limits.connections) break;
            co_await bot::within(time, make_room(), rung(bell));
        }
        tcp::socket socket(ex);
        const auto [ec] = co_await acceptor.async_accept(socket, nothrow);
        if (stopping) break;
        if (ec) {  // out of descriptors, or a peer that gave up: the next one may do better
            co_await time.sleep_for(std::chrono::milliseconds(50));
            continue;
        }
        tasks.spawn("http connection", serve(std::move(socket), tls));
        co_await asio::post(ex, asio::use_awaitable);  // lets the new task count itself
    }
}

// Who connects and says nothing must not keep the others out. Tells when it is worth trying again, if nothing
// ends before.
bot::clock::duration server::state::make_room()
{
    const auto& longest = fresh.empty() ? idle : fresh;
    if (longest.empty()) return limits.idle;
    const auto waited = time.now() - longest.front().since;
    if (waited < limits.grace) return limits.grace - waited;
    longest.front().stream->close();
    return limits.idle;
}

asio::awaitable<void> server::state::serve(tcp::socket socket, tls_source tls)
{
    const admission counted(open, bell);
    error_code ignored;
    const auto remote = socket.remote_endpoint(ignored);
    auto stream = std::make_unique<byte_stream>(std::move(socket));
    if (tls) {
        tls_context now = tls();
        if (!now) co_return;
        const waiting_mark waits(fresh, *stream, time);
        if (co_await bot::within(time, limits.header_time, stream->start_tls_server(std::move(now))))
            co_return;
    }
    co_await converse(std::move(stream), remote.address().to_string());
}

asio::awaitable<void> server::state::converse(std::unique_ptr<byte_stream> stream, std::string peer)
{
    request_reader reader(*stream, limits);
    for (bool first = true; !stopping; first = false) {
        auto waits = std::make_optional<waiting_mark>(first ? fresh : idle, *stream, time);
        bell.cancel();  // it could make room
        const auto patience = first ? limits.header_time : limits.idle;
        if (co_await bot::within(time, patience, reader.first_byte())) co_return;
        if (!first) waits.reset();
        auto ec = co_await bot::within(time, limits.header_time, reader.head());
        waits.reset();
        if (!ec) ec = co_await bot::within(time, limits.body_time, reader.body());
        if (ec) {
            if (ec == errc::too_large)
                co_await bot::within(time, limits.body_time, reader.answer(refusal(413, "too large\n")));
            else if (ec == errc::bad_request)
                co_await bot::within(time, limits.body_time, reader.answer(refusal(400, "bad request\n")));
            else if (ec == errc::timed_out)
                co_await bot::within(time, limits.body_time, reader.answer(refusal(408, "too slow\n")));
            // Unread bytes would turn the close into a reset that swallows the answer.
            stream->shutdown_send();
            co_await bot::within(time, std::chrono::seconds(1), reader.drain());
            co_return;
        }
        auto request = reader.take();
        request.peer = peer;
        const bool upgrade = request.wants_websocket && on_websocket;
        auto answer = co_await handled(request);
        if (answer.what == fate::drop) co_return;
        if (answer.what == fate::half_open) {
            const waiting_mark waits_for_its_end(idle, *stream, time);
            while (!co_await reader.swallow()) {
            }
            co_return;
        }
        if (answer.what == fate::upgrade) {
            if (upgrade) {
                auto received = reader.received();
                co_await to_websocket(std::move(stream), std::move(received), std::move(request));
                co_return;
            }
            answer = refusal(400, "this is no websocket request\n");
        }
        answer.close = answer.close || stopping || !reader.keep_alive();
        const bool last = answer.close;
        if (co_await bot::within(time, limits.body_time, reader.answer(std::move(answer)))) co_return;
        if (last) {
            stream->shutdown_send();
            co_return;
        }
    }
}

asio::awaitable<server_response> server::state::handled(server_request r)
{
    try {
        co_return co_await on_request(std::move(r));
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted) throw;
        spdlog::error("an HTTP handler failed: {}", e.what());
    } catch (const std::exception& e) {
        spdlog::error("an HTTP handler failed: {}", e.what());
    }
    co_return refusal(500, "internal error\n");
}

asio::awaitable<void> server::state::to_websocket(
    std::unique_ptr<byte_stream> stream, std::string received, server_request r
)
{
    auto accepted = co_await bot::within(
        time,
        limits.header_time,
        websocket_connection::accept(std::move(stream), time, std::move(received), limits.frame)
    );
    if (!accepted) co_return;
    websockets.remove_if([](const auto& each) { return each.expired(); });
    websockets.push_back(*accepted);
    co_await on_websocket(std::move(*accepted), std::move(r));
}

server::server(
    asio::any_io_executor ex,
    bot::clock& time,
    request_handler on_request,
    websocket_handler on_websocket,
    server_limits limits
)
    : state_(
          std::make_shared<state>(std::move(ex), time, std::move(on_request), std::move(on_websocket), limits)
      )
{
}

server::~server() = default;

bot::result<std::uint16_t> server::listen(const std::string& address, std::uint16_t port, tls_context tls)
{
    if (!tls) return listen(address, port, tls_source());
    return listen(address, port, [tls = std::move(tls)] { return tls; });
}

bot::result<std::uint16_t> server::listen(const std::string& address, std::uint16_t port, tls_source tls)
{
    auto& s = *state_;
    error_code ec;
    const auto ip = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, ec);
    if (ec) return ec;
    tcp::acceptor acceptor(s.ex);
    const tcp::endpoint where(ip, port);
    acceptor.open(where.protocol(), ec);
    if (!ec) acceptor.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec) acceptor.bind(where, ec);
    if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return ec;
    const auto bound = acceptor.local_endpoint(ec).port();
    if (ec) return ec;
    s.acceptors.push_back(std::move(acceptor));
    s.tasks.spawn("http listener", s.accept_from(s.acceptors.back(), std::move(tls)));
    return bound;
}

asio::awaitable<void> server::stop(std::chrono::steady_clock::duration limit)
{
    const auto s = state_;
    s->stopping = true;
    error_code ignored;
    for (auto& each : s->acceptors) each.close(ignored);
    for (const auto* all : {&s->fresh, &s->idle})
        for (const auto& each : *all) each.stream->close();
    s->bell.cancel();
    for (const auto& each : s->websockets)
        if (auto open = each.lock()) s->tasks.spawn("websocket goodbye", say_goodbye(std::move(open)));
    if (co_await bot::within(s->time, limit, s->tasks.join())) {
        s->tasks.cancel();
        co_await s->tasks.join();
    }
}

std::size_t server::connections() const noexcept
{
    return state_->open;
}

}  // namespace adapters::http
