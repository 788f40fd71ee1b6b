#include "adapters/teams/token_request.hpp"
#include "adapters/teams/tokens.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/teams_peer.hpp"

#include <doctest/doctest.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

using namespace adapters;
using namespace adapters::teams;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using tests::teams_peer;

namespace {

// The real timers, but a `now` that the test moves on.
struct shifted_clock final : bot::clock {
    bot::real_clock real;
    std::chrono::steady_clock::duration shift{};
    time_point now() const override { return real.now() + shift; }
    wall_time wall_now() const override
    {
        return real.wall_now() + std::chrono::duration_cast<wall_time::duration>(shift);
    }
    asio::awaitable<void> sleep_until(time_point when) override { return real.sleep_until(when - shift); }
};

struct rig {
    tests::loop loop;
    shifted_clock time;
    teams_peer peer{loop.executor(), time};
    http::client net{loop.executor(), time, {}};
    bot::teams_settings config;
    identity_service identity;
    timings limits;
    counters count;
    std::string value = "s3cret&=value";
    std::vector<bool> reads;  // each reading of the password: whether after a rejection
    std::unique_ptr<tokens> here;

    rig()
    {
        config.name = "acme";
        config.app_id = "bbbbbbbb-0000-4000-8000-000000000002";
        config.tenant_id = "11111111-2222-3333-4444-555555555555";
        config.app_password.text = "env:TEAMS_APP_PASSWORD";
        config.token_url = peer.url("/{tenant_id}/oauth2/v2.0/token");
        limits.first_pause = 1ms;
        limits.longest_pause = 5ms;
    }
    ~rig()
    {
        here.reset();
        net.close_idle();
        loop.run([this]() -> asio::awaitable<int> {
            co_await peer.server.stop(0s);
            co_return 0;
        }());
    }
    tokens& start()
    {
        here = std::make_unique<tokens>(
            loop.executor(),
            net,
            time,
            config,
            password{
                "env:TEAMS_APP_PASSWORD",
                [this](bool rejected) -> asio::awaitable<bot::result<bot::secret>> {
                    reads.push_back(rejected);
                    co_return bot::secret(std::string(value));
                }
            },
            identity,
            limits,
            count
        );
        return *here;
    }
    token_answer get(shared_token rejected = {}) { return loop.run(here->get(std::move(rejected))); }
};

http::response answered(unsigned status, std::string body)
{
    http::response r;
    r.status = status;
    r.body = std::move(body);
    return r;
}

token_reply read(unsigned status, std::string body)
{
    return read_token_reply(answered(status, std::move(body)), std::chrono::system_clock::now(), "env:PW");
}

}  // namespace

TEST_CASE("client credentials are asked for as a form, at the tenant of the bot")
{
    rig r;
    r.start();
    const auto got = r.get();
    REQUIRE(got.token);
    CHECK(got.token->reveal() == "token-1");
    REQUIRE(r.peer.requests.size() == 1);
    const auto& asked = r.peer.requests[0];
    CHECK(asked.method == "POST");
    CHECK(asked.path == "/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token");
    CHECK(asked.headers.find("Content-Type") == "application/x-www-form-urlencoded");
    CHECK(
        asked.body ==
        "grant_type=client_credentials&client_id=bbbbbbbb-0000-4000-8000-000000000002"
        "&client_secret=s3cret%26%3Dvalue&scope=https%3A%2F%2Fapi.botframework.com%2F.default"
    );
}

TEST_CASE("a multi-tenant bot asks its cloud's own tenant")
{
    rig r;
    r.config.login_tenant = "botframework.com";
    r.start();
    REQUIRE(r.get().token);
    CHECK(r.peer.requests[0].path == "/botframework.com/oauth2/v2.0/token");
}

TEST_CASE("a token is kept, refreshed 300 s ahead, and the old one serves while a refresh fails")
{
    rig r;
    r.start();
    REQUIRE(r.get().token);
    r.time.shift += 3290s;
    CHECK(r.get().token->reveal() == "token-1");
    r.time.shift += 20s;
    CHECK(r.get().token->reveal() == "token-2");
    r.peer.script("/token", {teams_peer::status(503)});
    r.time.shift += 3400s;
    CHECK(r.get().token->reveal() == "token-2");
    r.time.shift += 300s;
    const auto none = r.get();
    CHECK_FALSE(none.token);
    CHECK_FALSE(none.refused);
    CHECK(none.trouble == "no token for the Connector: HTTP 503");
}

TEST_CASE("callers side by side share one request")
{
    using namespace asio::experimental::awaitable_operators;
    rig r;
    auto& t = r.start();
    const auto both = r.loop.run([&]() -> asio::awaitable<std::tuple<token_answer, token_answer>> {
        co_return co_await (t.get() && t.get());
    }());
    CHECK(std::get<0>(both).token->reveal() == "token-1");
    CHECK(std::get<1>(both).token->reveal() == "token-1");
    CHECK(r.peer.requests.size() == 1);
}

TEST_CASE("a caller that gives up does not leave the others waiting")
{
    using namespace asio::experimental::awaitable_operators;
    rig r;
    auto& t = r.start();
    teams_peer::response never;
    never.what = http::fate::half_open;
    r.peer.script("/token", {never, teams_peer::status(200, R"({"expires_in":3599,"access_token":"late"})")});
    const auto first = [&]() -> asio::awaitable<int> {
        co_await t.get();
        co_return 1;
    };
    const auto leaves = [&]() -> asio::awaitable<int> {
        co_await r.time.sleep_for(30ms);
        co_return 0;
    };
    const auto gives_up = [&]() -> asio::awaitable<int> {
        const auto which = co_await (first() || leaves());
        co_return static_cast<int>(which.index());
    };
    const auto waits = [&]() -> asio::awaitable<std::string> {
        co_await r.time.sleep_for(5ms);
        const auto got = co_await t.get();
        co_return got.token ? std::string(got.token->reveal()) : got.trouble;
    };
    const auto both = r.loop.run([&]() -> asio::awaitable<std::tuple<int, std::string>> {
        co_return co_await (gives_up() && waits());
    }());
    CHECK(std::get<0>(both) == 1);
    CHECK(std::get<1>(both) == "late");
}

TEST_CASE("a rejected token is dropped once, however many callers had it, and the password is read anew")
{
    rig r;
    r.start();
    const auto old = r.get().token;
    r.value = "changed";
    CHECK(r.get(old).token->reveal() == "token-2");
    CHECK(r.reads == std::vector<bool>{false, true});
    CHECK(r.peer.requests.back().body.find("client_secret=changed") != std::string::npos);
    CHECK(r.get(old).token->reveal() == "token-2");
    CHECK(r.peer.requests.size() == 2);
}

TEST_CASE("a refusal for good ends keep() with bad credentials, after the password was read anew")
{
    rig r;
    auto& t = r.start();
    r.peer.script(
        "/token",
        {teams_peer::status(
            401,
            R"({"error":"invalid_client","error_description":"AADSTS7000215: s3cret trace","error_codes":[7000215]})"
        )}
    );
    const auto ended =
        r.loop.run([&]() -> asio::awaitable<boost::system::error_code> { co_return co_await t.keep(); }());
    CHECK(ended == bot::errc::bad_credentials);
    CHECK(r.reads == std::vector<bool>{false, true});
    CHECK(
        t.trouble() ==
        "no token for the Connector: env:TEAMS_APP_PASSWORD: invalid_client AADSTS7000215: the app "
        "password is wrong: put the secret's value there, not its id"
    );
}

TEST_CASE("failures in passing are tried again until a token is there")
{
    rig r;
    auto& t = r.start();
    r.peer.script(
        "/token",
        {teams_peer::status(500, "<html>"),
         teams_peer::cut(),
         teams_peer::status(429, "{}"),
         teams_peer::status(200, R"({"expires_in":"60","access_token":"fourth"})")}
    );
    r.loop.run([&]() -> asio::awaitable<int> {
        using namespace asio::experimental::awaitable_operators;
        const auto ready = [&]() -> asio::awaitable<int> {
            while (!t.usable()) co_await r.time.sleep_for(1ms);
            co_return 0;
        };
        co_await (ready() || t.keep());
        co_return 0;
    }());
    CHECK(r.peer.requests.size() == 4);
    CHECK(r.get().token->reveal() == "fourth");
}

TEST_CASE("a managed identity is asked at its endpoint, with its header and no secret")
{
    rig r;
    r.config.app_type = "managed_identity";
    r.identity = {r.peer.url("/msi/token"), "abc"};
    r.peer.script(
        "/msi/token", {teams_peer::status(200, R"({"access_token":"mi","expires_on":"99999999999"})")}
    );
    r.start();
    CHECK(r.get().token->reveal() == "mi");
    const auto& asked = r.peer.requests[0];
    CHECK(asked.method == "GET");
    CHECK(
        asked.query ==
        "api-version=2019-08-01&resource=https%3A%2F%2Fapi.botframework.com"
        "&client_id=bbbbbbbb-0000-4000-8000-000000000002"
    );
    CHECK(asked.headers.find("X-IDENTITY-HEADER") == "abc");
    CHECK(r.reads.empty());

    const auto metadata = managed_identity_request(r.config, {});
    CHECK(metadata.url.starts_with(
        "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&"
    ));
    CHECK(metadata.headers.find("Metadata") == "true");
    CHECK(http::check_url(metadata.url, metadata.purpose).has_value());
    CHECK_FALSE(http::check_url(metadata.url, http::url_purpose::request).has_value());
    CHECK_FALSE(http::check_url("http://10.0.0.1/token", http::url_purpose::identity).has_value());
}

TEST_CASE("without credentials on this machine calls go out without a token")
{
    rig r;
    r.config.auth = "none";
    r.config.app_password.text.clear();
    CHECK(r.start().usable());
    CHECK(r.get().token->empty());
    CHECK(r.peer.requests.empty());
}

TEST_CASE("answers of the token service mean what they say")
{
    CHECK(read(200, R"({"access_token":"x","expires_in":10})").end == token_end::got);
    CHECK(read(200, R"({"access_token":"x","expires_in":"10"})").life == 10s);
    for (const char* body :
         {"",
          "[]",
          "{}",
          R"({"access_token":"","expires_in":10})",
          R"({"access_token":"a b","expires_in":10})",
          R"({"access_token":"a\r\nX: y","expires_in":10})",
          R"({"access_token":"x"})",
          R"({"access_token":"x","expires_in":0})",
          R"({"access_token":"x","expires_in":"soon"})",
          R"({"access_token":7,"expires_in":10})"})
        CHECK_MESSAGE(read(200, body).end == token_end::failed, body);
    CHECK(
        read(200, "{\"access_token\":\"" + std::string(20'000, 'x') + "\",\"expires_in\":10}").end ==
        token_end::failed
    );
    CHECK(
        read(400, R"({"error":"unauthorized_client","error_description":"AADSTS700016: no app"})").end ==
        token_end::refused
    );
    CHECK(read(400, R"({"error":"temporarily_unavailable"})").end == token_end::failed);
    CHECK(read(400, "<html>proxy</html>").end == token_end::failed);
    CHECK(read(404, R"({"error":"invalid_client"})").end == token_end::failed);
    CHECK(read(500, R"({"error":"invalid_client"})").end == token_end::failed);
    CHECK(read(401, R"({"error":"<script>","error_description":"pw=1"})").why == "HTTP 401");
}
