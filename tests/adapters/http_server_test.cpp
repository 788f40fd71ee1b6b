#include "adapters/http/client.hpp"
#include "adapters/http/server.hpp"
#include "bot/task_group.hpp"
#include "tests/support/loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

using namespace adapters::http;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);

struct world : tests::loop {
    explicit world(server_limits limits = {}) : peer(io.get_executor(), time, handle, {}, limits) {}

    static asio::awaitable<server_response> handle(server_request r)
    {
        if (r.path == "/throw") throw std::runtime_error("a bug");
        server_response answer;
        if (r.path == "/drop") answer.what = fate::drop;
        if (r.path == "/hang") answer.what = fate::half_open;
        answer.body = r.method + ' ' + r.path + ' ' + r.query + ' ' + std::to_string(r.body.size());
        co_return answer;
    }

    // Sends the text and returns everything until the server ends the connection.
    std::string talk(std::string text) { return run(talk_to(port, std::move(text))); }

    static asio::awaitable<std::string> talk_to(std::uint16_t where, std::string text)
    {
        tcp::socket socket(co_await asio::this_coro::executor);
        co_await socket.async_connect({asio::ip::address_v4::loopback(), where}, asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer(text), nothrow);
        std::string all;
        co_await asio::async_read(socket, asio::dynamic_buffer(all), nothrow);
        co_return all;
    }

    ~world()
    {
        run(peer.stop(1s));
        CHECK(peer.connections() == 0);
        CHECK(settles());
    }

    server peer;
    std::uint16_t port = *peer.listen("127.0.0.1", 0);
};

}  // namespace

TEST_CASE("one connection carries several requests, pipelined ones included")
{
    world w;
    const auto all = w.talk(
        "GET /a?x=1 HTTP/1.1\r\nHost: h\r\n\r\n"
        "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
        "GET /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    );
    CHECK(all.find("GET /a x=1 0") != std::string::npos);
    CHECK(all.find("POST /b  3") != std::string::npos);
    CHECK(all.find("GET /c  0") != std::string::npos);
}

TEST_CASE("HEAD gets the length and no body")
{
    world w;
    const auto all = w.talk("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    CHECK(all.find("Content-Length: 10\r\n") != std::string::npos);
    CHECK(all.ends_with("\r\n\r\n"));
}

TEST_CASE("a body or a head above its bound is refused with 413, nonsense with 400")
{
    server_limits limits;
    limits.body = 100;
    limits.header = 1000;
    world w(limits);
    CHECK(w.talk("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'))
              .starts_with("HTTP/1.1 413"));
    CHECK(w.talk("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(2000, 'x') + "\r\n\r\n")
              .starts_with("HTTP/1.1 413"));
    CHECK(w.talk("complete nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
}

TEST_CASE("a peer that sends its head too slowly, or nothing at all, is let go")
{
    server_limits limits;
    limits.header_time = 60ms;
    world w(limits);
    CHECK(w.talk("GET / HT").starts_with("HTTP/1.1 408"));
    CHECK(w.talk("") == "");
}

TEST_CASE("an idle connection is closed after its time")
{
    server_limits limits;
    limits.idle = 60ms;
    world w(limits);
    CHECK(w.talk("GET /a HTTP/1.1\r\nHost: h\r\n\r\n").find("GET /a") != std::string::npos);
}

TEST_CASE("a handler's exception is a 500 and the server goes on")
{
    world w;
    CHECK(w.talk("GET /throw HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("HTTP/1.1 500"));
    CHECK(w.talk("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200"));
}

TEST_CASE("a dropped connection ends without a byte")
{
    world w;
    CHECK(w.talk("GET /drop HTTP/1.1\r\nHost: h\r\n\r\n") == "");
}

TEST_CASE("connections above the limit wait until one ends")
{
    server_limits limits;
    limits.connections = 1;
    limits.idle = 60ms;
    world w(limits);
    bot::task_group tasks(w.executor());
    int served = 0;
    std::size_t most = 0;
    const auto one = [](world& all, int& count, std::size_t& peak) -> asio::awaitable<void> {
        const auto text = co_await world::talk_to(all.port, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
        peak = std::max(peak, all.peer.connections());
        if (text.starts_with("HTTP/1.1 200")) ++count;
    };
    for (int i = 0; i < 3; ++i) tasks.spawn("visitor", one(w, served, most));
    w.run(tasks.join());
    CHECK(served == 3);
    CHECK(most <= 1);
}

TEST_CASE("whoever connects and says nothing makes room for the others before their time is up")
{
    server_limits limits;
    limits.connections = 3;
    limits.grace = 50ms;
    limits.header_time = 1h;
    limits.idle = 1h;
    world w(limits);
    bot::task_group tasks(w.executor());
    std::string silent = "unset";
    std::string slow = "unset";
    std::string working = "unset";
    const auto one = [](std::uint16_t port, std::string text, std::string& into) -> asio::awaitable<void> {
        into = co_await world::talk_to(port, std::move(text));
    };
    tasks.spawn("silent", one(w.port, "", silent));
    w.run(w.time.sleep_for(10ms));
    tasks.spawn("slow", one(w.port, "GET /a HTTP/1.1\r\nHo", slow));
    tasks.spawn("working", one(w.port, "GET /hang HTTP/1.1\r\nHost: h\r\n\r\n", working));
    w.run(w.time.sleep_for(20ms));
    REQUIRE(w.peer.connections() == 3);
    for (int i = 0; i < 2; ++i)
        CHECK(w.talk("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200"));
    CHECK(silent == "");
    CHECK(working == "unset");
    w.run(w.peer.stop(10s), 5s);
    w.run(tasks.join());
}

TEST_CASE("stop lets go of idle and of half-open connections at once")
{
    world w;
    bot::task_group tasks(w.executor());
    std::string idle = "unset";
    std::string hanging = "unset";
    const auto one = [](std::uint16_t port, std::string text, std::string& into) -> asio::awaitable<void> {
        into = co_await world::talk_to(port, std::move(text));
    };
    tasks.spawn("idle", one(w.port, "", idle));
    tasks.spawn("hanging", one(w.port, "GET /hang HTTP/1.1\r\nHost: h\r\n\r\n", hanging));
    w.run(w.time.sleep_for(50ms));
    CHECK(w.peer.connections() == 2);
    w.run(w.peer.stop(10s), 5s);  // the watchdog is shorter than the limit
    w.run(tasks.join());
    CHECK(idle == "");
    CHECK(hanging == "");
}
