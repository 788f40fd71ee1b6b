// POST /api/messages over real sockets: what each activity is answered with and what the rules hear of it.
#include "tests/support/teams_rig.hpp"

using namespace tests::teams_rig;

TEST_CASE("a mention in a channel is a command of the person whom Entra names, in its thread")
{
    rig r;
    r.start();
    const auto got = r.post(rig::message("1761900000123", "update severity=S1"));
    CHECK(got.status == 200);
    CHECK(got.body.empty());
    REQUIRE(r.events.events.size() == 1);
    const auto& e = r.events.events[0];
    CHECK(e.from.who == bot::account{"teams", "aaaaaaaa-0000-4000-8000-000000000001"});
    CHECK(e.from.display == "Ana Souza");
    CHECK(e.from.locale == "en-US");
    CHECK(e.at.channel == bot::channel_ref{"teams", "acme", "19:BILLING@thread.tacv2"});
    CHECK(e.at.channel_name == "support-billing");
    CHECK(e.at.thread == "1761900000123");
    CHECK_FALSE(e.at.personal);
    CHECK_FALSE(e.may_open_form);
    CHECK(std::get<bot::typed_command>(e.what).text == "update severity=S1");
    CHECK(
        e.keys ==
        std::vector<std::string>{
            "teams/acme/msteams/19:BILLING@thread.tacv2;messageid=1761900000123/message/1761900000123"
        }
    );
}

TEST_CASE("in a personal chat no mention is needed; in a channel a message without one is nobody's command")
{
    rig r;
    r.start();
    auto unmentioned = with(rig::message(), R"("type":"mention")", R"("type":"other")");
    CHECK(r.post(unmentioned).status == 200);
    CHECK(r.events.events.empty());
    CHECK(r.post(with(unmentioned, R"("conversationType":"channel","isGroup":true,)", "")).status == 200);
    CHECK(r.events.events.empty());
    auto personal = with(unmentioned, "\"channel\",\"isGroup\":true", "\"personal\"");
    CHECK(r.post(personal).status == 200);
    REQUIRE(r.events.events.size() == 1);
    CHECK(r.events.events[0].at.personal);
    REQUIRE(r.book.personal_chat("aaaaaaaa-0000-4000-8000-000000000001") != nullptr);
}

TEST_CASE("an answer outside an invoke is told privately, where the command was typed")
{
    rig r;
    r.start();
    r.events.answer.answer = notice("stored");
    r.post(rig::message("17"));
    REQUIRE(r.told.size() == 1);
    CHECK(r.told[0].text == "stored");
    CHECK(r.told[0].who.id == "aaaaaaaa-0000-4000-8000-000000000001");
    CHECK(r.told[0].where.id == "19:BILLING@thread.tacv2");
    CHECK(r.told[0].thread == "17");
}

TEST_CASE("somebody whom Entra does not know does nothing, and is told why")
{
    rig r;
    r.start();
    auto nobody = with(rig::message("17"), R"("aadObjectId")", R"("other")");
    CHECK(r.post(nobody).status == 200);
    CHECK(r.events.events.empty());
    REQUIRE(r.told.size() == 1);
    CHECK(r.told[0].who.id.empty());
    CHECK(r.told[0].text.find("organisation") != std::string::npos);
    auto press = with(
        rig::invoke("f:1", "adaptiveCard/action", rig::execute("draft.approve", "D1.1")),
        R"("aadObjectId")",
        R"("other")"
    );
    CHECK(body_of(r.post(press)).at("value").as_string().find("organisation") != std::string::npos);
    CHECK(r.events.events.empty());
}

TEST_CASE("what is no activity gets 400, and only after the token was checked")
{
    rig r;
    r.start();
    const std::string deep =
        "{\"type\":\"message\",\"value\":" + std::string(40, '[') + std::string(40, ']') + "}";
    for (const std::string& body :
         {std::string(),
          std::string("{"),
          std::string("[]"),
          std::string("null"),
          std::string(R"({"id":"1"})"),
          deep,
          std::string("{\"type\":\"message\",\"text\":\"\xFF\"}"),
          with(rig::message(), R"("id":"17)", R"("serviceUrl":"https://smba.trafficmanager.net/","id":"17)"),
          with(rig::message(), R"("aadObjectId")", R"("aadObjectId":"x","aadObjectId")"),
          with(rig::message(), R"("type":"message")", R"("type":"message","type":"invoke")"),
          with(rig::message(), R"("tenantId")", R"("id":"19:other","tenantId")"),
          rig::message() + "}"}) {
        CAPTURE(body);
        CHECK(r.post(body).status == 400);
        CHECK(r.post(body, "garbage").status == 401);
    }
    CHECK(r.events.events.empty());
}

TEST_CASE("other methods get 405, other paths the next handler's answer, large bodies 413")
{
    rig r;
    r.start();
    auto get = r.request({}, rig::token());
    get.method = "GET";
    const auto refused = r.on.run(r.send(get));
    CHECK(refused.status == 405);
    CHECK(refused.allow == "POST");
    auto elsewhere = r.request(rig::message(), rig::token());
    elsewhere.url = fmt::format("http://127.0.0.1:{}/api/other", r.port);
    CHECK(r.on.run(r.send(elsewhere)).status == 404);
    CHECK(r.post(std::string((std::size_t{1} << 20) + 1, ' ')).status == 413);
    CHECK(r.post(with(rig::message(), "status", std::string(1'000'000, 'x'))).status == 200);
}

TEST_CASE("unknown kinds of activity are taken with 200, unknown invokes get 501")
{
    rig r;
    r.start();
    for (const std::string type :
         {"typing", "event", "endOfConversation", "messageUpdate", "messageDelete", "somethingNew"}) {
        CAPTURE(type);
        CHECK(r.post(with(rig::message(), R"("type":"message")", "\"type\":\"" + type + "\"")).status == 200);
    }
    CHECK(r.post(rig::invoke("f:1", "composeExtension/query", "{}")).status == 501);
    CHECK(r.post(rig::invoke("f:2", "message/submitAction", "{}")).body == "{}");
    CHECK(r.events.events.empty());
}

TEST_CASE("nothing is said to have arrived before it is durable: 503, and 200 once it is")
{
    rig r;
    r.start();
    r.events.is_broken = true;
    CHECK(r.post(rig::message("1")).status == 503);
    CHECK(r.count.not_durable == 1);
    r.events.is_broken = false;
    r.events.takes = false;
    CHECK(r.post(rig::message("2")).status == 503);
    r.events.takes = true;
    CHECK(r.post(rig::message("3")).status == 200);
}

TEST_CASE("reactions count as configured, without their skin tone, and each is an event of its own")
{
    rig r;
    r.config.approve_reactions = {"like"};
    r.config.reject_reactions = {"274c_crossmark"};
    r.start();
    const auto react = [](const std::string& list) {
        auto m = with(rig::message("f:81"), R"("type":"message")", R"("type":"messageReaction")");
        return with(m, R"("text":"<at>Incident</at> status")", list + R"(,"replyToId":"1761900009000")");
    };
    CHECK(
        r
            .post(react(
                R"("reactionsAdded":[{"type":"like-tone3"},{"type":"heart"}],"reactionsRemoved":[{"type":"274c_crossmark"}])"
            ))
            .status == 200
    );
    REQUIRE(r.events.events.size() == 2);
    const auto added = std::get<bot::reaction>(r.events.events[0].what);
    CHECK(added.name == "approve");
    CHECK(added.added);
    CHECK(added.message_id == "1761900009000");
    CHECK(added.order == "2026-11-23T10:15:30.123000000");
    const auto removed = std::get<bot::reaction>(r.events.events[1].what);
    CHECK(removed.name == "reject");
    CHECK_FALSE(removed.added);
    CHECK(r.events.events[0].keys != r.events.events[1].keys);
    r.post(react(R"("reactionsAdded":[{"type":"heart"}])"));
    CHECK(r.events.events.size() == 2);
}

TEST_CASE("an activity without an id is named by what it says")
{
    rig r;
    r.start();
    const auto nameless = with(rig::message("17"), R"("id":"17",)", "");
    r.post(nameless);
    r.post(nameless);
    r.post(with(nameless, "status", "list"));
    REQUIRE(r.events.events.size() == 3);
    CHECK(r.events.events[0].keys == r.events.events[1].keys);
    CHECK(r.events.events[0].keys != r.events.events[2].keys);
}
