#include "adapters/http/server.hpp"
#include "adapters/http/websocket.hpp"
#include "bot/task_group.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <doctest/doctest.h>

using namespace adapters::http;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);

struct world : tests::loop {
    tests::certificate own = tests::make_certificate("DNS:localhost");
    tests::temporary_file ca{own.pem};
    tls_context trusting = *make_client_tls(ca.path());
    server_response verdict = upgrade();
    bot::result<websocket_message> last = bot::make_error_code(bot::errc::stopped);
    close_notice goodbye;
    std::size_t pings = 0;

    server peer{
        io.get_executor(),
        time,
        [this](server_request) -> asio::awaitable<server_response> { co_return verdict; },
        [this](std::shared_ptr<server_websocket> s, server_request r) {
            return play(std::move(s), std::move(r));
        }
    };
    std::uint16_t plain = *peer.listen("127.0.0.1", 0);
    std::uint16_t secure = *peer.listen("127.0.0.1", 0, *make_server_tls(own.pem, own.key));

    static server_response upgrade()
    {
        server_response r;
        r.what = fate::upgrade;
        return r;
    }

    asio::awaitable<void> play(std::shared_ptr<server_websocket> s, server_request r)
    {
        if (r.path == "/mute") co_await time.sleep_for(1h);  // half-open: reads nothing, answers nothing
        if (r.path == "/abort") {
            s->abort();
            co_return;
        }
        if (r.path == "/invalid") {
            if (co_await s->write("bad \xFF\xC0 text")) co_return;
            if (co_await s->write_binary("\xFE binary")) co_return;
        }
        if (r.path == "/close") {
            co_await s->close(4001, "bye");
            co_return;
        }
        for (;;) {
            last = co_await s->read();
            pings = s->pings_received();
            if (!last) break;
            if (co_await s->write(last->data)) break;
        }
        goodbye = s->closed();
    }

    auto connect(const std::string& path, bool tls = false, websocket_limits limits = {})
    {
        const auto port = std::to_string(tls ? secure : plain);
        const auto url = (tls ? "wss://localhost:" : "ws://localhost:") + port + path;
        return run(websocket_connection::connect(executor(), time, url, trusting, {}, limits));
    }

    ~world()
    {
        run(peer.stop(200ms));
        CHECK(settles());
    }
};

}  // namespace

TEST_CASE("text goes there and back over TLS, small and large")
{
    world w;
    const auto ws = w.connect("/?ticket=1", true);
    REQUIRE_MESSAGE(ws.has_value(), ws.error().detail);
    for (const std::size_t size : {0u, 1u, 5000u, 70'000u, 1'048'576u}) {
        const std::string text(size, 'x');
        CHECK_FALSE(w.run((*ws)->write(text)));
        const auto back = w.run((*ws)->read());
        REQUIRE(back.has_value());
        CHECK(back->data == text);
        CHECK(back->text);
        CHECK_FALSE(back->truncated);
    }
    w.run((*ws)->close());
    CHECK_FALSE((*ws)->is_open());
    CHECK(w.goodbye.code == 1000);
}

TEST_CASE("a message above the bound is cut, told as such, and the next one is whole")
{
    world w;
    websocket_limits limits;
    limits.max_frame = 1000;
    const auto ws = w.connect("/", false, limits);
    REQUIRE(ws.has_value());
    w.run((*ws)->write(std::string(300'000, 'y')));
    w.run((*ws)->write("small"));
    const auto big = w.run((*ws)->read());
    REQUIRE(big.has_value());
    CHECK(big->truncated);
    CHECK(big->data == std::string(1000, 'y'));
    CHECK(w.run((*ws)->read())->data == "small");
}

namespace {

// What a server answers to Sec-WebSocket-Key (RFC 6455, 4.2.2).
std::string accept_key(const std::string& head)
{
    const std::string name = "Sec-WebSocket-Key: ";
    const auto from = head.find(name) + name.size();
    const auto text =
        head.substr(from, head.find("\r\n", from) - from) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, 20> hash{};
    EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha1(), nullptr);
    std::array<unsigned char, 29> out{};
    EVP_EncodeBlock(out.data(), hash.data(), static_cast<int>(hash.size()));
    return reinterpret_cast<const char*>(out.data());
}

// Upgrades one connection by hand and keeps the raw bytes of the client's first frame.
asio::awaitable<void> first_frame(tcp::acceptor& acceptor, std::string& bytes, std::size_t size)
{
    auto [ec, socket] = co_await acceptor.async_accept(nothrow);
    std::string head;
    co_await asio::async_read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n", nothrow);
    const std::string answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
        "Upgrade\r\nSec-WebSocket-Accept: " +
        accept_key(head) + "\r\n\r\n";
    co_await asio::async_write(socket, asio::buffer(answer), nothrow);
    bytes.resize(size);
    co_await asio::async_read(socket, asio::buffer(bytes), nothrow);
}

asio::awaitable<void> write_one(websocket_ptr ws, std::string text, int& done)
{
    if (!co_await ws->write(std::move(text))) ++done;
}

}  // namespace

TEST_CASE("a write of more than 4 KiB is one unfragmented frame, and the next frame starts right behind it")
{
    tests::loop l;
    tcp::acceptor acceptor(l.io, {asio::ip::address_v4::loopback(), 0});
    constexpr std::size_t size = 16'000;
    constexpr std::size_t whole = 2 + 2 + 4 + size;  // head, 16-bit length, mask, payload
    std::string bytes;
    bot::task_group tasks(l.executor());
    tasks.spawn("server", first_frame(acceptor, bytes, whole + 2));
    const auto url = "ws://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
    const auto ws = l.run(websocket_connection::connect(l.executor(), l.time, url, nullptr));
    REQUIRE_MESSAGE(ws.has_value(), ws.error().detail);
    CHECK_FALSE(l.run((*ws)->write(std::string(size, 'z'))));
    CHECK_FALSE(l.run((*ws)->ping()));
    l.run(tasks.join());
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes.at(i)); };
    CHECK(at(0) == 0x81);  // final, text
    CHECK(at(1) == (0x80 | 126));
    CHECK((at(2) << 8 | at(3)) == size);
    CHECK(at(whole) == 0x89);  // the ping, not a continuation
}

TEST_CASE("concurrent writes take turns and all arrive")
{
    world w;
    const auto ws = w.connect("/");
    REQUIRE(ws.has_value());
    bot::task_group tasks(w.executor());
    int done = 0;
    for (char c = 'a'; c <= 'j'; ++c) tasks.spawn("writer", write_one(*ws, std::string(100'000, c), done));
    for (char c = 'a'; c <= 'j'; ++c) CHECK(w.run((*ws)->read())->data == std::string(100'000, c));
    w.run(tasks.join());
    CHECK(done == 10);
}

TEST_CASE("a pong counts as something received")
{
    world w;
    const auto ws = w.connect("/");
    REQUIRE(ws.has_value());
    const auto before = (*ws)->last_received();
    w.run(w.time.sleep_for(5ms));
    CHECK_FALSE(w.run((*ws)->ping("hello")));
    w.run((*ws)->write("x"));
    CHECK(w.run((*ws)->read())->data == "x");
    CHECK((*ws)->pongs_received() == 1);
    CHECK((*ws)->last_received() > before);
    CHECK(w.pings == 1);
}

TEST_CASE("a refused upgrade tells its status and when to come back")
{
    world w;
    for (const unsigned status : {408u, 409u, 429u, 503u}) {
        w.verdict = server_response{status, {{"Retry-After", "7"}}, "no"};
        const auto ws = w.connect("/", true);
        REQUIRE(ws.has_error());
        CHECK(ws.error().reason == bot::errc::upgrade_refused);
        CHECK(ws.error().status == status);
        CHECK(ws.error().retry_after == 7s);
    }
}

TEST_CASE("a close frame from the server ends the reader with its code and reason")
{
    world w;
    const auto ws = w.connect("/close", true);
    REQUIRE(ws.has_value());
    CHECK(w.run((*ws)->read()).error() == bot::errc::closed_by_peer);
    CHECK((*ws)->closed().code == 4001);
    CHECK((*ws)->closed().reason == "bye");
    CHECK_FALSE((*ws)->is_open());
    CHECK(w.run((*ws)->write("late")) == bot::errc::connection_lost);
}

TEST_CASE("an aborted connection is lost, not closed")
{
    world w;
    const auto ws = w.connect("/abort");
    if (!ws) return;  // the reset may overtake the upgrade's answer
    CHECK(w.run((*ws)->read()).error() == bot::errc::connection_lost);
    CHECK((*ws)->closed().code == 0);
}

TEST_CASE("close does not wait longer than its limit for a peer that went silent")
{
    world w;
    const auto ws = w.connect("/mute", true);
    REQUIRE(ws.has_value());
    const auto began = w.time.now();
    w.run((*ws)->close(1000, "", 60ms));
    CHECK(w.time.now() - began < 2s);
    CHECK_FALSE((*ws)->is_open());
}

TEST_CASE("abort ends a reader that waits for a silent peer")
{
    world w;
    const auto ws = w.connect("/mute", true);
    REQUIRE(ws.has_value());
    bot::result<websocket_message> ended = websocket_message();
    bot::task_group tasks(w.executor());
    const auto reading = [](websocket_ptr s, bot::result<websocket_message>& into) -> asio::awaitable<void> {
        into = co_await s->read();
    };
    tasks.spawn("reader", reading(*ws, ended));
    w.run(w.time.sleep_for(10ms));
    (*ws)->abort();
    w.run(tasks.join(), 5s);
    REQUIRE(ended.has_error());
    CHECK(ended.error() == bot::errc::connection_lost);
}

TEST_CASE("a reader sees the answer when somebody else closes, and the close completes")
{
    world w;
    const auto ws = w.connect("/", true);
    REQUIRE(ws.has_value());
    bot::result<websocket_message> ended = websocket_message();
    bot::task_group tasks(w.executor());
    const auto reading = [](websocket_ptr s, bot::result<websocket_message>& into) -> asio::awaitable<void> {
        into = co_await s->read();
    };
    tasks.spawn("reader", reading(*ws, ended));
    w.run(w.time.sleep_for(10ms));
    w.run((*ws)->close(1000, "done", 10s), 5s);
    w.run(tasks.join(), 5s);
    CHECK(ended.error() == bot::errc::closed_by_peer);
    CHECK(w.goodbye.code == 1000);
    CHECK(w.goodbye.reason == "done");
}

TEST_CASE("a server that never answers the handshake is given up at the deadline")
{
    tests::loop l;
    tcp::acceptor acceptor(
        l.io, {asio::ip::address_v4::loopback(), 0}
    );  // the kernel accepts, nobody answers
    websocket_limits limits;
    limits.handshake = 60ms;
    const auto url = "ws://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
    const auto ws = l.run(websocket_connection::connect(l.executor(), l.time, url, nullptr, {}, limits));
    REQUIRE(ws.has_error());
    CHECK(ws.error().reason == bot::errc::timed_out);
}

TEST_CASE("text that is no UTF-8 is read as it came, and the connection lives on")
{
    for (const bool tls : {false, true}) {
        CAPTURE(tls);
        world w;
        const auto c = w.connect("/invalid", tls);
        REQUIRE(c.has_value());
        const auto bad = w.run((*c)->read());
        REQUIRE(bad.has_value());
        CHECK(bad->text);
        CHECK(bad->data == "bad \xFF\xC0 text");
        const auto binary = w.run((*c)->read());
        REQUIRE(binary.has_value());
        CHECK_FALSE(binary->text);
        CHECK_FALSE(w.run((*c)->write("still here")));
        const auto echo = w.run((*c)->read());
        REQUIRE(echo.has_value());
        CHECK(echo->text);
        CHECK(echo->data == "still here");
    }
}
