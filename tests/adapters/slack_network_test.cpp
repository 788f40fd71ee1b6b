// Slack from behind a company's network: verified TLS, and everything through an HTTP CONNECT proxy.
#include "adapters/http/server.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/slack_rig.hpp"

#include <doctest/doctest.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>

using namespace tests::slack_rig;
using asio::ip::tcp;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);
const std::string host = "slack.example.test";

// As much of Slack as one link, one command and one post need, on a name that only the proxy knows.
struct far_slack {
    asio::io_context io{1};
    bot::real_clock time;
    tests::certificate own = tests::make_certificate("DNS:" + host);
    tests::temporary_file ca{own.pem};
    std::vector<std::string> asked;      // "auth.test", …
    std::vector<std::string> tokens;     // Authorization of each
    std::vector<std::string> acks;       // frames from the app
    std::vector<std::string> connected;  // what the proxy was asked for
    bot::task_group tasks{io.get_executor()};
    http::server there{
        io.get_executor(),
        time,
        [this](http::server_request r) { return answer(std::move(r)); },
        [this](std::shared_ptr<http::server_websocket> s, http::server_request) { return link(std::move(s)); }
    };
    std::uint16_t port = *there.listen("127.0.0.1", 0, *http::make_server_tls(own.pem, own.key));
    tcp::acceptor proxy{io, {asio::ip::address_v4::loopback(), 0}};

    std::string base() const { return host + ":" + std::to_string(port); }

    asio::awaitable<http::server_response> answer(http::server_request r)
    {
        http::server_response out;
        if (r.wants_websocket) {
            out.what = http::fate::upgrade;
            co_return out;
        }
        asked.push_back(r.path.substr(r.path.rfind('/') + 1));
        tokens.emplace_back(r.headers.find("authorization"));
        out.body = R"({"ok":true,"user_id":"U0BOT","bot_id":"B0BOT","team_id":"T0","user":"incident",)"
                   R"("ts":"1.1","channel":"C1","url":"wss://)" +
                   base() + R"(/link"})";
        co_return out;
    }

    asio::awaitable<void> link(std::shared_ptr<http::server_websocket> s)
    {
        co_await s->write(R"({"type":"hello","num_connections":1,"connection_info":{"app_id":"A0"}})");
        co_await s->write(
            R"({"envelope_id":"e1","type":"slash_commands","accepts_response_payload":true,"payload":)"
            R"({"command":"/incident","text":"status","user_id":"U0ANA","user_name":"ana","team_id":"T0",)"
            R"("channel_id":"C1","channel_name":"support","trigger_id":"t1"}})"
        );
        for (;;) {
            const auto got = co_await s->read();
            if (!got) break;
            acks.push_back(got->data);
        }
    }

    asio::awaitable<void> accept()
    {
        for (;;) {
            auto near = std::make_shared<tcp::socket>(io);
            const auto [ec] = co_await proxy.async_accept(*near, nothrow);
            if (ec) co_return;
            tasks.spawn("tunnel", tunnel(near));
        }
    }

    asio::awaitable<void> tunnel(std::shared_ptr<tcp::socket> near)
    {
        std::string head;
        const auto [ec, size] =
            co_await asio::async_read_until(*near, asio::dynamic_buffer(head), "\r\n\r\n", nothrow);
        if (ec) co_return;
        connected.push_back(head.substr(0, head.find('\r')));
        const auto far = std::make_shared<tcp::socket>(io);
        co_await far->async_connect({asio::ip::address_v4::loopback(), port}, nothrow);
        const std::string yes = "HTTP/1.1 200 Connection established\r\n\r\n";
        co_await asio::async_write(*near, asio::buffer(yes), nothrow);
        tasks.spawn("back", pump(far, near));
        co_await pump(near, far);
    }

    static asio::awaitable<void> pump(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to)
    {
        std::array<char, 4096> data;
        for (;;) {
            const auto [ec, size] = co_await from->async_read_some(asio::buffer(data), nothrow);
            if (ec) break;
            co_await asio::async_write(*to, asio::buffer(data, size), nothrow);
        }
        boost::system::error_code ignored;
        to->shutdown(tcp::socket::shutdown_both, ignored);
    }

    // The client with these roots and through that proxy, while `script` runs.
    void run(
        http::tls_context tls,
        http::proxy_settings through,
        std::function<asio::awaitable<void>(bot::platform&, sink&, slack::counters&)> script
    )
    {
        slack::counters count;
        sink events;
        http::client web(io.get_executor(), time, tls, through);
        slack::settings config;
        config.name = "acme";
        config.connections = 1;
        config.pacing = false;
        config.api_url = "https://" + base() + "/api/";
        auto here = slack::make_slack(
            {io.get_executor(), time, web, tls, through, {}, bot::language::en, count, 7},
            config,
            token_of("env:SLACK_APP_TOKEN", "xapp-1"),
            token_of("env:SLACK_BOT_TOKEN", "xoxb-1"),
            fast()
        );
        std::exception_ptr thrown;
        const auto held = [&]() -> asio::awaitable<void> { co_await here->run(events); };
        const auto whole = [&]() -> asio::awaitable<void> {
            try {
                co_await script(*here, events, count);
            } catch (...) {
                thrown = std::current_exception();
            }
            co_await here->stop();
            web.close_idle();
            boost::system::error_code ignored;
            proxy.close(ignored);
            co_await there.stop(500ms);
            tasks.cancel();
        };
        tasks.spawn("proxy", accept());
        tasks.spawn("run", held());
        asio::co_spawn(io, whole(), asio::detached);
        io.run_for(20s);
        if (thrown) std::rethrow_exception(thrown);
        CHECK(io.stopped());
    }

    asio::awaitable<bool> until(std::function<bool()> is_so)
    {
        for (int i = 0; i < 2000 && !is_so(); ++i) co_await time.sleep_for(2ms);
        co_return is_so();
    }
};

}  // namespace

TEST_CASE(
    "calls, links and posts go through a CONNECT proxy, with the certificate of the name behind it verified"
)
{
    far_slack s;
    const auto address = "http://127.0.0.1:" + std::to_string(s.proxy.local_endpoint().port());
    s.run(
        *http::make_client_tls(s.ca.path()),
        {.https_proxy = address, .no_proxy = ""},
        [&](bot::platform& here, sink& events, slack::counters&) -> asio::awaitable<void> {
            const bool acked = co_await s.until([&] { return !s.acks.empty(); });
            CHECK(acked);
            REQUIRE(events.events.size() == 1);
            CHECK(events.events[0].from.who.id == "U0ANA");
            CHECK(s.acks.at(0).find("\"e1\"") != std::string::npos);
            CHECK(here.usable());
            bot::delivery line;
            line.id = "d1";
            line.channel = {"slack", "acme", "C1"};
            line.words = bot::notice{.text = "words", .buttons = {}};
            const auto sent = co_await here.deliver(line, std::nullopt);
            CHECK(sent.result == bot::delivery_result::sent);
        }
    );
    CHECK(std::count(s.asked.begin(), s.asked.end(), "apps.connections.open") == 1);
    CHECK(std::count(s.asked.begin(), s.asked.end(), "chat.postMessage") == 1);
    for (std::size_t i = 0; i < s.asked.size(); ++i)
        CHECK(s.tokens[i] == (s.asked[i] == "apps.connections.open" ? "Bearer xapp-1" : "Bearer xoxb-1"));
    CHECK(s.connected.size() >= 2);  // the API's pool and the link
    for (const auto& line : s.connected) CHECK(line == "CONNECT " + s.base() + " HTTP/1.1");
}

TEST_CASE("a certificate that the roots do not vouch for gets no token and no link")
{
    far_slack s;
    const auto address = "http://127.0.0.1:" + std::to_string(s.proxy.local_endpoint().port());
    s.run(
        *http::make_client_tls({}),
        {.https_proxy = address, .no_proxy = ""},
        [&](bot::platform& here, sink& events, slack::counters& count) -> asio::awaitable<void> {
            const bool tried = co_await s.until([&] { return count.api_errors >= 2; });
            CHECK(tried);
            CHECK_FALSE(here.usable());
            CHECK(here.trouble().find("TLS failed") != std::string::npos);
            CHECK(events.events.empty());
        }
    );
    CHECK(s.asked.empty());
}
