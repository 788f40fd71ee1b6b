#include "adapters/teams/connector.hpp"
#include "adapters/teams/service_url.hpp"
#include "adapters/teams/teams.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/teams_peer.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace adapters;
using namespace adapters::teams;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using bot::delivery_kind;
using bot::delivery_result;
using bot::failure_kind;
using tests::teams_peer;

namespace {

const std::string ana = "aaaaaaaa-0000-4000-8000-000000000001";

struct memory_book final : conversation_book {
    std::map<std::string, conversation_reference, std::less<>> all;
    const conversation_reference* find(std::string_view id) const override
    {
        const auto at = all.find(id);
        return at == all.end() ? nullptr : &at->second;
    }
    const conversation_reference* personal_chat(std::string_view person) const override
    {
        for (const auto& [id, r] : all) {
            if (r.kind == "personal" && r.person == person) return &r;
        }
        return nullptr;
    }
    const conversation_reference* of_team(std::string_view id) const override
    {
        for (const auto& [key, r] : all) {
            if (!r.team_id.empty() && (r.team_id == id || r.team_aad_id == id)) return &r;
        }
        return nullptr;
    }
    void remember(conversation_reference what) override { all[what.id] = what; }
    void forget(std::string_view id) override { all.erase(std::string(id)); }
};

struct quiet_inbound final : inbound_side {
    bot::clock& time;
    explicit quiet_inbound(bot::clock& t) : time(t) {}
    asio::awaitable<boost::system::error_code> run(bot::event_sink&) override
    {
        for (;;) co_await time.sleep_for(1h);
    }
    bool usable() const noexcept override { return true; }
    std::string trouble() const override { return {}; }
    asio::awaitable<void> stop() override { co_return; }
};

struct rig {
    tests::loop loop;
    teams_peer peer{loop.executor(), loop.time};
    http::client net{loop.executor(), loop.time, {}};
    memory_book book;
    bot::teams_settings config;
    timings limits;
    counters count;
    std::unique_ptr<bot::platform> here;

    rig()
    {
        config.name = "acme-teams";
        config.app_id = "bbbbbbbb-0000-4000-8000-000000000002";
        config.tenant_id = "T";
        config.app_password.text = "env:PW";
        config.token_url = peer.url("/{tenant_id}/oauth2/v2.0/token");
        config.service_hosts = {"127.0.0.1"};
        config.service_url = peer.url("/emea/");
        limits.post = 2000ms;
        limits.first_pause = 4ms;
        book.remember(
            {.id = "19:C@thread.tacv2",
             .kind = "channel",
             .service_url = peer.url("/emea/"),
             .tenant_id = "T",
             .name = "ops",
             .team_id = "19:TEAM@thread.tacv2",
             .team_aad_id = "g-1",
             .person = {}}
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
    bot::platform& start()
    {
        here = make_teams(
            {.executor = loop.executor(),
             .time = loop.time,
             .net = net,
             .book = book,
             .make_inbound =
                 [this](teller, member_finder) { return std::make_unique<quiet_inbound>(loop.time); },
             .name_of = [](const bot::account& who) { return who.id == ana ? "@ana.suporte" : ""; },
             .named = [](std::string_view name) -> std::optional<bot::account> {
                 if (name == "Ana Souza") return bot::account{"teams", ana};
                 return std::nullopt;
             },
             .language = bot::language::en,
             .count = count,
             .identity = {},
             .seed = 7},
            config,
            password{
                "env:PW",
                [](bool) -> asio::awaitable<bot::result<bot::secret>> {
                    co_return bot::secret(std::string("hidden"));
                }
            },
            limits
        );
        return *here;
    }
    bot::delivery row(delivery_kind kind, std::string conversation = "19:C@thread.tacv2") const
    {
        bot::delivery d;
        d.id = "d7";
        d.kind = kind;
        d.channel = {"teams", "acme-teams", std::move(conversation)};
        d.destination = "ops";
        d.draft_id = "D12";
        d.incident_id = "SUP-INC-845";
        d.stage = "resolution";
        d.revision = 2;
        d.content_sha256 = "abc";
        if (kind == delivery_kind::post)
            d.final_text = "**done** by <at>Ana Souza</at> & <at>Bob</at>  \nnext";
        else if (kind == delivery_kind::preview)
            d.preview = bot::preview_view{};
        else
            d.words = bot::notice{.text = "a *line*", .buttons = {}};
        return d;
    }
    bot::delivery sent(std::string platform_id, delivery_kind kind = delivery_kind::preview) const
    {
        bot::delivery d = row(kind);
        d.id = "d1";
        d.state = bot::delivery_state::sent;
        d.platform_id = std::move(platform_id);
        return d;
    }
    bot::delivery_outcome deliver(bot::delivery what, std::optional<bot::delivery> target = {})
    {
        if (!here) start();
        return loop.run(here->deliver(std::move(what), std::move(target)));
    }
};

}  // namespace

TEST_CASE("a final post in a channel begins a thread, with exactly the text and the mentions it has")
{
    rig r;
    const auto outcome = r.deliver(r.row(delivery_kind::post));
    CHECK(outcome.result == delivery_result::sent);
    CHECK(outcome.platform_id == "1700");
    const auto asked = r.peer.asked("POST /emea/");
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].path == "/emea/v3/conversations");
    CHECK(asked[0].authorization == "Bearer token-1");
    const auto body = asked[0].json();
    CHECK(body.at("isGroup").as_bool());
    CHECK(body.at("tenantId").as_string() == "T");
    CHECK(body.at("channelData").at("channel").at("id").as_string() == "19:C@thread.tacv2");
    CHECK_FALSE(body.contains("text"));
    const auto& activity = body.at("activity").as_object();
    CHECK(activity.at("text").as_string() == "**done** by <at>Ana Souza</at> & <at>Bob</at>  \nnext");
    CHECK(activity.at("textFormat").as_string() == "markdown");
    const auto& entities = activity.at("entities").as_array();
    REQUIRE(entities.size() == 1);
    CHECK(entities[0].at("text").as_string() == "<at>Ana Souza</at>");
    CHECK(entities[0].at("mentioned").at("id").as_string() == ana);
    const auto& mark = activity.at("channelData").at("incidentd").as_object();
    CHECK(mark.at("event_type").as_string() == "incidentd_post");
    CHECK(mark.at("delivery_id").as_string() == "d7");
    CHECK(mark.at("revision").as_string() == "2");
    CHECK(mark.at("content_sha256").as_string() == "abc");
}

TEST_CASE("a reply goes into its target's thread and is edited there")
{
    rig r;
    bot::delivery reply = r.row(delivery_kind::reply);
    reply.target = "d1";
    const auto outcome = r.deliver(reply, r.sent("1700"));
    CHECK(outcome.result == delivery_result::sent);
    CHECK(outcome.platform_id == "1700/1701");
    auto asked = r.peer.asked("POST /emea/");
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].path == "/emea/v3/conversations/19%3AC%40thread.tacv2%3Bmessageid%3D1700/activities");
    CHECK(asked[0].json().at("text").as_string() == "a \\*line\\*");

    bot::delivery edit = r.row(delivery_kind::update);
    edit.target = "d2";
    const auto edited = r.deliver(edit, r.sent("1700/1701", delivery_kind::reply));
    CHECK(edited.result == delivery_result::sent);
    CHECK(edited.platform_id == "1700/1701");
    asked = r.peer.asked("PUT ");
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].path == "/emea/v3/conversations/19%3AC%40thread.tacv2%3Bmessageid%3D1700/activities/1701");
}

TEST_CASE("an approved correction replaces the message itself; one that is gone cannot be replaced")
{
    rig r;
    bot::delivery correction = r.row(delivery_kind::edit);
    correction.final_text = "**corrected** by <at>Ana Souza</at>";
    correction.target = "d1";
    CHECK(r.deliver(correction, r.sent("1700", delivery_kind::post)).platform_id == "1700");
    const auto asked = r.peer.asked("PUT ");
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].json().at("text").as_string() == "**corrected** by <at>Ana Souza</at>");
    CHECK(asked[0].json().at("entities").as_array().size() == 1);

    r.peer.script(
        "PUT ", {teams_peer::status(404, R"({"error":{"code":"ActivityNotFoundInConversation"}})")}
    );
    const auto gone = r.deliver(correction, r.sent("1700", delivery_kind::post));
    CHECK(gone.result == delivery_result::failed);
    CHECK(gone.failure == failure_kind::permanent);
}

TEST_CASE("chats have no threads: messages and edits go to the chat itself")
{
    rig r;
    const std::string chat = "19:PLANTAO@thread.v2";
    CHECK(r.deliver(r.row(delivery_kind::preview, chat)).platform_id == "1701");
    bot::delivery reply = r.row(delivery_kind::reply, chat);
    reply.target = "d1";
    auto target = r.sent("1701");
    target.channel.id = chat;
    CHECK(r.deliver(reply, target).platform_id == "1701");
    for (const auto& each : r.peer.asked("POST /emea/"))
        CHECK(each.path == "/emea/v3/conversations/19%3APLANTAO%40thread.v2/activities");
}

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

TEST_CASE("a success without an id is a success: nothing is sent again")
{
    rig r;
    r.peer.script("POST /emea/", {teams_peer::status(202)});
    const auto outcome = r.deliver(r.row(delivery_kind::post));
    CHECK(outcome.result == delivery_result::sent);
    CHECK(outcome.platform_id.empty());
    bot::delivery edit = r.row(delivery_kind::update);
    edit.target = "d1";
    const auto edited = r.deliver(edit, r.sent(""));
    CHECK(edited.result == delivery_result::failed);
    CHECK(edited.failure == failure_kind::permanent);
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

TEST_CASE("an activity above the limit is not sent")
{
    rig r;
    bot::delivery huge = r.row(delivery_kind::post);
    huge.final_text = std::string(60'000, 'x');
    const auto outcome = r.deliver(huge);
    CHECK(outcome.result == delivery_result::failed);
    CHECK(outcome.failure == failure_kind::permanent);
    CHECK(r.peer.asked("POST /emea/").empty());
}

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

TEST_CASE("what may have gone out is in doubt: Teams has no reading back")
{
    rig r;
    r.start();
    const auto found = r.loop.run(r.here->look_up(r.row(delivery_kind::post), {}));
    CHECK(found.result == bot::look_up_result::cannot_tell);
    CHECK(found.error == "Teams does not tell whether a message arrived");
}
