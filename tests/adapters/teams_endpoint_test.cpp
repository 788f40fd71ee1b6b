// POST /api/messages over real sockets: what each activity is answered with and what the rules hear of it.
#include "tests/support/teams_rig.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace tests::teams_rig;
namespace json = boost::json;

namespace {

std::string with(std::string text, const std::string& from, const std::string& to)
{
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

json::object body_of(const rig::answer& a)
{
    boost::system::error_code ec;
    const auto v = json::parse(a.body, ec);
    REQUIRE_FALSE(ec);
    CHECK(a.status == 200);
    CHECK(a.type.starts_with("application/json"));
    return v.as_object();
}

bot::notice notice(std::string text)
{
    bot::notice n;
    n.text = std::move(text);
    return n;
}

const std::string approve = "draft.approve";

}  // namespace

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
        rig::invoke("f:1", "adaptiveCard/action", rig::execute(approve, "D1.1")),
        R"("aadObjectId")",
        R"("other")"
    );
    CHECK(body_of(r.post(press)).at("value").as_string().find("organisation") != std::string::npos);
    CHECK(r.events.events.empty());
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
    CHECK(r.events.events.empty());
    r.config.service_hosts = {"smba.example"};
    rig other;
    other.config.service_hosts = {"smba.example"};
    other.start();
    CHECK(other.post(rig::message()).status == 403);
    CHECK(other.refused("host") == 1);
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

TEST_CASE("a press is answered with the rules' words, else with the preview as it is now")
{
    rig r;
    r.start();
    r.events.answer.answer = notice("you may not");
    auto said = body_of(r.post(rig::invoke("f:1", "adaptiveCard/action", rig::execute(approve, "D12.2"))));
    CHECK(said.at("statusCode").as_int64() == 200);
    CHECK(said.at("type").as_string() == "application/vnd.microsoft.activity.message");
    CHECK(said.at("value").as_string() == "you may not");
    REQUIRE(r.events.events.size() == 1);
    const auto& e = r.events.events[0];
    CHECK(std::get<bot::press>(e.what).action == approve);
    CHECK(std::get<bot::press>(e.what).value == "D12.2");
    CHECK(e.at.thread == "17");
    CHECK_FALSE(e.may_open_form);

    r.events.answer = {};
    r.card = json::object{{"type", "AdaptiveCard"}};
    said = body_of(r.post(rig::invoke("f:2", "adaptiveCard/action", rig::execute(approve, "D13.1"))));
    CHECK(said.at("type").as_string() == "application/vnd.microsoft.card.adaptive");
    CHECK(said.at("value").as_object().at("type").as_string() == "AdaptiveCard");
    r.card.reset();
    said = body_of(r.post(rig::invoke("f:3", "adaptiveCard/action", rig::execute("delivery.arrived", "d4"))));
    CHECK(said.at("value").as_string() == "Done.");
}

TEST_CASE("a refresh shows the card and reaches no rule, nor does anything that a client does by itself")
{
    rig r;
    r.start();
    r.card = json::object{{"type", "AdaptiveCard"}};
    for (const auto& value :
         {rig::execute("draft.refresh", "D1.1"), rig::execute(approve, "D1.1", "automatic")}) {
        const auto said = body_of(r.post(rig::invoke("f:1", "adaptiveCard/action", value)));
        CHECK(said.at("type").as_string() == "application/vnd.microsoft.card.adaptive");
    }
    r.card.reset();
    const auto gone =
        body_of(r.post(rig::invoke("f:1", "adaptiveCard/action", rig::execute("draft.refresh", "D9.1"))));
    CHECK_FALSE(gone.at("value").as_string().empty());
    CHECK(r.events.events.empty());
}

TEST_CASE("a redelivered press gets the first one's answer, under its own id and under a new one")
{
    rig r;
    r.start();
    r.events.answer.answer = notice("counted");
    const auto first = r.post(rig::invoke("f:1", "adaptiveCard/action", rig::execute(approve, "D1.1")));
    CHECK(
        r.post(rig::invoke("f:1", "adaptiveCard/action", rig::execute(approve, "D1.1"))).body == first.body
    );
    CHECK(
        r.post(rig::invoke("f:99", "adaptiveCard/action", rig::execute(approve, "D1.1"))).body == first.body
    );
    CHECK(r.events.events.size() == 1);
    CHECK(r.count.repeated_invokes == 2);
    r.post(rig::invoke("f:3", "adaptiveCard/action", rig::execute("draft.withdraw", "D1.1")));
    r.post(rig::invoke("f:4", "adaptiveCard/action", rig::execute(approve, "D1.2")));
    CHECK(r.events.events.size() == 3);
    // The same button on the card as it is after something happened is another one.
    const auto again = with(rig::execute(approve, "D1.1"), R"("draft")", R"("shown":"d7","draft")");
    r.post(rig::invoke("f:5", "adaptiveCard/action", again));
    CHECK(r.events.events.size() == 4);
}

TEST_CASE("two deliveries of one press at the same time are one event and two equal answers")
{
    rig r;
    r.start();
    r.events.holds = true;
    r.events.answer.answer = notice("counted");
    const auto press = rig::invoke("f:1", "adaptiveCard/action", rig::execute(approve, "D1.1"));
    std::vector<rig::answer> got;
    const auto one = [&]() -> asio::awaitable<void> {
        got.push_back(co_await r.send(r.request(press, rig::token())));
    };
    r.tasks.spawn("one", one());
    r.tasks.spawn("two", one());
    const auto settle = [&]() -> asio::awaitable<void> {
        while (r.count.activities["invoke"] < 2) co_await r.on.time.sleep_for(1ms);
        REQUIRE(r.events.held.size() == 1);
        r.events.held[0].done(r.events.answer);
        while (got.size() < 2) co_await r.on.time.sleep_for(1ms);
    };
    r.on.run(settle());
    CHECK(got[0].body == got[1].body);
    CHECK(got[0].body.find("counted") != std::string::npos);
}

TEST_CASE("the keys of a press survive a restart: they name person, verb, revision and message")
{
    rig r;
    r.start();
    r.post(rig::invoke("f:1", "adaptiveCard/action", rig::execute(approve, "D1.1")));
    REQUIRE(r.events.events.size() == 1);
    const auto& keys = r.events.events[0].keys;
    REQUIRE(keys.size() == 3);
    CHECK(keys[1].starts_with(
        "teams/acme/click/aaaaaaaa-0000-4000-8000-000000000001/draft.approve/D1.1/1761900009000/"
    ));
    CHECK(keys[1] != keys[2]);
}

TEST_CASE("an answer that takes too long is promised in time and told privately when it comes")
{
    rig r;
    r.start();
    r.events.holds = true;
    const auto said =
        body_of(r.post(rig::invoke("f:1", "adaptiveCard/action", rig::execute(approve, "D1.1"))));
    CHECK(said.at("value").as_string().find("private message") != std::string::npos);
    CHECK(r.count.late_answers == 1);
    REQUIRE(r.events.held.size() == 1);
    bot::receipt late;
    late.answer = notice("counted after all");
    r.events.held[0].done(late);
    REQUIRE(r.told.size() == 1);
    CHECK(r.told[0].text == "counted after all");
    // A redelivery after that gets the real answer.
    CHECK(
        r.post(rig::invoke("f:1", "adaptiveCard/action", rig::execute(approve, "D1.1")))
            .body.find("counted after all") != std::string::npos
    );
}

TEST_CASE("a dialog opens with the form, as often as it is asked for, and its submission comes with a ticket")
{
    rig r;
    r.start();
    bot::form form;
    form.callback = "draft.edit";
    form.context = "D1.1";
    form.title = "Edit";
    form.submit = "Save";
    form.close = "Close";
    form.fields = {{.name = "impact_summary", .label = "Impact", .value = "x"}};
    r.events.form = form;
    const std::string fetch =
        R"({"data":{"msteams":{"type":"task/fetch"},"verb":"draft.edit","value":"D1.1"},"context":{"theme":"dark"}})";
    const auto first = r.post(rig::invoke("f:1", "task/fetch", fetch));
    CHECK(body_of(first).at("task").as_object().at("type").as_string() == "continue");
    CHECK(first.body.find("\"ticket\":\"") != std::string::npos);
    CHECK(first.body.find("var.impact_summary") != std::string::npos);
    r.post(rig::invoke("f:2", "task/fetch", fetch));
    CHECK(r.events.events.size() == 2);
    CHECK(r.events.events[0].may_open_form);

    r.events.form.reset();
    const std::string submit =
        R"({"data":{"callback":"draft.edit","context":"D1.1","form":"","ticket":"t1","var.impact_summary":"y","var.n":5,"var.flag":true}})";
    const auto done = body_of(r.post(rig::invoke("f:3", "task/submit", submit)));
    CHECK_FALSE(done.contains("statusCode"));
    REQUIRE(r.events.events.size() == 3);
    const auto sent = std::get<bot::form_submission>(r.events.events[2].what);
    CHECK(sent.callback == "draft.edit");
    CHECK(sent.context == "D1.1");
    CHECK(sent.fields.at("impact_summary") == "y");
    CHECK(sent.fields.at("n") == "5");
    CHECK(sent.fields.at("flag") == "true");
    CHECK(sent.fields.size() == 3);
    r.post(rig::invoke("f:4", "task/submit", submit));
    CHECK(r.events.events.size() == 3);
    r.post(rig::invoke("f:5", "task/submit", with(submit, "\"y\"", "\"z\"")));
    CHECK(r.events.events.size() == 4);
}

TEST_CASE("a submitted form with faults comes back with them")
{
    rig r;
    r.start();
    bot::form form;
    form.callback = "command.open";
    form.title = "Open";
    form.submit = "Open";
    form.fields = {{.name = "impact_summary", .label = "Impact"}};
    r.events.form = form;
    const auto opened = r.post(rig::invoke("f:1", "task/fetch", R"({"data":{"verb":"command.open"}})"));
    // What the client sends back: the submit action's data with the inputs.
    const auto card = json::parse(opened.body).at_pointer("/task/value/card/content");
    json::object data = card.at("actions").as_array().at(0).at("data").as_object();
    data["var.impact_summary"] = "typed already";
    r.events.form.reset();
    r.events.answer.field_errors = {{"impact_summary", "too short"}};
    const auto again =
        r.post(rig::invoke("f:2", "task/submit", json::serialize(json::object{{"data", data}})));
    CHECK(body_of(again).at("task").as_object().at("type").as_string() == "continue");
    CHECK(again.body.find("too short") != std::string::npos);
    CHECK(again.body.find("typed already") != std::string::npos);
}

TEST_CASE("a button that comes as a message, as older clients send it, is a press too")
{
    rig r;
    r.start();
    auto submit = with(
        rig::message("55"),
        R"("text":"<at>Incident</at> status")",
        R"("value":{"verb":"draft.approve","draft":"D1.1"},"replyToId":"17")"
    );
    CHECK(r.post(submit).status == 200);
    REQUIRE(r.events.events.size() == 1);
    CHECK(std::get<bot::press>(r.events.events[0].what).value == "D1.1");
    CHECK(r.events.events[0].keys.size() == 3);
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
