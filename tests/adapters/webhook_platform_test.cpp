#include "adapters/webhook/webhook_platform.hpp"
#include "bot/accepted_only.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/teams_peer.hpp"

#include <doctest/doctest.h>

using namespace adapters;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using bot::delivery_result;
using bot::failure_kind;
using tests::teams_peer;

namespace {

// Real time for pauses, a moment of the test's for what people call the time.
struct still_clock final : bot::clock {
    bot::real_clock real;
    wall_time wall = real.wall_now();

    time_point now() const override { return real.now(); }
    wall_time wall_now() const override { return wall; }
    asio::awaitable<void> sleep_until(time_point when) override { return real.sleep_until(when); }
};

struct rig {
    tests::loop loop;
    still_clock time;
    teams_peer peer{loop.executor(), loop.time};
    http::client net{loop.executor(), loop.time, {}};
    std::string kind;
    std::string secret = "verysecret";  // what the secret manager tells
    std::optional<std::string> told;    // what is remembered of it
    webhook::target_fault fault;        // unless its message is empty, that instead
    int asked_anew = 0;
    std::unique_ptr<bot::platform> here;

    explicit rig(std::string k) : kind(std::move(k))
    {
        here = webhook::make_webhooks(
            net,
            time,
            [this](std::string, bool anew) -> asio::awaitable<webhook::target_result> {
                if (anew) {
                    ++asked_anew;
                    told.reset();
                }
                if (!fault.message.empty()) co_return fault;
                if (!told) told = secret;
                co_return webhook::webhook_target{.kind = kind, .url = peer.url("/hook?sig=" + *told)};
            },
            [](std::string_view name) -> std::optional<bot::account> {
                if (name == "Ana Souza") return bot::account{"teams", "aad-ana"};
                return std::nullopt;
            }
        );
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
    bot::delivery_outcome post(std::string text, teams_peer::response answer)
    {
        peer.script("POST /hook", {std::move(answer)});
        return deliver(std::move(text));
    }
    bot::delivery_outcome deliver(std::string text)
    {
        bot::delivery d;
        d.id = "d1";
        d.kind = bot::delivery_kind::post;
        d.destination = "stakeholders";
        d.final_text = std::move(text);
        auto outcome = loop.run(here->deliver(d, {}));
        CHECK(outcome.error.find("verysecret") == std::string::npos);
        return outcome;
    }
};

}  // namespace

TEST_CASE("a workflow gets a card with its mentions, and its 202 counts as accepted, not as posted")
{
    rig r("teams_workflow");
    const auto outcome = r.post("**x** <at>Ana Souza</at> <at>Bob</at>", teams_peer::status(202));
    CHECK(outcome.result == delivery_result::sent);
    CHECK(outcome.platform_id == bot::accepted_only);
    const auto body = r.peer.requests.at(0).json();
    CHECK(body.at("type").as_string() == "message");
    const auto& attachment = body.at("attachments").at(0);
    CHECK(attachment.at("contentType").as_string() == "application/vnd.microsoft.card.adaptive");
    const auto& card = attachment.at("content");
    CHECK(card.at("body").at(0).at("text").as_string() == "**x** <at>Ana Souza</at> <at>Bob</at>");
    const auto& entities = card.at("msteams").at("entities").as_array();
    REQUIRE(entities.size() == 1);
    CHECK(entities[0].at("text").as_string() == "<at>Ana Souza</at>");
    CHECK(entities[0].at("mentioned").at("id").as_string() == "aad-ana");
}

TEST_CASE("what a workflow answers decides whether it may be asked again")
{
    struct row {
        teams_peer::response answer;
        delivery_result result;
        failure_kind failure;
    };
    for (const row& each : std::initializer_list<row>{
             {teams_peer::status(200, "null"), delivery_result::sent, failure_kind::none},
             {teams_peer::status(400), delivery_result::failed, failure_kind::permanent},
             {teams_peer::status(401), delivery_result::failed, failure_kind::mendable},
             {teams_peer::status(404), delivery_result::failed, failure_kind::mendable},
             {teams_peer::status(413), delivery_result::failed, failure_kind::permanent},
             {teams_peer::status(429, "", {{"Retry-After", "7"}}), delivery_result::retry, failure_kind::none
             },
             {teams_peer::status(408), delivery_result::unknown, failure_kind::none},
             {teams_peer::status(502), delivery_result::unknown, failure_kind::none},
             {teams_peer::cut(), delivery_result::unknown, failure_kind::none},
         }) {
        rig r("teams_workflow");
        const auto outcome = r.post("x", each.answer);
        CHECK(outcome.result == each.result);
        CHECK(outcome.failure == each.failure);
        CHECK(r.peer.requests.size() == 1);
        if (outcome.result == delivery_result::retry) CHECK(outcome.retry_after == 7s);
    }
}

TEST_CASE("a Retry-After that names a date is counted from the daemon's own clock")
{
    rig r("teams_workflow");
    r.time.wall = std::chrono::system_clock::from_time_t(784'111'770);
    const auto outcome =
        r.post("x", teams_peer::status(429, "", {{"Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"}}));
    CHECK(outcome.result == delivery_result::retry);
    CHECK(outcome.retry_after == 7s);
}

TEST_CASE("a connector says within a 200 what became of the message")
{
    struct row {
        std::string text;
        delivery_result result;
        failure_kind failure;
    };
    // Any 2xx is a success unless its text names an HTTP error.
    const std::string told =
        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ";
    for (const row& each : std::initializer_list<row>{
             {"1", delivery_result::sent, failure_kind::none},
             {"1\n", delivery_result::sent, failure_kind::none},
             {told + "429 with ContextId tcid=0", delivery_result::retry, failure_kind::none},
             {told + "403 with ContextId tcid=0", delivery_result::failed, failure_kind::mendable},
             {told + "400 with ContextId tcid=0", delivery_result::failed, failure_kind::permanent},
             {told + "502 with ContextId tcid=0", delivery_result::unknown, failure_kind::none},
             {"", delivery_result::sent, failure_kind::none},
             {"ok", delivery_result::sent, failure_kind::none},
             {told + "of some kind", delivery_result::sent, failure_kind::none},
         }) {
        rig r("teams_connector");
        const auto outcome = r.post("x", teams_peer::status(200, each.text));
        CHECK_MESSAGE(outcome.result == each.result, each.text);
        CHECK(outcome.failure == each.failure);
        if (outcome.result == delivery_result::sent) CHECK(outcome.platform_id.empty());
    }
}

TEST_CASE("more bytes than a Teams webhook takes are not sent")
{
    rig r("teams_workflow");
    const auto outcome = r.post(std::string(28'000, 'x'), teams_peer::status(202));
    CHECK(outcome.result == delivery_result::failed);
    CHECK(outcome.failure == failure_kind::permanent);
    CHECK(r.peer.requests.empty());
}

TEST_CASE("a secret that cannot be fetched just now is a retry, one that never can be waits for a person")
{
    rig r("teams_workflow");
    r.fault = {.message = "secret exec:vault …: it took longer than 10000 ms", .is_lasting = false};
    const auto passing = r.deliver("x");
    CHECK(passing.result == delivery_result::retry);
    CHECK(passing.error == r.fault.message);
    r.fault = {.message = "secret env:HOOK: the environment variable is not set", .is_lasting = true};
    const auto lasting = r.deliver("x");
    CHECK(lasting.result == delivery_result::failed);
    CHECK(lasting.failure == failure_kind::mendable);
    CHECK(r.peer.requests.empty());
}

TEST_CASE("a refused URL is asked for again, and another one gets the post, once")
{
    for (const unsigned status : {401u, 403u, 404u, 410u}) {
        rig r("teams_workflow");
        r.told = "verysecret-revoked";
        r.peer.script("POST /hook", {teams_peer::status(status), teams_peer::status(202)});
        const auto outcome = r.deliver("x");
        CHECK(outcome.result == delivery_result::sent);
        REQUIRE(r.peer.requests.size() == 2);
        CHECK(r.peer.requests[0].query == "sig=verysecret-revoked");
        CHECK(r.peer.requests[1].query == "sig=verysecret");
    }
}

TEST_CASE("a refused URL that is still the same one is not posted to again")
{
    rig r("teams_workflow");
    const auto outcome = r.post("x", teams_peer::status(404));
    CHECK(outcome.result == delivery_result::failed);
    CHECK(outcome.failure == failure_kind::mendable);
    CHECK(r.peer.requests.size() == 1);
    CHECK(r.asked_anew == 1);
}

TEST_CASE("only a refused URL is asked for again")
{
    for (const unsigned status : {400u, 413u, 429u, 500u}) {
        rig r("teams_workflow");
        (void)r.post("x", teams_peer::status(status));
        CHECK(r.asked_anew == 0);
    }
}
