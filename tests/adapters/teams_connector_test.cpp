// What the Connector's answers mean, and which calls never leave.
#include "adapters/teams/service_url.hpp"
#include "tests/support/teams_out_rig.hpp"

using namespace tests::teams_out;

TEST_CASE("each answer of the Connector means what the outcome table says")
{
    struct row {
        teams_peer::response answer;
        delivery_result of_create;
        delivery_result of_update;
        failure_kind failure;
        std::string_view says;
    };
    const auto error = [](unsigned status, std::string code) {
        return teams_peer::status(status, R"({"error":{"code":")" + code + R"(","message":"secret text"}})");
    };
    using enum delivery_result;
    for (const row& each : std::initializer_list<row>{
             {error(400, "BadArgument"), failed, failed, failure_kind::permanent, "400 BadArgument"},
             {error(401, "BotNotRegistered"), failed, failed, failure_kind::credentials, "credentials"},
             {error(403, "BotNotInConversationRoster"),
              failed,
              failed,
              failure_kind::mendable,
              "install the bot's app"},
             {error(403, "BotDisabledByAdmin"), failed, failed, failure_kind::mendable, "administrator"},
             {teams_peer::status(
                  403, R"({"errorCode":209,"message":"{\"subCode\":\"MessageWritesBlocked\"}"})"
              ),
              failed,
              failed,
              failure_kind::mendable,
              "403 MessageWritesBlocked"},
             {error(404, "ConversationNotFound"),
              failed,
              failed,
              failure_kind::mendable,
              "404 ConversationNotFound"},
             {error(413, "MessageSizeTooBig"), failed, failed, failure_kind::permanent, "413"},
             {error(412, "PreconditionFailed"), retry, retry, failure_kind::none, "412 PreconditionFailed"},
             {error(429, "Throttled"), retry, retry, failure_kind::none, "429 Throttled"},
             {teams_peer::status(408), unknown, retry, failure_kind::none, "HTTP 408"},
             {error(500, "ServiceError"), unknown, retry, failure_kind::none, "500 ServiceError"},
             {teams_peer::status(502, "<html>"), unknown, retry, failure_kind::none, "HTTP 502"},
             {teams_peer::status(503), unknown, retry, failure_kind::none, "HTTP 503"},
             {teams_peer::status(504), unknown, retry, failure_kind::none, "HTTP 504"},
             {teams_peer::cut(), unknown, retry, failure_kind::none, "closed"},
             {teams_peer::status(302, "", {{"Location", "https://evil.example/"}}),
              failed,
              failed,
              failure_kind::permanent,
              "302"},
         }) {
        CAPTURE(each.says);
        rig create;
        create.peer.script("POST /emea/", {each.answer});
        const auto made = create.deliver(create.row(delivery_kind::post));
        CHECK(made.result == each.of_create);
        CHECK(made.failure == each.failure);
        CHECK(made.error.find("secret text") == std::string::npos);
        CHECK_MESSAGE(made.error.find(each.says) != std::string::npos, made.error);
        const bool is_401 = each.failure == failure_kind::credentials;
        CHECK(create.peer.asked("POST /emea/").size() == (is_401 ? 2 : 1));

        rig update;
        update.peer.script("PUT /emea/", {each.answer});
        bot::delivery edit = update.row(delivery_kind::update);
        edit.target = "d1";
        CHECK(update.deliver(edit, update.sent("1700")).result == each.of_update);
    }
}

TEST_CASE("a request that nobody took is tried again, one without an answer is unknown")
{
    rig r;
    r.limits.post = 60ms;
    teams_peer::response never;
    never.what = http::fate::half_open;
    r.peer.script("POST /emea/", {never});
    CHECK(r.deliver(r.row(delivery_kind::post)).result == delivery_result::unknown);

    rig closed;
    closed.book.all.begin()->second.service_url = "http://127.0.0.1:1/emea/";
    CHECK(closed.deliver(closed.row(delivery_kind::post)).result == delivery_result::retry);
}

TEST_CASE("a refused token is replaced once, and the message goes out once")
{
    rig r;
    r.peer.script(
        "POST /emea/", {teams_peer::status(401), teams_peer::status(201, R"({"id":"x","activityId":"1700"})")}
    );
    CHECK(r.deliver(r.row(delivery_kind::post)).result == delivery_result::sent);
    const auto asked = r.peer.asked("POST /emea/");
    REQUIRE(asked.size() == 2);
    CHECK(asked[0].authorization == "Bearer token-1");
    CHECK(asked[1].authorization == "Bearer token-2");
}

TEST_CASE("Retry-After holds the whole conversation back")
{
    rig r;
    r.peer.script("POST /emea/", {teams_peer::status(429, "{}", {{"Retry-After", "7"}})});
    const auto first = r.deliver(r.row(delivery_kind::post));
    CHECK(first.result == delivery_result::retry);
    CHECK(first.retry_after == 7s);
    const auto second = r.deliver(r.row(delivery_kind::line));
    CHECK(second.result == delivery_result::retry);
    CHECK(second.retry_after > 6s);
    CHECK(r.peer.asked("POST /emea/").size() == 1);
    r.deliver(r.row(delivery_kind::line, "19:OTHER@thread.v2"));
    CHECK(r.peer.asked("POST /emea/").size() == 2);
}

TEST_CASE("a service URL of a stranger receives nothing at all")
{
    for (const char* forged :
         {"https://evil.example/emea/",
          "http://127.0.0.1.evil.example/",
          "https://smba.trafficmanager.net.evil/",
          "https://user@127.0.0.1/emea/",
          "https://127.0.0.1/emea/?x=",
          "https://127.0.0.1/emea/#",
          "ftp://127.0.0.1/",
          "http://localhost/emea/",
          "https://127.0.0.1/emea/../x",
          "127.0.0.1",
          ""}) {
        CAPTURE(forged);
        rig r;
        r.config.service_url.clear();
        r.book.all.begin()->second.service_url = forged;
        const auto outcome = r.deliver(r.row(delivery_kind::post));
        CHECK(outcome.result == delivery_result::failed);
        CHECK(outcome.failure == failure_kind::mendable);
        CHECK(r.peer.requests.empty());  // not even a token was asked for
        CHECK(r.net.dials() == 0);
    }
    CHECK(
        *checked_service_url("https://SMBA.trafficmanager.net/emea/T", {"smba.trafficmanager.net"}) ==
        "https://smba.trafficmanager.net/emea/T/"
    );
    CHECK(*checked_service_url("http://127.0.0.1:3978", {"127.0.0.1"}) == "http://127.0.0.1:3978/");
    CHECK_FALSE(
        checked_service_url("http://smba.trafficmanager.net/", {"smba.trafficmanager.net"}).has_value()
    );
}
