#include "adapters/daemon/listener_certificate.hpp"
#include "adapters/http/client.hpp"
#include "bot/task_group.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

using namespace adapters;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

struct folder {
    std::filesystem::path path;
    folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "incidentd-cert-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~folder() { std::filesystem::remove_all(path); }
    std::string file(const char* name) const { return (path / name).string(); }
    void write(const char* name, const std::string& text) const
    {
        const std::string fresh = file("fresh");
        {
            std::ofstream out(fresh);
            out << text;
        }
        std::filesystem::permissions(fresh, std::filesystem::perms(0600));
        std::filesystem::rename(fresh, file(name));
    }
};

struct stand {
    folder here;
    tests::certificate first = tests::make_certificate("IP:127.0.0.1");
    tests::certificate second = tests::make_certificate("IP:127.0.0.1");
    tests::loop on;
    bot::task_group tasks{on.executor()};
    asio::thread_pool pool{1};
    bot::secret_cache secrets{bot::secret_sources{}};
    daemon::listener_certificate shown{
        {.executor = on.executor(), .time = on.time, .pool = pool, .secrets = secrets},
        here.file("cert.pem"),
        bot::secret_ref{"file:" + here.file("key.pem")}
    };
    http::server server{
        on.executor(),
        on.time,
        [](http::server_request) -> asio::awaitable<http::server_response> {
            co_return http::server_response{};
        }
    };
    std::uint16_t port = *server.listen("127.0.0.1", 0, shown.source());

    ~stand()
    {
        on.run(end());
        pool.join();
    }
    asio::awaitable<void> end()
    {
        co_await server.stop(1s);
        tasks.cancel();
        co_await tasks.join();
    }
    void put(const tests::certificate& c) const
    {
        here.write("key.pem", c.key);
        here.write("cert.pem", c.pem);
    }
    // Whether the listener shows this certificate: a client that trusts no other gets an answer.
    bool shows(const tests::certificate& c) { return on.run(asked(c)); }
    asio::awaitable<bool> asked(tests::certificate c)
    {
        const tests::temporary_file roots(c.pem);
        http::client net(on.executor(), on.time, *http::make_client_tls(roots.path()));
        http::request r;
        r.url = fmt::format("https://127.0.0.1:{}/", port);
        r.deadline = 5s;
        const auto got = co_await net.send(std::move(r));
        net.close_idle();
        co_return got.has_value() && got->status == 200;
    }
};

}  // namespace

TEST_CASE("without a certificate nothing is served, least of all in plain text")
{
    stand s;
    CHECK_FALSE(s.on.run(s.shown.load()));
    CHECK(s.shown.trouble().find("cert.pem") != std::string::npos);
    CHECK_FALSE(s.shows(s.first));
    const auto plain = [&]() -> asio::awaitable<bool> {
        http::client net(s.on.executor(), s.on.time, *http::make_client_tls());
        http::request r;
        r.url = fmt::format("http://127.0.0.1:{}/", s.port);
        r.deadline = 5s;
        const auto got = co_await net.send(std::move(r));
        co_return got.has_value();
    };
    CHECK_FALSE(s.on.run(plain()));
}

TEST_CASE("a loaded certificate is shown, and the next one to the next connection")
{
    stand s;
    s.put(s.first);
    REQUIRE(s.on.run(s.shown.load()));
    CHECK(s.shows(s.first));
    CHECK_FALSE(s.shows(s.second));
    s.put(s.second);
    CHECK(s.shows(s.first));  // not before it is loaded
    REQUIRE(s.on.run(s.shown.load()));
    CHECK(s.shows(s.second));
    CHECK_FALSE(s.shows(s.first));
}

TEST_CASE("a certificate that cannot be used leaves the old one in force")
{
    stand s;
    s.put(s.first);
    REQUIRE(s.on.run(s.shown.load()));
    s.here.write("cert.pem", s.second.pem);  // its key is still the first one's
    CHECK_FALSE(s.on.run(s.shown.load()));
    CHECK_FALSE(s.shown.trouble().empty());
    CHECK(s.shows(s.first));
    s.here.write("cert.pem", "nonsense");
    CHECK_FALSE(s.on.run(s.shown.load()));
    std::filesystem::remove(s.here.file("key.pem"));
    CHECK_FALSE(s.on.run(s.shown.load()));
    CHECK(s.shows(s.first));
    s.put(s.second);
    CHECK(s.on.run(s.shown.load()));
    CHECK(s.shown.trouble().empty());
}

TEST_CASE("files that are replaced are loaded by themselves")
{
    stand s;
    s.put(s.first);
    REQUIRE(s.on.run(s.shown.load()));
    s.tasks.spawn("watch", s.shown.watch());
    const auto replaced = [&]() -> asio::awaitable<void> {
        co_await asio::post(s.on.executor(), asio::use_awaitable);  // the watch has begun
        s.put(s.second);
        while (s.shown.loads() < 2) co_await s.on.time.sleep_for(5ms);
    };
    s.on.run(replaced());
    CHECK(s.shows(s.second));
}

TEST_CASE("files named without a folder are watched in the working directory")
{
    const struct working_directory {
        std::filesystem::path before = std::filesystem::current_path();
        ~working_directory() { std::filesystem::current_path(before); }
    } restored;
    stand s;
    s.put(s.first);
    std::filesystem::current_path(s.here.path);
    s.shown.use("cert.pem", bot::secret_ref{"file:key.pem"});
    REQUIRE(s.on.run(s.shown.load()));
    s.tasks.spawn("watch", s.shown.watch());
    const auto replaced = [&]() -> asio::awaitable<void> {
        co_await asio::post(s.on.executor(), asio::use_awaitable);  // the watch has begun
        CHECK(s.shown.unwatched().empty());
        s.put(s.second);
        while (s.shown.loads() < 2) co_await s.on.time.sleep_for(5ms);
    };
    s.on.run(replaced());
    CHECK(s.shows(s.second));
}

TEST_CASE("a folder that cannot be watched is named, with the reason")
{
    stand s;
    s.put(s.first);
    REQUIRE(s.on.run(s.shown.load()));
    s.shown.use(s.here.file("gone/cert.pem"), bot::secret_ref{"file:" + s.here.file("key.pem")});
    s.tasks.spawn("watch", s.shown.watch());
    const auto begun = [&]() -> asio::awaitable<void> {
        co_await asio::post(s.on.executor(), asio::use_awaitable);
    };
    s.on.run(begun());
    REQUIRE(s.shown.unwatched().size() == 1);
    CHECK(s.shown.unwatched()[0].find("gone: No such file or directory") != std::string::npos);
}
