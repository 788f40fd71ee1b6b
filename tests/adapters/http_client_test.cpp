#include "adapters/http/client.hpp"
#include "adapters/http/server.hpp"
#include "bot/task_group.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <doctest/doctest.h>

#include <functional>

using namespace adapters::http;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);

// A server, and a client with a certificate that it trusts.
struct world : tests::loop {
    tests::certificate own = tests::make_certificate("DNS:localhost,DNS:bot.example.test,IP:127.0.0.1");
    tests::temporary_file ca{own.pem};
    tls_context trusting = *make_client_tls(ca.path());
    std::vector<server_request> seen;
    std::function<server_response(const server_request&)> answer = [](const server_request&) {
        return server_response{};
    };
    server peer{io.get_executor(), time, [this](server_request r) -> asio::awaitable<server_response> {
                    seen.push_back(r);
                    co_return answer(r);
                }};
    std::uint16_t plain = *peer.listen("127.0.0.1", 0);
    std::uint16_t secure = *peer.listen("127.0.0.1", 0, *make_server_tls(own.pem, own.key));

    std::string at(std::uint16_t port, const std::string& scheme = "http") const
    {
        return scheme + "://localhost:" + std::to_string(port);
    }
    ~world()
    {
        run(peer.stop(2s));
        CHECK(settles());
    }
};

request get(std::string url)
{
    request r;
    r.url = std::move(url);
    return r;
}

// A peer that plays raw bytes: reads one request head, then does what the test says.
struct raw_peer {
    using script = std::function<asio::awaitable<void>(tcp::socket&)>;

    raw_peer(tests::loop& l, script s)
        : acceptor(l.io, {asio::ip::address_v4::loopback(), 0}), tasks(l.executor()), play(std::move(s))
    {
        tasks.spawn("raw peer", accept());
    }
    asio::awaitable<void> accept()
    {
        for (;;) {
            auto [ec, socket] = co_await acceptor.async_accept(nothrow);
            if (ec) co_return;
            ++accepted;
            tasks.spawn("raw session", session(std::move(socket)));
        }
    }
    asio::awaitable<void> session(tcp::socket socket) { co_await play(socket); }
    std::string url() const
    {
        return "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
    }

    tcp::acceptor acceptor;
    bot::task_group tasks;
    script play;
    int accepted = 0;
};

asio::awaitable<std::string> read_head(tcp::socket& socket)
{
    std::string head;
    const auto [ec, size] =
        co_await asio::async_read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n", nothrow);
    co_return ec ? std::string() : head;
}

asio::awaitable<void> say(tcp::socket& socket, std::string text)
{
    co_await asio::async_write(socket, asio::buffer(text), nothrow);
}

}  // namespace

TEST_CASE("a request over TLS arrives whole and its answer comes back")
{
    world w;
    w.answer = [](const server_request& r) {
        return server_response{201, {{"X-Kind", "echo"}}, r.method + ' ' + r.target + ' ' + r.body};
    };
    client c(w.executor(), w.time, w.trusting);
    request r = get(w.at(w.secure, "https") + "/api/x?y=1");
    r.method = "POST";
    r.headers.add("Authorization", "Bearer t");
    r.body = std::string(300'000, 'b');
    const auto got = w.run(c.send(r));
    REQUIRE(got.has_value());
    CHECK(got->status == 201);
    CHECK(got->headers.find("x-kind") == "echo");
    CHECK(got->body == "POST /api/x?y=1 " + r.body);
    CHECK(w.seen.at(0).headers.find("authorization") == "Bearer t");
    CHECK(w.seen.at(0).headers.find("host") == "localhost:" + std::to_string(w.secure));
}

TEST_CASE("a certificate that nobody vouches for, or of another host, is refused before anything is sent")
{
    world w;
    client wary(w.executor(), w.time, *make_client_tls());
    const auto unknown = w.run(wary.send(get(w.at(w.secure, "https"))));
    REQUIRE(unknown.has_error());
    CHECK(unknown.error().reason == bot::errc::tls_failure);
    CHECK(unknown.error().request == sent::no);

    client trusting(w.executor(), w.time, w.trusting);
    const auto other = w.run(trusting.send(get("https://127.0.0.2:" + std::to_string(w.secure))));
    REQUIRE(other.has_error());  // nobody listens on 127.0.0.2
    CHECK(other.error().reason == bot::errc::refused);

    const auto foreign = tests::make_certificate("DNS:elsewhere.test");
    const tests::temporary_file ca(foreign.pem);
    const auto port = *w.peer.listen("127.0.0.1", 0, *make_server_tls(foreign.pem, foreign.key));
    client fooled(w.executor(), w.time, *make_client_tls(ca.path()));
    const auto wrong = w.run(fooled.send(get(w.at(port, "https"))));
    REQUIRE(wrong.has_error());
    CHECK(wrong.error().reason == bot::errc::tls_failure);
    CHECK(wrong.error().detail.find("another host") != std::string::npos);
    CHECK(w.seen.empty());
}

TEST_CASE("requests to one origin share a connection, and an idle one is given up after its time")
{
    world w;
    client c(w.executor(), w.time, w.trusting, {}, {8, 200ms});
    for (int i = 0; i < 3; ++i) CHECK(w.run(c.send(get(w.at(w.secure, "https")))).has_value());
    CHECK(c.dials() == 1);
    CHECK(c.idle() == 1);
    w.run(w.time.sleep_for(250ms));
    CHECK(w.run(c.send(get(w.at(w.secure, "https")))).has_value());
    CHECK(c.dials() == 2);
}

TEST_CASE("a pooled connection that the server closed is replaced without anybody noticing")
{
    tests::loop l;
    raw_peer peer(l, [](tcp::socket& s) -> asio::awaitable<void> {
        if ((co_await read_head(s)).empty()) co_return;
        co_await say(s, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");  // and closes, without a word
    });
    client c(l.executor(), l.time, nullptr);
    for (int i = 1; i <= 3; ++i) {
        CHECK(l.run(c.send(get(peer.url()))).has_value());
        l.run(l.time.sleep_for(20ms));  // the end of the connection travels
        CHECK(peer.accepted == i);
    }
    peer.tasks.cancel();
    l.run(peer.tasks.join());
}

TEST_CASE("a connection lost after the request was written is unknown and never sent again")
{
    tests::loop l;
    int requests = 0;
    raw_peer peer(l, [&](tcp::socket& s) -> asio::awaitable<void> {
        for (int i = 0; i < 2; ++i) {
            if ((co_await read_head(s)).empty()) co_return;
            ++requests;
            if (i == 0) co_await say(s, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    });
    client c(l.executor(), l.time, nullptr);
    CHECK(l.run(c.send(get(peer.url()))).has_value());
    const auto lost = l.run(c.send(get(peer.url())));  // over the pooled connection
    REQUIRE(lost.has_error());
    CHECK(lost.error().request == sent::unknown);
    CHECK(lost.error().status == 0);
    CHECK(requests == 2);
    CHECK(peer.accepted == 1);
    peer.tasks.cancel();
    l.run(peer.tasks.join());
}

TEST_CASE("a deadline covers a server that never answers, and tells that the request was sent")
{
    world w;
    w.answer = [](const server_request&) {
        server_response r;
        r.what = fate::half_open;
        return r;
    };
    client c(w.executor(), w.time, w.trusting);
    request r = get(w.at(w.plain));
    r.deadline = 80ms;
    const auto late = w.run(c.send(r));
    REQUIRE(late.has_error());
    CHECK(late.error().reason == bot::errc::timed_out);
    CHECK(late.error().request == sent::unknown);
    CHECK(c.idle() == 0);
}

TEST_CASE("a deadline that passes during the TLS handshake means that nothing was sent")
{
    tests::loop l;
    raw_peer mute(l, [](tcp::socket& s) -> asio::awaitable<void> {
        char byte = 0;
        while (!std::get<0>(co_await s.async_read_some(asio::buffer(&byte, 1), nothrow))) {
        }
    });
    client c(l.executor(), l.time, *make_client_tls());
    request r = get("https" + mute.url().substr(4));
    r.deadline = 80ms;
    const auto late = l.run(c.send(r));
    REQUIRE(late.has_error());
    CHECK(late.error().reason == bot::errc::timed_out);
    CHECK(late.error().request == sent::no);
    mute.tasks.cancel();
    l.run(mute.tasks.join());
}

TEST_CASE("an answer above its bound is cut off, with the status kept")
{
    world w;
    w.answer = [](const server_request&) { return server_response{200, {}, std::string(5000, 'x')}; };
    client c(w.executor(), w.time, w.trusting);
    request r = get(w.at(w.plain));
    r.max_response = 4999;
    const auto big = w.run(c.send(r));
    REQUIRE(big.has_error());
    CHECK(big.error().reason == bot::errc::too_large);
    CHECK(big.error().status == 200);
    CHECK(big.error().request == sent::unknown);
    r.max_response = 5000;
    CHECK(w.run(c.send(r)).has_value());
}

TEST_CASE("a refused connection and a request that would split a header are safe to repeat")
{
    tests::loop l;
    client c(l.executor(), l.time, nullptr);
    std::uint16_t free_port = 0;
    {
        tcp::acceptor taken(l.io, {asio::ip::address_v4::loopback(), 0});
        free_port = taken.local_endpoint().port();
    }
    const auto refused = l.run(c.send(get("http://127.0.0.1:" + std::to_string(free_port))));
    REQUIRE(refused.has_error());
    CHECK(refused.error().reason == bot::errc::refused);
    CHECK(refused.error().request == sent::no);

    request evil = get("http://127.0.0.1:" + std::to_string(free_port));
    evil.headers.add("X-A", "b\r\nX-Evil: 1");
    CHECK(l.run(c.send(evil)).error().reason == bot::errc::bad_request);
    CHECK(l.run(c.send(get("http://example.com/"))).error().reason == bot::errc::insecure_url);
}

TEST_CASE("redirects come back as they are")
{
    world w;
    w.answer = [](const server_request&) { return server_response{302, {{"Location", "/elsewhere"}}, ""}; };
    client c(w.executor(), w.time, w.trusting);
    const auto got = w.run(c.send(get(w.at(w.plain))));
    REQUIRE(got.has_value());
    CHECK(got->status == 302);
    CHECK(w.seen.size() == 1);
}

TEST_CASE("more requests than places wait for a place")
{
    world w;
    client c(w.executor(), w.time, w.trusting, {}, {2, 10s});
    bot::task_group tasks(w.executor());
    int good = 0;
    const auto one = [](client& http, std::string url, int& count) -> asio::awaitable<void> {
        if (co_await http.send(get(std::move(url)))) ++count;
    };
    for (int i = 0; i < 10; ++i) tasks.spawn("request", one(c, w.at(w.secure, "https"), good));
    w.run(tasks.join());
    CHECK(good == 10);
    CHECK(c.dials() == 2);
}

TEST_CASE("an urgent request has a place although all the others are taken by requests that hang")
{
    world w;
    w.answer = [](const server_request& r) {
        server_response out;
        if (r.target == "/hang") out.what = fate::half_open;
        return out;
    };
    client c(w.executor(), w.time, w.trusting, {}, {.per_origin = 3});
    bot::task_group tasks(w.executor());
    const auto hang = [](client& http, std::string url) -> asio::awaitable<void> {
        request r = get(std::move(url));
        r.deadline = 60s;
        (void)co_await http.send(std::move(r));
    };
    for (int i = 0; i < 3; ++i) tasks.spawn("hangs", hang(c, w.at(w.plain) + "/hang"));
    const auto taken = [](world& on) -> asio::awaitable<void> {
        while (on.seen.size() < 3) co_await on.time.sleep_for(1ms);
    };
    w.run(taken(w));
    request plain = get(w.at(w.plain));
    plain.deadline = 100ms;
    const auto waited = w.run(c.send(plain));
    REQUIRE(waited.has_error());
    CHECK(waited.error().reason == bot::errc::timed_out);
    CHECK(waited.error().request == sent::no);
    request urgent = get(w.at(w.plain));
    urgent.urgent = true;
    urgent.deadline = 20s;
    CHECK(w.run(c.send(urgent)).has_value());
    tasks.cancel();
    w.run(tasks.join());
}

TEST_CASE("a peer of TLS 1.2 cannot negotiate another certificate into a verified connection")
{
    tests::loop l;
    const auto own = tests::make_certificate("DNS:localhost");
    const auto foreign = tests::make_certificate("DNS:elsewhere.test");
    const tests::temporary_file ca(own.pem + foreign.pem);
    asio::ssl::context context(asio::ssl::context::tls_server);
    SSL_CTX_set_max_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.use_certificate_chain(asio::buffer(own.pem));
    context.use_private_key(asio::buffer(own.key), asio::ssl::context::pem);
    asio::ssl::context other(asio::ssl::context::tls_server);
    other.use_certificate_chain(asio::buffer(foreign.pem));
    other.use_private_key(asio::buffer(foreign.key), asio::ssl::context::pem);
    boost::system::error_code seen;
    raw_peer peer(l, [&](tcp::socket& s) -> asio::awaitable<void> {
        asio::ssl::stream<tcp::socket&> tls(s, context);
        const auto [greeted] = co_await tls.async_handshake(asio::ssl::stream_base::server, nothrow);
        REQUIRE_FALSE(greeted);
        std::array<char, 4096> bytes;
        const auto [ec, size] = co_await tls.async_read_some(asio::buffer(bytes), nothrow);
        REQUIRE_FALSE(ec);
        SSL* handle = tls.native_handle();
        SSL_use_certificate(handle, SSL_CTX_get0_certificate(other.native_handle()));
        SSL_use_PrivateKey(handle, SSL_CTX_get0_privatekey(other.native_handle()));
        SSL_renegotiate(handle);
        (void)co_await tls.async_handshake(asio::ssl::stream_base::server, nothrow);  // says hello again
        const auto [why, more] = co_await tls.async_read_some(asio::buffer(bytes), nothrow);
        seen = why;
    });
    client c(l.executor(), l.time, *make_client_tls(ca.path()));
    request r = get("https://localhost" + peer.url().substr(peer.url().rfind(':')));
    r.deadline = 20s;
    const auto got = l.run(c.send(r));
    REQUIRE(got.has_error());
    CHECK(got.error().request == sent::unknown);
    CHECK(ERR_GET_REASON(static_cast<unsigned long>(seen.value())) == SSL_R_NO_RENEGOTIATION);
    peer.tasks.cancel();
    l.run(peer.tasks.join());
}

TEST_CASE("TLS goes through a CONNECT proxy with its credentials, and a proxy's refusal says so")
{
    world w;
    std::vector<std::string> asked;
    std::string reply = "HTTP/1.1 200 Connection established\r\n\r\n";
    raw_peer proxy(w, [&](tcp::socket& s) -> asio::awaitable<void> {
        asked.push_back(co_await read_head(s));
        co_await say(s, reply);
        if (reply.find("200") == std::string::npos) co_return;
        tcp::socket far(w.io);
        co_await far.async_connect({asio::ip::address_v4::loopback(), w.secure}, nothrow);
        const auto pump = [](tcp::socket& from, tcp::socket& to) -> asio::awaitable<void> {
            std::array<char, 4096> data;
            for (;;) {
                const auto [ec, size] = co_await from.async_read_some(asio::buffer(data), nothrow);
                if (ec) break;
                co_await asio::async_write(to, asio::buffer(data, size), nothrow);
            }
            boost::system::error_code ignored;
            to.shutdown(tcp::socket::shutdown_both, ignored);
        };
        bot::task_group back(w.executor());
        back.spawn("back", pump(far, s));
        co_await pump(s, far);
        co_await back.join();
    });
    const auto address = proxy.url().substr(7);
    {
        client c(w.executor(), w.time, w.trusting, {"http://ana:p%40ss@" + address, ""});
        const auto got = w.run(c.send(get("https://bot.example.test/x")));
        REQUIRE_MESSAGE(got.has_value(), got.error().detail);
        CHECK(w.seen.at(0).headers.find("host") == "bot.example.test");
        REQUIRE(asked.size() == 1);
        CHECK(asked[0].starts_with("CONNECT bot.example.test:443 HTTP/1.1\r\n"));
        CHECK(asked[0].find("Proxy-Authorization: Basic YW5hOnBAc3M=\r\n") != std::string::npos);
        CHECK(w.seen.at(0).headers.find("proxy-authorization").empty());
    }
    reply = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
    client c(w.executor(), w.time, w.trusting, {address, ""});
    const auto refused = w.run(c.send(get("https://bot.example.test/x")));
    REQUIRE(refused.has_error());
    CHECK(refused.error().reason == bot::errc::proxy_refused);
    CHECK(refused.error().status == 407);
    CHECK(refused.error().request == sent::no);
    proxy.tasks.cancel();
    w.run(proxy.tasks.join());
}
