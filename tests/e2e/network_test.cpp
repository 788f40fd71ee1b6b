// The whole daemon in a company's network: TLS on its own listener, and Slack behind a CONNECT proxy.
#include "adapters/http/client.hpp"
#include "tests/e2e/stand.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/tls_front.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace tests;
namespace fs = std::filesystem;
namespace http = adapters::http;

namespace {

const std::string billing = "C0BILLING";
const std::string status = "C0STATUS";

// What a client that trusts this certificate alone is answered; 0 when it gets no further than TLS.
http_answer ask(std::uint16_t port, const certificate& trusted, const std::string& path)
{
    const temporary_file roots(trusted.pem);
    loop on;
    http::client net(on.executor(), on.time, *http::make_client_tls(roots.path()));
    http::request r;
    r.url = fmt::format("https://localhost:{}{}", port, path);
    r.deadline = std::chrono::seconds(10);
    const auto got = on.run(net.send(std::move(r)));
    net.close_idle();
    return got ? http_answer{static_cast<int>(got->status), got->body} : http_answer{};
}

void put(const fs::path& where, const std::string& text)
{
    const fs::path fresh = where.string() + ".new";
    std::ofstream(fresh, std::ios::binary) << text;
    fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write);
    fs::rename(fresh, where);
}

// The certificate in a folder below the stand's.
struct pair_on_disk {
    fs::path folder;
    explicit pair_on_disk(const fs::path& where) : folder(where) { fs::create_directories(folder); }
    void write(const certificate& c) const
    {
        put(folder / "key.pem", c.key);
        put(folder / "cert.pem", c.pem);
    }
    std::string lines() const
    {
        return fmt::format(
            "tls_certificate = \"{0}/cert.pem\"\ntls_key = \"file:{0}/key.pem\"\n", folder.string()
        );
    }
};

void approve_one(const stand& s)
{
    REQUIRE(accepted(s.slash("U0ANA", billing, "/incident open Parado mitigation_actions=Desvio")));
    const auto preview = s.message(billing, "incidentd_preview");
    REQUIRE(!preview.empty());
    CHECK(accepted(s.press("U0RENATA", billing, preview, "draft.approve")));
    CHECK(!s.message(status, "incidentd_post").empty());
}

}  // namespace

TEST_CASE("its own TLS: a renewed certificate is shown without a restart, one that does not fit is not")
{
    const auto named = [] { return make_certificate("DNS:localhost,IP:127.0.0.1"); };
    const certificate first = named(), second = named(), third = named(), fourth = named();
    stand s;
    const pair_on_disk here(s.directory() / "tls");
    const pair_on_disk elsewhere(s.directory() / "renewed");
    here.write(first);
    elsewhere.write(fourth);
    s.replace_in_config("[http]\n", "[http]\n" + here.lines());
    REQUIRE(s.start());
    const auto shows = [&](const certificate& c) { return ask(s.port(), c, "/readyz").status == 200; };
    const auto warns = [&](const certificate& c) {
        return ask(s.port(), c, "/readyz").body.find("tls_key") != std::string::npos;
    };
    CHECK(shows(first));
    CHECK_FALSE(shows(second));
    CHECK(s.get("/healthz").status == 0);  // nothing is said in plain text

    here.write(second);
    CHECK(eventually([&] { return shows(second); }));
    CHECK_FALSE(shows(first));

    put(here.folder / "key.pem", third.key);
    CHECK(eventually([&] { return warns(second); }));
    CHECK_FALSE(shows(third));
    put(here.folder / "cert.pem", third.pem);
    CHECK(eventually([&] { return shows(third); }));
    CHECK_FALSE(warns(third));

    s.replace_in_config(here.lines(), elsewhere.lines());
    s.daemon().signal(SIGHUP);
    CHECK(eventually([&] { return shows(fourth); }));
    approve_one(s);
    CHECK(s.stop() == 0);
    CHECK(s.log().find("PRIVATE KEY") == std::string::npos);
}

TEST_CASE("Slack is reached through HTTPS_PROXY, calls and links alike, and without it where NO_PROXY says so"
)
{
    const std::string name = "slack.example.test";
    const auto own = make_certificate("DNS:" + name);
    const temporary_file roots(own.pem);
    stand s({
        .slack_words = {"--no-rate-limits", "--known-as", name},
        .slack_api_url = "https://" + name + "/api/",
        .sections = fmt::format("[tls]\nca_file = \"{}\"\n", roots.path()),
    });
    const tls_front front(own, s.slack_port());
    s.add_to_environment(fmt::format("HTTPS_PROXY=http://bot:s3cr3t@127.0.0.1:{}", front.port()));
    SUBCASE("through it")
    {
        s.add_to_environment("NO_PROXY=localhost,.example.com,other.example.test");
        REQUIRE(s.start());
        approve_one(s);
        CHECK(accepted(s.slack("wait", {{"for", "link"}, {"count", 2}, {"timeout_ms", 20'000}})));
        CHECK(s.stop() == 0);
        const auto asked = front.asked();
        CHECK(asked.size() >= 3);  // two links, and the connections that calls share
        CHECK(std::all_of(asked.begin(), asked.end(), [&](const std::string& head) {
            return head.starts_with("CONNECT " + name + ":443 HTTP/1.1\r\n") &&
                   head.find("Proxy-Authorization: Basic Ym90OnMzY3IzdA==\r\n") != std::string::npos;
        }));
    }
    SUBCASE("past it")
    {
        s.add_to_environment("NO_PROXY=.example.test");
        s.launch();
        // Only the proxy knows that name.
        CHECK(eventually(
            [&] {
                const auto ready = s.get("/readyz");
                return ready.status == 503 &&
                       ready.body.find("env:SLACK_BOT_TOKEN: auth.test: ") != std::string::npos;
            },
            std::chrono::seconds(60)
        ));
        CHECK(front.asked().empty());
        CHECK(s.stop() == 0);
    }
    CHECK(s.log().find("s3cr3t") == std::string::npos);
    CHECK(s.log().find("Ym90OnMzY3IzdA") == std::string::npos);
}
