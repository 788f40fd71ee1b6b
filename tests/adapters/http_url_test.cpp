#include "adapters/http/headers.hpp"
#include "adapters/http/proxy.hpp"
#include "adapters/http/url.hpp"

#include <doctest/doctest.h>

using namespace adapters::http;
using namespace std::chrono_literals;

namespace {

url target(std::string_view text)
{
    auto u = check_url(text, url_purpose::request);
    REQUIRE(u.has_value());
    return *u;
}

bool proxied(const char* no_proxy, std::string_view text)
{
    const auto proxy = proxy_for({"http://proxy.example:3128", no_proxy}, target(text));
    REQUIRE(proxy.has_value());
    return proxy->has_value();
}

}  // namespace

TEST_CASE("plain http reaches loopback hosts only")
{
    for (const std::string good :
         {"http://localhost:8080/x", "http://127.0.0.1/", "http://127.8.9.1:1/", "http://[::1]:9/"})
        CHECK_MESSAGE(check_url(good, url_purpose::request).has_value(), good);
    for (const std::string bad :
         {"http://example.com/",
          "http://localhost.example.com/",
          "http://[::2]/",
          "http://0.0.0.0/",
          "http://10.0.0.1/"})
        CHECK_MESSAGE(check_url(bad, url_purpose::request).error() == bot::errc::insecure_url, bad);
    CHECK(check_url("ws://example.com/", url_purpose::websocket).error() == bot::errc::insecure_url);
    CHECK(check_url("wss://example.com/", url_purpose::websocket).has_value());
}

TEST_CASE("what is no usable URL is refused before anything is dialled")
{
    for (const std::string bad :
         {"",
          "example.com",
          "http://127.0.0.1.example.com/",
          "http://127.0.0.1%2eexample.com/",
          "https://10.0.0.1x/",
          "ftp://example.com/",
          "https://",
          "https://a:0/",
          "https://a:99999/",
          "https://user:secret@example.com/",
          "wss://example.com/",
          "https://a%0d%0ab/",
          "https://a b/",
          "file:///etc/passwd"})
        CHECK_MESSAGE(check_url(bad, url_purpose::request).error() == bot::errc::bad_url, bad);
}

TEST_CASE("a URL is taken apart without losing its query")
{
    const auto u = target("HTTPS://Hooks.Example.COM/a%2Fb/c?x=1&y=%20z#part");
    CHECK(u.host == "hooks.example.com");
    CHECK(u.port == 443);
    CHECK(u.target == "/a%2Fb/c?x=1&y=%20z");
    CHECK(u.authority() == "hooks.example.com");
    CHECK(target("http://[::1]:8080").authority() == "[::1]:8080");
    CHECK(target("http://[::1]:8080").target == "/");
}

TEST_CASE("a redacted URL shows scheme and host and nothing else")
{
    CHECK(
        redacted("https://user:pw@hooks.slack.com:8443/services/T0/B0/secret?sig=1") ==
        "https://hooks.slack.com"
    );
    CHECK(redacted("secret token") == "(not a URL)");
}

TEST_CASE("NO_PROXY names hosts, suffixes, ports, networks or everything")
{
    CHECK(proxied("", "https://slack.com/"));
    CHECK_FALSE(proxied("slack.com", "https://slack.com/"));
    CHECK_FALSE(proxied("example.org, .slack.com", "https://hooks.slack.com/"));
    CHECK(proxied("slack.com", "https://notslack.com/"));
    CHECK(proxied("slack.com:8443", "https://slack.com/"));
    CHECK_FALSE(proxied("slack.com:443", "https://slack.com/"));
    CHECK_FALSE(proxied("*", "https://slack.com/"));
    CHECK_FALSE(proxied("10.0.0.0/8", "https://10.1.2.3/"));
    CHECK(proxied("10.0.0.0/8", "https://11.1.2.3/"));
    CHECK_FALSE(proxied("", "https://localhost:9000/"));
    CHECK_FALSE(proxied("", "http://127.0.0.1:9000/"));
}

TEST_CASE("a proxy's URL may lack its scheme and may carry credentials")
{
    const auto proxy = check_url("ana:p%40ss@proxy.example:3128", url_purpose::proxy);
    REQUIRE(proxy.has_value());
    CHECK(proxy->host == "proxy.example");
    CHECK(proxy->port == 3128);
    CHECK(proxy->user_info == "ana:p@ss");
}

TEST_CASE("Retry-After is read as seconds and as a date, within bounds")
{
    const auto at = std::chrono::system_clock::from_time_t(784111777);  // Sun, 06 Nov 1994 08:49:37 GMT
    const auto read = [&](const char* value) { return retry_after({{"retry-AFTER", value}}, at); };
    CHECK(read("30") == 30s);
    CHECK(read("0") == 0s);
    CHECK(read("-5") == 0s);
    CHECK(read("99999999999999999999") == 24h);
    CHECK(read("Sun, 06 Nov 1994 08:50:07 GMT") == 30s);
    CHECK(read("Sun, 06 Nov 1994 08:00:00 GMT") == 0s);
    CHECK_FALSE(read("soon").has_value());
    CHECK_FALSE(retry_after({}, at).has_value());
}

TEST_CASE("a value is percent-encoded byte by byte")
{
    CHECK(percent_encoded("a b&c=\xC3\xA9~") == "a%20b%26c%3D%C3%A9~");
}
