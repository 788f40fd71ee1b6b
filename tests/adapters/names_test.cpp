#include "adapters/http/names.hpp"
#include "adapters/http/client.hpp"
#include "adapters/http/server.hpp"
#include "bot/task_group.hpp"
#include "bot/within.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>

using namespace adapters::http;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

// A name server of the test: answers, refuses, or keeps a name's thread waiting until it is let go.
struct name_server {
    std::mutex mutex;
    std::condition_variable changed;
    std::set<std::string> hanging;
    std::map<std::string, name_answer> known;
    std::map<std::string, int> asked;
    int under_way = 0;
    int most_under_way = 0;

    name_answer answer(const std::string& host)
    {
        std::unique_lock held(mutex);
        ++asked[host];
        most_under_way = std::max(most_under_way, ++under_way);
        changed.notify_all();
        changed.wait(held, [&] { return !hanging.contains(host); });
        --under_way;
        changed.notify_all();
        const auto found = known.find(host);
        return found == known.end() ? name_answer{{}, true} : found->second;
    }
    void set_hanging(const std::string& host, bool hangs)
    {
        const std::lock_guard held(mutex);
        if (hangs)
            hanging.insert(host);
        else
            hanging.erase(host);
        changed.notify_all();
    }
    int times(const std::string& host)
    {
        const std::lock_guard held(mutex);
        return asked[host];
    }
};

struct world : tests::loop {
    std::shared_ptr<name_server> server = std::make_shared<name_server>();
    names& book =
        asio::make_service<names>(io, [s = server](const std::string& host) { return s->answer(host); });

    world()
    {
        for (const auto* name : {"slack.example.test", "bot.example.test"})
            server->known[name] = {{asio::ip::address_v4::loopback()}, false};
    }
    ~world()
    {
        std::unique_lock held(server->mutex);
        server->hanging.clear();
        server->changed.notify_all();
        server->changed.wait(held, [&] { return server->under_way == 0; });
    }
    auto look_up(std::string host) { return run(book.look_up(executor(), time, std::move(host))); }
    asio::awaitable<void> until_asked(std::string host, int times)
    {
        while (server->times(host) < times) co_await time.sleep_for(1ms);
    }
};

}  // namespace

TEST_CASE("a name that no server answers for holds up no other host's requests")
{
    world w;
    const auto own = tests::make_certificate("DNS:bot.example.test");
    const tests::temporary_file ca(own.pem);
    server there(w.executor(), w.time, [](server_request) -> asio::awaitable<server_response> {
        co_return server_response{};
    });
    const auto port = *there.listen("127.0.0.1", 0, *make_server_tls(own.pem, own.key));
    client net(w.executor(), w.time, *make_client_tls(ca.path()));
    bot::task_group tasks(w.executor());
    int dead_ended = 0;
    const auto one = [](client& http, std::string url, int& ended) -> asio::awaitable<void> {
        request r;
        r.url = std::move(url);
        r.deadline = 60s;
        (void)co_await http.send(std::move(r));
        ++ended;
    };
    for (int i = 0; i < 5; ++i) {
        const auto host = "dead" + std::to_string(i) + ".test";
        w.server->set_hanging(host, true);
        tasks.spawn("dead", one(net, "https://" + host + "/", dead_ended));
        w.run(w.until_asked(host, 1));
    }
    request r;
    r.url = "https://bot.example.test:" + std::to_string(port) + "/";
    r.deadline = 20s;
    const auto got = w.run(net.send(r));
    REQUIRE_MESSAGE(got.has_value(), got.error().detail);
    CHECK(dead_ended == 0);
    tasks.cancel();
    w.run(tasks.join());  // at once, although their look-ups still hang
    CHECK(dead_ended == 0);
    net.close_idle();
    w.run(there.stop(1s));
}

TEST_CASE("while the name servers are away a host is reached by the addresses of its last answer")
{
    world w;
    REQUIRE(w.look_up("slack.example.test").has_value());
    w.server->set_hanging("slack.example.test", true);
    for (int i = 0; i < 3; ++i) {
        const auto found = w.look_up("slack.example.test");
        REQUIRE(found.has_value());
        CHECK(found->at(0).is_loopback());
    }
    CHECK(w.server->times("slack.example.test") == 2);  // the one that hangs is waited for, not repeated
    w.server->set_hanging("slack.example.test", false);
}

TEST_CASE("an answer that comes is believed before what was known, and a name that is gone is gone")
{
    world w;
    REQUIRE(w.look_up("slack.example.test").has_value());
    w.server->known["slack.example.test"] = {{asio::ip::make_address("127.0.0.9")}, false};
    CHECK(w.look_up("slack.example.test")->at(0).to_string() == "127.0.0.9");
    w.server->known["slack.example.test"] = {};  // the server fails: nobody says that the name is gone
    CHECK(w.look_up("slack.example.test")->at(0).to_string() == "127.0.0.9");
    w.server->known.erase("slack.example.test");
    CHECK(w.look_up("slack.example.test").error() == bot::errc::dns_failure);
    w.server->known["slack.example.test"] = {};
    CHECK(w.look_up("slack.example.test").error() == bot::errc::dns_failure);
    CHECK(w.look_up("never.heard.test").error() == bot::errc::dns_failure);
}

TEST_CASE("however many wait for a name it is asked once, and so many names at a time")
{
    world w;
    bot::task_group tasks(w.executor());
    int answered = 0;
    const auto wait = [](world& on, std::string host, int& count) -> asio::awaitable<void> {
        const auto found = co_await on.book.look_up(on.executor(), on.time, std::move(host));
        if (found) ++count;
    };
    const int hosts = static_cast<int>(names::most_at_once) + 4;
    for (int i = 0; i < hosts; ++i) {
        const auto host = "h" + std::to_string(i) + ".test";
        w.server->known[host] = {{asio::ip::address_v4::loopback()}, false};
        w.server->hanging.insert(host);
    }
    for (int i = 0; i < hosts; ++i)
        for (int k = 0; k < 3; ++k)
            tasks.spawn("waiting", wait(w, "h" + std::to_string(i) + ".test", answered));
    for (std::size_t i = 0; i < names::most_at_once; ++i)
        w.run(w.until_asked("h" + std::to_string(i) + ".test", 1));
    CHECK(answered == 0);
    for (int i = 0; i < hosts; ++i) w.server->set_hanging("h" + std::to_string(i) + ".test", false);
    w.run(tasks.join());
    CHECK(answered == hosts * 3);
    for (int i = 0; i < hosts; ++i) CHECK(w.server->times("h" + std::to_string(i) + ".test") == 1);
    CHECK(w.server->most_under_way == static_cast<int>(names::most_at_once));
}

TEST_CASE("a loop may end while a look-up hangs, and the answer that comes later goes nowhere")
{
    auto server = std::make_shared<name_server>();
    server->set_hanging("dead.test", true);
    {
        tests::loop l;
        auto& book = asio::make_service<names>(l.io, [server](const std::string& host) {
            return server->answer(host);
        });
        const auto wait = [](names& on, tests::loop& in) -> asio::awaitable<boost::system::error_code> {
            const auto found = co_await on.look_up(in.executor(), in.time, "dead.test");
            co_return found ? boost::system::error_code{} : found.error();
        };
        CHECK(l.run(bot::within(l.time, 20ms, wait(book, l))) == bot::errc::timed_out);
        CHECK(l.settles(1s));
    }
    server->set_hanging("dead.test", false);
    std::unique_lock held(server->mutex);
    server->changed.wait(held, [&] { return server->under_way == 0; });
}
