// Words for one person alone, and who belongs to a conversation.
#include "tests/support/teams_out_rig.hpp"

using namespace tests::teams_out;

TEST_CASE("members come page by page, and any failure denies all of them")
{
    rig r;
    r.peer.script(
        "pagedmembers",
        {teams_peer::status(
             200, R"({"members":[{"id":"29:1","aadObjectId":"AAAA"}],"continuationToken":"n 1"})"
         ),
         teams_peer::status(200, R"({"members":[{"id":"29:2","objectId":"BBBB"},{"id":"29:3"}]})")}
    );
    const auto channel = r.loop.run(r.start().members({"acme-teams", "channel", "19:C@thread.tacv2"}));
    REQUIRE(channel.has_value());
    CHECK(*channel == std::set<std::string>{"aaaa", "bbbb"});
    const auto asked = r.peer.asked("pagedmembers");
    REQUIRE(asked.size() == 2);
    CHECK(asked[0].query == "pageSize=200");
    CHECK(asked[1].query == "pageSize=200&continuationToken=n%201");
    CHECK(r.loop.run(r.here->members({"acme-teams", "channel", "19:C@thread.tacv2"})).has_value());
    CHECK(r.peer.asked("pagedmembers").size() == 2);  // believed for a while

    for (const char* team : {"19:TEAM@thread.tacv2", "g-1"}) {
        CHECK(r.loop.run(r.here->members({"acme-teams", "team", team})).has_value());
        CHECK(
            r.peer.asked("pagedmembers").back().path ==
            "/emea/v3/conversations/19%3ATEAM%40thread.tacv2/pagedmembers"
        );
    }
    CHECK_FALSE(r.loop.run(r.here->members({"acme-teams", "team", "unheard-of"})).has_value());
    CHECK_FALSE(r.loop.run(r.here->members({"other", "channel", "19:C@thread.tacv2"})).has_value());
    CHECK_FALSE(r.loop.run(r.here->members({"acme-teams", "group", "S1"})).has_value());

    for (auto broken :
         {teams_peer::status(403),
          teams_peer::status(200, "[]"),
          teams_peer::status(200, "{}"),
          teams_peer::cut(),
          teams_peer::status(200, R"({"members":[],"continuationToken":"same"})")}) {
        rig b;
        b.peer.script("pagedmembers", {broken});
        CHECK_FALSE(b.loop.run(b.start().members({"acme-teams", "channel", "19:C@thread.tacv2"})).has_value()
        );
    }
}

TEST_CASE("private words go to the person's chat, which is opened once")
{
    rig r;
    r.peer.script("POST /emea/v3/conversations/a%3A1/activities", {teams_peer::status(201, R"({"id":"5"})")});
    r.peer.script("POST /emea/v3/conversations", {teams_peer::status(201, R"({"id":"a:1"})")});
    r.start();
    const bot::channel_ref where{"teams", "acme-teams", "19:C@thread.tacv2"};
    for (int i = 0; i < 2; ++i)
        r.loop.run([&]() -> asio::awaitable<int> {
            co_await r.here->tell({"teams", ana}, where, {.text = "only you", .buttons = {}});
            co_return 0;
        }());
    const auto asked = r.peer.asked("POST /emea/");
    REQUIRE(asked.size() == 3);
    const auto opened = asked[0].json();
    CHECK(opened.at("members").at(0).at("id").as_string() == ana);
    CHECK(opened.at("bot").at("id").as_string() == "28:bbbbbbbb-0000-4000-8000-000000000002");
    CHECK_FALSE(opened.at("isGroup").as_bool());
    CHECK(opened.at("tenantId").as_string() == "T");
    CHECK(asked[1].path == "/emea/v3/conversations/a%3A1/activities");
    CHECK(asked[2].path == asked[1].path);
    REQUIRE(r.book.personal_chat(ana) != nullptr);
}

TEST_CASE("where no chat can be had, a line in the channel asks for one and says nothing of the words")
{
    rig r;
    r.peer.script(
        "POST /emea/v3/conversations",
        {teams_peer::status(403, R"({"error":{"code":"BotNotInConversationRoster"}})"),
         teams_peer::status(201, R"({"id":"x","activityId":"9"})")}
    );
    r.start();
    r.loop.run([&]() -> asio::awaitable<int> {
        co_await r.here->tell(
            {"teams", ana}, {"teams", "acme-teams", "19:C@thread.tacv2"}, {.text = "only you", .buttons = {}}
        );
        co_return 0;
    }());
    const auto asked = r.peer.asked("POST /emea/");
    REQUIRE(asked.size() == 2);
    CHECK(asked[1].body.find("only you") == std::string::npos);
    const auto line = asked[1].json().at("activity").as_object();
    CHECK(line.at("text").as_string().find("<at>ana.suporte</at>: there is an answer for you alone") == 0);
    CHECK(line.at("entities").at(0).at("mentioned").at("id").as_string() == ana);
}
