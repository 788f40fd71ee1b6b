// The checks of an inbound token, each refusal over a real socket with a token that is really signed.
#include "adapters/teams/base64url.hpp"
#include "adapters/teams/signing_keys.hpp"
#include "adapters/teams/token.hpp"
#include "tests/support/teams_rig.hpp"

using namespace tests::teams_rig;
using tests::base64url;
using tests::jwk_of;
using tests::rsa_key;

namespace {

std::string at_time(std::string_view claim, std::int64_t seconds)
{
    return fmt::format(R"("{}":{})", claim, seconds);
}

std::string claims_with(const std::string& exp, const std::string& nbf)
{
    return fmt::format(
        R"({{"serviceurl":"{}",{}{}{}"iss":"https://api.botframework.com","aud":"{}"}})",
        rig::service_url,
        nbf,
        nbf.empty() ? "" : ",",
        exp.empty() ? "" : exp + ",",
        rig::app_id
    );
}

std::string signed_with(const std::string& claims)
{
    return first_key().sign(rig::header(), claims);
}

}  // namespace

TEST_CASE("a good token lets a message in, and the same one is known again without another signature")
{
    rig r;
    r.start();
    CHECK(r.post(rig::message("1")).status == 200);
    const auto token = rig::token();
    CHECK(r.post(rig::message("2"), token).status == 200);
    CHECK(r.post(rig::message("3"), token).status == 200);
    CHECK(r.events.events.size() == 3);
    CHECK(r.count.cached_tokens >= 1);
    CHECK(r.count.verified_tokens <= 2);
    CHECK(r.key_fetches == 1);
    CHECK(r.count.rejected.empty());
}

TEST_CASE("audiences may be a list, in any case; the service URL may lack its slash")
{
    rig r;
    r.start();
    std::string upper = rig::app_id;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    const std::string aud = fmt::format(R"("aud":"{}")", rig::app_id);
    CHECK(
        r.post(
             rig::message("1"), signed_with(with(rig::claims(), aud, R"("aud":["other",")" + upper + R"("])"))
        )
            .status == 200
    );
    CHECK(
        r.post(rig::message("2"), signed_with(with(rig::claims(), "555555555555/", "555555555555"))).status ==
        200
    );
    CHECK(
        r.post(rig::message("3"), signed_with(with(rig::claims(), "https://smba", "HTTPS://SMBA"))).status ==
        200
    );
}

TEST_CASE("every broken token is refused with 401, nothing told, and counted under its reason")
{
    rig r;
    r.keys = fmt::format(R"({{"keys":[{},{}]}})", jwk_of(first_key()), jwk_of(second_key(), ""));
    r.start();
    const std::string good = rig::token();
    const auto last_dot = good.rfind('.');
    const std::string header = rig::header();
    const std::string claims = rig::claims();
    const std::string public_key = jwk_of(first_key());
    const rsa_key stranger("key-1");
    const std::int64_t now = rig::now();
    struct wrong {
        std::string token;
        std::string why;
    };
    const std::vector<wrong> all{
        {signed_with(claims_with(at_time("exp", now - 301), at_time("nbf", now - 4000))), "expired"},
        {signed_with(claims_with(at_time("exp", now + 4000), at_time("nbf", now + 330))), "not_yet"},
        {signed_with(claims_with(at_time("exp", now + 4000), at_time("iat", now + 330))), "not_yet"},
        {signed_with(claims_with("", at_time("nbf", now - 10))), "no_expiry"},
        {signed_with(claims_with(R"("exp":"soon")", "")), "malformed"},
        {signed_with(claims_with(R"("exp":1e300)", "")), "malformed"},
        {signed_with(with(claims, "bbbbbbbb", "cccccccc")), "audience"},
        {signed_with(with(claims, R"("aud")", R"("audience")")), "audience"},
        {signed_with(with(claims, "api.botframework.com", "api.botframework.us")), "issuer"},
        {signed_with(with(claims, "https://api.botframework.com", "https://API.botframework.com")), "issuer"},
        {signed_with(with(claims, R"("serviceurl")", R"("other")")), "no_service_url"},
        {signed_with(with(claims, "trafficmanager.net/emea", "trafficmanager.net/amer")), "service_url"},
        {signed_with(with(claims, "smba.trafficmanager.net", "evil.example")), "service_url"},
        {stranger.sign(header, claims), "signature"},
        {second_key().sign(header, claims), "signature"},
        {second_key().sign(rig::header("key-2"), claims), "endorsement"},
        {first_key().sign(rig::header("nobody"), claims), "unknown_key"},
        {first_key().sign(R"({"alg":"RS256","typ":"JWT"})", claims), "no_key_id"},
        {first_key().sign(R"({"alg":"RS256","kid":""})", claims), "no_key_id"},
        {first_key().sign(R"({"alg":"RS256","kid":"key-1","crit":["exp"]})", claims), "critical"},
        {first_key().sign(R"({"alg":"RS256","kid":"key-1","crit":null})", claims), "critical"},
        {first_key().sign(R"({"alg":"RS512","kid":"key-1"})", claims), "algorithm"},
        {base64url(R"({"alg":"none","kid":"key-1"})") + "." + base64url(claims) + ".", "algorithm"},
        {base64url(R"({"alg":"none","kid":"key-1"})") + good.substr(good.find('.')), "algorithm"},
        {tests::sign_hs256(R"({"alg":"HS256","kid":"key-1"})", claims, public_key), "algorithm"},
        {first_key().sign(R"({"alg":"RS256","alg":"none","kid":"key-1"})", claims), "malformed"},
        {signed_with(with(claims, R"("iss")", R"("aud":"x","iss")")), "malformed"},
        {good.substr(0, last_dot), "malformed"},
        {good.substr(0, last_dot + 1), "signature"},
        {good.substr(0, good.size() - 8), "signature"},
        {good + ".x", "malformed"},
        {good.substr(0, last_dot) + "=" + good.substr(last_dot), "malformed"},
        {"garbage", "malformed"},
        {"..", "malformed"},
        {signed_with(with(claims, R"("iss")", R"("pad":")" + std::string(9000, 'x') + R"(","iss")")),
         "malformed"},
        {first_key().sign("[]", claims), "malformed"},
        {first_key().sign(header, "\xFF"), "malformed"},
    };
    for (const wrong& w : all) {
        CAPTURE(w.token.substr(0, 200));
        CAPTURE(w.why);
        const auto before = r.refused(w.why);
        const auto answer = r.post(rig::message(), w.token);
        CHECK(answer.status == 401);
        CHECK(answer.body.empty());
        CHECK(r.refused(w.why) == before + 1);
    }
    CHECK(r.events.events.empty());
    CHECK(r.post(rig::message()).status == 200);
}

TEST_CASE("times have a skew of five minutes, both ways")
{
    using namespace adapters::teams;
    const auto now = std::chrono::system_clock::from_time_t(1'800'000'000);
    const auto second = [](std::int64_t s) { return std::chrono::sys_seconds(std::chrono::seconds(s)); };
    const token_expectation wanted{.issuer = "i", .app_id = "a"};
    token_claims c{
        .issuer = "i",
        .audience = {"a"},
        .service_url = "https://x/",
        .expires = {},
        .not_before = {},
        .issued = {}
    };
    c.expires = second(1'800'000'000 - 299);
    c.not_before = second(1'800'000'000 + 300);
    c.issued = second(1'800'000'000 + 300);
    CHECK(judge(c, wanted, now) == rejection::none);
    c.issued = second(1'800'000'000 + 301);
    CHECK(judge(c, wanted, now) == rejection::not_yet);
    c.issued = {};
    c.expires = second(1'800'000'000 - 300);
    CHECK(judge(c, wanted, now) == rejection::expired);
}

TEST_CASE("without one bearer token there is no way in")
{
    rig r;
    r.start();
    CHECK(r.post(rig::message(), std::nullopt).status == 401);
    const std::string body = rig::message();
    const std::string head = fmt::format(
        "POST /api/messages HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n", body.size()
    );
    const std::string one = "Authorization: Bearer " + rig::token() + "\r\n";
    CHECK(r.on.run(r.talk(head + one + one + "\r\n" + body)).starts_with("HTTP/1.1 401"));
    auto twice = r.request(body, rig::token());
    twice.headers.add("Authorization", "Bearer " + rig::token());
    CHECK(r.on.run(r.send(twice)).status == 401);
    auto basic = r.request(rig::message(), std::nullopt);
    basic.headers.add("Authorization", "Basic " + rig::token());
    CHECK(r.on.run(r.send(basic)).status == 401);
    auto two_tokens = r.request(rig::message(), rig::token() + " " + rig::token());
    CHECK(r.on.run(r.send(two_tokens)).status == 401);
    CHECK(r.refused("no_token") == 5);
    CHECK(r.events.events.empty());
    CHECK(r.on.run(r.talk(head + one + "\r\n" + body)).starts_with("HTTP/1.1 200"));
}

TEST_CASE("before the keys are there the answer is 503, and afterwards it works by itself")
{
    rig r;
    r.keys_status = 500;
    r.start(false);
    CHECK(r.post(rig::message()).status == 503);
    CHECK(r.refused("no_keys") == 1);
    CHECK_FALSE(r.reception->usable());
    CHECK(r.reception->trouble().find("keys") != std::string::npos);
    r.keys_status = 200;
    r.on.run(r.until_usable());
    CHECK(r.post(rig::message()).status == 200);
}

TEST_CASE("documents without a usable key are as good as none")
{
    rig r;
    const rsa_key small("key-1", 1024);
    r.keys = fmt::format(
        R"({{"keys":[{},{{"kty":"EC","kid":"e","x":"AA","y":"AA"}},{{"kty":"RSA","kid":"n","n":"!","e":"AQAB"}},7]}})",
        jwk_of(small)
    );
    r.start(false);
    CHECK(r.post(rig::message(), small.sign(rig::header(), rig::claims())).status == 503);
}

TEST_CASE("a new key is found by its id at once, while a flood of unknown ids asks only once")
{
    rig r;
    r.start();
    r.keys = fmt::format(R"({{"keys":[{},{}]}})", jwk_of(first_key()), jwk_of(second_key()));
    CHECK(r.post(rig::message("1"), second_key().sign(rig::header("key-2"), rig::claims())).status == 200);
    CHECK(r.key_fetches == 2);
    for (int i = 0; i < 30; ++i)
        CHECK(
            r.post(
                 rig::message("2"), first_key().sign(rig::header(fmt::format("forged-{}", i)), rig::claims())
            )
                .status == 401
        );
    CHECK(r.key_fetches == 2);
    CHECK(r.refused("unknown_key") == 30);
    CHECK(r.post(rig::message("3")).status == 200);
}

TEST_CASE("an outage of the host that publishes the keys does not shut the door")
{
    rig r;
    r.start();
    r.keys_status = 503;
    CHECK(r.post(rig::message("1"), second_key().sign(rig::header("key-2"), rig::claims())).status == 401);
    CHECK(r.count.failed_key_fetches >= 1);
    CHECK(r.post(rig::message("2")).status == 200);
    CHECK(r.reception->usable());
    // It keeps asking, so the new key is known once the host is back.
    r.keys = fmt::format(R"({{"keys":[{},{}]}})", jwk_of(first_key()), jwk_of(second_key()));
    r.keys_status = 200;
    const auto fresh = [&]() -> asio::awaitable<void> {
        while (r.key_fetches < 2) co_await r.on.time.sleep_for(1ms);
        co_await r.on.time.sleep_for(5ms);
    };
    r.on.run(fresh());
    CHECK(r.post(rig::message("3"), second_key().sign(rig::header("key-2"), rig::claims())).status == 200);
}

TEST_CASE("keys are fetched again when they are old, and not trusted for ever when they cannot be")
{
    rig r;
    r.limits.keys_fresh = 20ms;
    r.limits.keys_last_resort = 300ms;
    r.start();
    const auto refreshed = [&]() -> asio::awaitable<void> {
        while (r.key_fetches < 3) co_await r.on.time.sleep_for(1ms);
    };
    r.on.run(refreshed());
    CHECK(r.post(rig::message("1")).status == 200);
    r.keys_status = 500;
    const auto old = [&]() -> asio::awaitable<void> {
        while (r.reception->usable()) co_await r.on.time.sleep_for(5ms);
    };
    r.on.run(old());
    CHECK(r.post(rig::message("2")).status == 503);
    CHECK(r.reception->trouble().find("keys") != std::string::npos);
}

TEST_CASE("a key that is published no more opens nothing, not even for a token that was good before")
{
    rig r;
    r.start();
    const auto old = rig::token();
    CHECK(r.post(rig::message("1"), old).status == 200);
    r.keys = fmt::format(R"({{"keys":[{}]}})", jwk_of(second_key()));
    CHECK(r.post(rig::message("2"), second_key().sign(rig::header("key-2"), rig::claims())).status == 200);
    CHECK(r.post(rig::message("3"), old).status == 401);
}

TEST_CASE("text that makes cjose end the process never reaches it")
{
    const auto& own = first_key();
    const auto key = adapters::teams::signing_key::make(own.id(), own.modulus(), own.exponent(), {"msteams"});
    REQUIRE(key.has_value());
    CHECK(key->signed_this(rig::token()));
    for (const char* bad :
         {"",
          ".",
          "..",
          "e=a.e30.AA",
          "eyJhb=ciOiJu.e30.",
          "e30.e30.AA\n",
          "e30.e30",
          "e30.e30.AA.AA",
          "A.e30.AA"}) {
        CAPTURE(bad);
        CHECK_FALSE(key->signed_this(bad));
    }
}

TEST_CASE("base64url takes its alphabet and nothing else")
{
    using adapters::teams::decode_base64url;
    CHECK(decode_base64url("AQAB") == std::string("\x01\x00\x01", 3));
    CHECK(decode_base64url("-_8") == std::string("\xFB\xFF"));
    CHECK(decode_base64url("").has_value());
    for (const char* bad : {"A", "AQ==", "AQ+B", "AQ/B", "AQ B", "AQ\n"})
        CHECK_FALSE(decode_base64url(bad).has_value());
}
