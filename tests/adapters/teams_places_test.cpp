// Whose activities are heard, and what they tell of the places and people they come from.
#include "tests/support/teams_rig.hpp"

using namespace tests::teams_rig;

TEST_CASE("what a verified activity tells of the conversation and the person is kept with it")
{
    rig r;
    r.start();
    r.post(rig::message());
    const auto* c = r.book.find("19:BILLING@thread.tacv2");
    REQUIRE(c != nullptr);
    CHECK(c->service_url == rig::service_url);
    CHECK(c->tenant_id == rig::tenant);
    CHECK(c->kind == "channel");
    CHECK(c->team_id == "19:TEAM@thread.tacv2");
    CHECK(c->team_aad_id == "cccc");
    REQUIRE(r.book.person_by_mri("29:1-ANA") != nullptr);
    CHECK(r.events.kept.size() == 2);
    CHECK(r.post(rig::message("2"), "garbage").status == 401);
    CHECK(r.events.kept.size() == 2);
}

TEST_CASE("other tenants, other bots and foreign hosts get 403")
{
    rig r;
    r.start();
    CHECK(r.post(with(rig::message(), R"("tenantId":"1)", R"("tenantId":"9)")).status == 403);
    CHECK(r.post(with(rig::message(), R"({"tenant":{"id":"1)", R"({"tenant":{"id":"9)")).status == 403);
    CHECK(r.refused("tenant") == 2);
    CHECK(
        r.post(with(rig::message(), R"("recipient":{"id":"28:b)", R"("recipient":{"id":"28:c)")).status == 403
    );
    CHECK(r.refused("recipient") == 1);
    // A key may speak for several channels, but who speaks is only sure in Teams.
    rig several;
    several.keys =
        fmt::format(R"({{"keys":[{}]}})", tests::jwk_of(first_key(), R"(["msteams","directline"])"));
    several.start();
    CHECK(several.post(with(rig::message(), R"("msteams")", R"("directline")")).status == 403);
    CHECK(several.refused("channel") == 1);
    CHECK(several.events.events.empty());
    CHECK(r.events.events.empty());
    r.config.service_hosts = {"smba.example"};
    rig other;
    other.config.service_hosts = {"smba.example"};
    other.start();
    CHECK(other.post(rig::message()).status == 403);
    CHECK(other.refused("host") == 1);
}

TEST_CASE("where the bot is added it is remembered, where it is removed it is forgotten")
{
    rig r;
    r.start();
    const auto update = [](const std::string& list) {
        return with(
            with(rig::message("f:77"), R"("type":"message")", R"("type":"conversationUpdate")"),
            R"("text":"<at>Incident</at> status")",
            list
        );
    };
    CHECK(r.post(update(fmt::format(R"("membersAdded":[{{"id":"28:{}"}}])", rig::app_id))).status == 200);
    CHECK(r.book.find("19:BILLING@thread.tacv2") != nullptr);
    CHECK(r.post(update(R"("membersRemoved":[{"id":"29:1-ANA"}])")).status == 200);
    CHECK(r.book.find("19:BILLING@thread.tacv2") != nullptr);
    CHECK(r.post(update(fmt::format(R"("membersRemoved":[{{"id":"28:{}"}}])", rig::app_id))).status == 200);
    CHECK(r.book.find("19:BILLING@thread.tacv2") == nullptr);
    REQUIRE_FALSE(r.events.kept.empty());
    CHECK(r.events.kept.back().body.empty());
    auto installed = with(
        with(rig::message("f:78"), R"("type":"message")", R"("type":"installationUpdate")"),
        R"("text":"<at>Incident</at> status")",
        R"("action":"add")"
    );
    r.post(installed);
    CHECK(r.book.find("19:BILLING@thread.tacv2") != nullptr);
    r.post(with(installed, R"("add")", R"("remove-upgrade")"));
    CHECK(r.book.find("19:BILLING@thread.tacv2") != nullptr);
    r.post(with(installed, R"("add")", R"("remove")"));
    CHECK(r.book.find("19:BILLING@thread.tacv2") == nullptr);
    CHECK(r.events.events.empty());
}

TEST_CASE("a mentioned person whom nobody heard of yet is looked up, and remembered")
{
    rig r;
    int asked = 0;
    r.config.name = "acme";
    auto parts = r.parts();
    parts.find_person = [&](std::string,
                            std::string mri) -> asio::awaitable<std::optional<teams::known_person>> {
        ++asked;
        CHECK(mri == "29:1-RENATA");
        co_return teams::known_person{.aad = "aad-renata", .mri = mri, .name = "Renata Martins"};
    };
    r.start();
    r.door.remove(*r.reception);
    teams::reception other(std::move(parts), r.config, r.limits);
    r.door.add(other);
    const auto run = [&]() -> asio::awaitable<void> { co_await other.run(r.events); };
    r.tasks.spawn("other", run());
    const auto usable = [&]() -> asio::awaitable<void> {
        while (!other.usable()) co_await r.on.time.sleep_for(1ms);
    };
    r.on.run(usable());
    auto m = with(
        rig::message("1", "take <at>Renata</at>"),
        R"("entities":[)",
        R"("entities":[{"type":"mention","mentioned":{"id":"29:1-RENATA","name":"Renata"},"text":"<at>Renata</at>"},)"
    );
    CHECK(r.post(m).status == 200);
    CHECK(r.post(with(m, R"("id":"1")", R"("id":"2")")).status == 200);
    CHECK(asked == 1);
    REQUIRE(r.events.events.size() == 2);
    const auto typed = std::get<bot::typed_command>(r.events.events[0].what);
    REQUIRE(typed.people.size() == 1);
    CHECK(typed.people[0].who.id == "aad-renata");
    r.door.remove(other);
    r.end_tasks();  // `other` is gone before the rig is
}

TEST_CASE("several bots share the path: the token's audience tells them apart")
{
    rig r;
    r.start();
    teams::inbound_counters count;
    auto parts = r.parts();
    auto config = r.config;
    config.name = "second";
    config.app_id = "dddddddd-0000-4000-8000-000000000009";
    sink second;
    teams::reception other(
        {.executor = parts.executor,
         .time = parts.time,
         .net = parts.net,
         .book = parts.book,
         .count = count,
         .handle = parts.handle,
         .language = parts.language,
         .tell = parts.tell,
         .current_card = parts.current_card,
         .find_person = {}},
        config,
        r.limits
    );
    r.door.add(other);
    const auto run = [&]() -> asio::awaitable<void> { co_await other.run(second); };
    r.tasks.spawn("other", run());
    const auto usable = [&]() -> asio::awaitable<void> {
        while (!other.usable()) co_await r.on.time.sleep_for(1ms);
    };
    r.on.run(usable());
    const auto claims = with(rig::claims(), rig::app_id, config.app_id);
    const auto body = with(
        rig::message("1"),
        std::string(R"("recipient":{"id":"28:)") + rig::app_id,
        R"("recipient":{"id":")" + config.app_id
    );
    CHECK(r.post(body, first_key().sign(rig::header(), claims)).status == 200);
    CHECK(count.activities["message"] == 1);
    CHECK(r.events.events.empty());
    CHECK(r.post(rig::message("1")).status == 200);
    CHECK(r.events.events.size() == 1);
    // A token for the one does not open the other.
    CHECK(r.post(rig::message("2"), first_key().sign(rig::header(), claims)).status == 403);
    r.door.remove(other);
    r.end_tasks();  // `other` is gone before the rig is
}

TEST_CASE("auth = none takes what comes from this machine, and nothing that came through a proxy")
{
    rig r;
    r.config.auth = "none";
    r.config.service_hosts = {"127.0.0.1", "smba.trafficmanager.net"};
    r.start();
    CHECK(r.post(rig::message("1"), std::nullopt).status == 200);
    CHECK(r.key_fetches == 0);
    for (const char* name : {"Forwarded", "X-Forwarded-For", "x-forwarded-proto", "X-Real-IP"}) {
        auto proxied = r.request(rig::message("2"), std::nullopt);
        proxied.headers.add(name, "for=192.0.2.1");
        CHECK(r.on.run(r.send(proxied)).status == 403);
    }
    CHECK(r.refused("proxied") == 4);
    CHECK(r.events.events.size() == 1);
    CHECK(r.post(with(rig::message("3"), "28:bbbbbbbb", "28:cccccccc"), std::nullopt).status == 403);
}
