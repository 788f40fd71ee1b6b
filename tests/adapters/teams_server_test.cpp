#include "adapters/sandbox/teams_server.hpp"

#include "adapters/http/client.hpp"
#include "adapters/http/url.hpp"
#include "adapters/sandbox/teams_sample.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

using namespace adapters;
using namespace adapters::sandbox;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

constexpr std::string_view billing = "19:BILLING@thread.tacv2";

// A bot that notes what it is sent and answers what it was told to.
struct world : tests::loop {
    explicit world(teams_server_settings settings = quick())
        : teams(executor(), time, std::move(settings)),
          bot(executor(), time, [this](http::server_request r) { return hear(std::move(r)); })
    {
        fill_sample(teams.workspace());
        REQUIRE(teams.start().has_value());
        teams.bot_url("http://127.0.0.1:" + std::to_string(*bot.listen("127.0.0.1", 0)) + "/api/messages");
    }

    ~world()
    {
        web.close_idle();
        run(teams.stop());
        run(bot.stop(1s));
        CHECK(settles());
    }

    static teams_server_settings quick()
    {
        teams_server_settings s;
        s.courier.redelivery = {5ms, 5ms};
        s.throttling = false;
        return s;
    }

    asio::awaitable<http::server_response> hear(http::server_request r)
    {
        heard.push_back(parse_json(r.body)->as_object());
        http::server_response out;
        out.status = statuses.empty() ? 200 : statuses.front();
        if (!statuses.empty()) statuses.erase(statuses.begin());
        if (hear_nothing) out.what = http::fate::half_open;
        out.body = answer;
        co_return out;
    }

    http::response call(
        std::string method, std::string url, std::string body = {}, std::string type = "application/json"
    )
    {
        http::request r;
        r.method = std::move(method);
        r.url = std::move(url);
        r.deadline = 5s;
        if (!bearer.empty()) r.headers.add("Authorization", "Bearer " + bearer);
        if (!body.empty()) r.headers.add("Content-Type", std::move(type));
        r.body = std::move(body);
        auto done = run(web.send(std::move(r)));
        last_failure = done ? std::string() : done.error().reason.message();
        return done ? *done : http::response{};
    }

    json::object in(const http::response& r)
    {
        return parse_json(r.body).value_or(json::object{}).as_object();
    }

    std::string code(const http::response& r)
    {
        const auto o = in(r);
        const auto* e = object_at(o, "error");
        return e == nullptr ? "" : std::string(text_at(*e, "code"));
    }

    http::response connector(std::string method, std::string path, json::object body = {})
    {
        return call(std::move(method), teams.service_url() + path, body.empty() ? "" : json::serialize(body));
    }

    void log_in()
    {
        const auto r = call("POST", teams.token_url(), good_form, "application/x-www-form-urlencoded");
        bearer = text_at(in(r), "access_token");
        REQUIRE_FALSE(bearer.empty());
    }

    json::object control(std::string what, json::object body = {})
    {
        return in(call("POST", teams.base() + "/control/" + what, json::serialize(body)));
    }

    std::string post(std::string_view conversation, json::object activity)
    {
        activity.emplace("type", "message");
        const auto r = connector(
            "POST", "v3/conversations/" + http::percent_encoded(conversation) + "/activities", activity
        );
        REQUIRE(r.status == 201);
        return std::string(text_at(in(r), "id"));
    }

    json::object press(std::string who, const std::string& id, std::string action, json::object inputs = {})
    {
        return run(teams.people().press(
            std::move(who), std::string(billing), id, std::move(action), std::move(inputs), false
        ));
    }

    const std::string good_form =
        "grant_type=client_credentials&client_id=bbbbbbbb-0000-4000-8000-000000000002&client_secret=teams-"
        "sandbox-secret"
        "&scope=https%3A%2F%2Fapi.botframework.com%2F.default";
    std::vector<json::object> heard;
    std::vector<unsigned> statuses;  // of the next answers; then 200
    std::string answer;
    bool hear_nothing = false;
    std::string bearer;
    std::string last_failure;
    teams_server teams;
    http::server bot;
    http::client web{executor(), time, {}};
};

json::object with_card(std::string_view actions)
{
    const auto card =
        std::string(
            R"({"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"Draft"}],"actions":)"
        ) +
        std::string(actions) + "}";
    json::array list;
    list.push_back(
        {{"contentType", "application/vnd.microsoft.card.adaptive"}, {"content", *parse_json(card)}}
    );
    return {{"attachments", std::move(list)}};
}

std::string card_text_of(const teams_workspace& w, const teams_message& m, const std::string& person)
{
    const auto* card = w.card_of(m, person);
    return card == nullptr ? "" : std::string(text_at(card->at("body").at(0).as_object(), "text"));
}

const char* approve = R"([{"type":"Action.Execute","title":"Approve","verb":"approve","data":{"d":1}}])";

}  // namespace

TEST_CASE(
    "the token endpoint wants the right id, secret, scope and tenant, and says what is wrong as Entra does"
)
{
    world k;
    const auto with = [&](std::string_view from, std::string_view to) {
        auto form = k.good_form;
        form.replace(form.find(from), from.size(), to);
        const auto r = k.call("POST", k.teams.token_url(), form, "application/x-www-form-urlencoded");
        const auto codes = k.in(r).at("error_codes").as_array();
        return std::pair(r.status, codes.at(0).as_int64());
    };
    CHECK(with("teams-sandbox-secret", "wrong") == std::pair(401U, std::int64_t{7000215}));
    CHECK(with("bbbbbbbb", "cccccccc") == std::pair(400U, std::int64_t{700016}));
    CHECK(with(".default", ".other") == std::pair(400U, std::int64_t{70011}));
    CHECK(with("client_credentials", "password") == std::pair(400U, std::int64_t{70003}));
    const auto elsewhere = k.call(
        "POST",
        k.teams.base() + "/99999999-0000-4000-8000-000000000009/oauth2/v2.0/token",
        k.good_form,
        "application/x-www-form-urlencoded"
    );
    CHECK(elsewhere.status == 400);
    const auto good = k.call("POST", k.teams.token_url(), k.good_form, "application/x-www-form-urlencoded");
    CHECK(good.status == 200);
    CHECK(k.in(good).at("expires_in") == 3599);
    CHECK(k.in(good).at("token_type") == "Bearer");
}

TEST_CASE("the Connector refuses every call without a living token of its own")
{
    world k;
    CHECK(k.connector("GET", "v3/teams/19%3AOPERACOES%40thread.tacv2").status == 401);
    k.bearer = "made up";
    CHECK(k.connector("GET", "v3/teams/19%3AOPERACOES%40thread.tacv2").status == 401);
    k.log_in();
    CHECK(k.connector("GET", "v3/teams/19%3AOPERACOES%40thread.tacv2").status == 200);
    k.control("expire_tokens");
    CHECK(k.connector("GET", "v3/teams/19%3AOPERACOES%40thread.tacv2").status == 401);
}

TEST_CASE("a new thread needs the channel's template to the letter")
{
    world k;
    k.log_in();
    const auto create = [&](std::string_view text) {
        return k.call("POST", k.teams.service_url() + "v3/conversations", std::string(text));
    };
    const auto made = create(
        R"({"isGroup":true,"tenantId":"11111111-2222-3333-4444-555555555555","channelData":{"channel":{"id":"19:BILLING@thread.tacv2"}},
            "activity":{"type":"message","text":"hello"}})"
    );
    CHECK(made.status == 201);
    const auto o = k.in(made);
    CHECK(text_at(o, "id") == std::string(billing) + ";messageid=" + std::string(text_at(o, "activityId")));
    CHECK(text_at(o, "activityId").size() == 13);
    CHECK(
        create(
            R"({"isGroup":true,"channelData":{"channel":{"id":"19:BILLING@thread.tacv2"}},"text":"outside"})"
        )
            .status == 502
    );
    CHECK(
        k.code(create(R"({"isGroup":true,"channelData":{"channel":{"id":"19:BILLING@thread.tacv2"}}})")) ==
        "BadSyntax"
    );
    CHECK(
        create(
            R"({"isGroup":false,"channelData":{"channel":{"id":"19:BILLING@thread.tacv2"}},"activity":{"type":"message","text":"x"}})"
        )
            .status == 400
    );
    CHECK(
        create(
            R"({"isGroup":true,"channelData":{"channel":{"id":"19:VENDAS@thread.tacv2"}},"activity":{"type":"message","text":"x"}})"
        )
            .status == 403
    );
    CHECK(
        create(
            R"({"isGroup":true,"channelData":{"channel":{"id":"19:GONE@thread.tacv2"}},"activity":{"type":"message","text":"x"}})"
        )
            .status == 404
    );
    CHECK(create("not json").status == 400);
}

TEST_CASE("a personal chat is made once for a person whom the bot meets somewhere")
{
    world k;
    k.log_in();
    const auto create = [&](std::string who, bool tenant) {
        json::array members;
        members.push_back({{"id", who}});
        json::object body{{"bot", {{"id", "28:x"}}}, {"members", members}, {"isGroup", false}};
        if (tenant) body["tenantId"] = k.teams.workspace().self().tenant;
        return k.connector("POST", "v3/conversations", body);
    };
    const auto first = create("29:1-JOAO", true);
    CHECK(first.status == 201);
    CHECK(text_at(k.in(first), "id").starts_with("a:1"));
    CHECK(create("aaaaaaaa-0000-4000-8000-000000000004", true).body == first.body);
    CHECK(k.in(create("29:1-JOAO", false)).at("error").at("message") == "Could not parse tenant id");
    k.control("person", {{"id", "29:1-FAR"}, {"aad", "far"}, {"handle", "far"}, {"name", "Far Away"}});
    CHECK(create("29:1-FAR", true).status == 403);
    CHECK(create("29:1-NOBODY", true).status == 404);
}

TEST_CASE("replies land in their thread, updates replace, deleted and foreign messages are refused")
{
    world k;
    k.log_in();
    const auto root = k.post(billing, {{"text", "root"}});
    const auto reply = k.post(std::string(billing) + ";messageid=" + root, {{"text", "reply"}});
    auto& c = *k.teams.workspace().find_conversation(billing);
    CHECK(c.messages.at(reply).root == root);
    CHECK(c.messages.at(root).root == root);
    const auto at = [&](const std::string& id) {
        return "v3/conversations/" + http::percent_encoded(billing) + "/activities/" + id;
    };
    CHECK(k.connector("PUT", at(reply), {{"type", "message"}, {"text", "changed"}}).status == 200);
    CHECK(c.messages.at(reply).text == "changed");
    CHECK(k.connector("DELETE", at(reply)).status == 200);
    CHECK(
        k.code(k.connector("PUT", at(reply), {{"type", "message"}, {"text", "late"}})) ==
        "ActivityNotFoundInConversation"
    );
    CHECK(k.code(k.connector("DELETE", at("123"))) == "ActivityNotFoundInConversation");
    const auto said = k.run(k.teams.people().say("@ana.suporte", std::string(billing), "mine", {}));
    CHECK(
        k.connector("PUT", at(std::string(text_at(said, "id"))), {{"type", "message"}, {"text", "x"}})
            .status == 403
    );
    CHECK(k.connector("GET", at(root)).status == 404);  // nobody reads messages back
    CHECK(
        k.connector("POST", "v3/conversations/a%3Anowhere/activities", {{"type", "message"}, {"text", "x"}})
            .status == 404
    );
}

TEST_CASE("content that is too large, broken or no card of this age is refused")
{
    world k;
    k.log_in();
    const auto send = [&](json::object a) {
        a.emplace("type", "message");
        return k.connector("POST", "v3/conversations/" + http::percent_encoded(billing) + "/activities", a);
    };
    CHECK(send({{"text", std::string(52'000, 'x')}}).status == 413);
    CHECK(send({{"text", std::string(262'200, 'x')}}).status == 413);
    CHECK(send({{"text", std::string(50'000, 'x')}}).status == 201);
    CHECK(send({}).status == 400);
    const auto bad = send(with_card(R"([{"type":"Action.Execute","title":"Approve"}])"));
    CHECK(bad.status == 400);
    CHECK(bad.body.find("/actions/0/verb") != std::string::npos);
    json::array entities;
    entities.push_back({{"type", "mention"}, {"text", "<at>Ana</at>"}, {"mentioned", {{"id", "29:1-NOBODY"}}}}
    );
    CHECK(send({{"text", "<at>Ana</at>"}, {"entities", entities}}).status == 400);
    auto both = with_card("[]");
    both["text"] = "and a text";
    const auto before = k.teams.workspace().find_conversation(billing)->messages.size();
    CHECK(send(both).status == 201);
    CHECK(k.teams.workspace().find_conversation(billing)->messages.size() == before + 2);
}

TEST_CASE("a message to the bot is a signed activity that carries what Teams carries")
{
    world k;
    const auto said =
        k.run(k.teams.people().say("@renata.quality", "#support-billing", "@Incident help", {}));
    CHECK(flag_at(said, "delivered"));
    REQUIRE(k.heard.size() == 1);
    const auto& a = k.heard[0];
    CHECK(text_at(a, "type") == "message");
    CHECK(text_at(a, "id") == text_at(said, "id"));
    CHECK(a.at("from").at("aadObjectId") == "aaaaaaaa-0000-4000-8000-000000000002");
    CHECK(
        text_at(a.at("conversation").as_object(), "id") ==
        std::string(billing) + ";messageid=" + std::string(text_at(said, "id"))
    );
    CHECK(a.at("channelData").at("team").at("aadGroupId") == "cccccccc-0000-4000-8000-000000000003");
    CHECK(a.at("attachments").at(0).at("contentType") == "text/html");
    CHECK(text_at(a, "serviceUrl") == k.teams.service_url());
}

TEST_CASE(
    "only mentions reach the bot in channels, everything with the permission, and all of a personal chat"
)
{
    world k;
    CHECK_FALSE(flag_at(k.run(k.teams.people().say("@ana.suporte", "#status", "no mention", {})), "delivered")
    );
    CHECK(flag_at(k.run(k.teams.people().say("@ana.suporte", "personal", "no mention", {})), "delivered"));
    k.control("settings", {{"rsc", true}});
    CHECK(flag_at(k.run(k.teams.people().say("@ana.suporte", "#status", "no mention", {})), "delivered"));
    CHECK(
        text_at(k.run(k.teams.people().say("@joao.ops", "Plantão", "hi", {})), "error") ==
        "no_such_conversation"
    );
}

TEST_CASE("what the bot did not take is delivered again under the same id; a refusal is final")
{
    world k;
    k.statuses = {503, 500};
    const auto said = k.run(k.teams.people().say("@ana.suporte", "personal", "again", {}));
    CHECK(said.at("attempts") == 3);
    CHECK(flag_at(said, "ok"));
    REQUIRE(k.heard.size() == 3);
    CHECK(k.heard[0] == k.heard[2]);
    k.statuses = {401};
    CHECK(k.run(k.teams.people().say("@ana.suporte", "personal", "refused", {})).at("attempts") == 1);
}

TEST_CASE("a silent bot is an app that cannot be reached once the deadline has passed")
{
    auto settings = world::quick();
    settings.courier.deadline = 50ms;
    world k(settings);
    k.log_in();
    const auto id = k.post(billing, with_card(approve));
    k.hear_nothing = true;
    const auto seen = k.press("@ana.suporte", id, "approve");
    CHECK(text_at(seen, "error") == "unable_to_reach_app");
    CHECK(text_at(seen, "why") == "timeout");
    CHECK(k.teams.workspace().notices().back().kind == "unreachable");
}

TEST_CASE("a press shows what a client makes of each answer")
{
    world k;
    k.log_in();
    const auto id = k.post(billing, with_card(approve));
    const auto shown = [&](std::string body, unsigned status = 200) {
        k.answer = std::move(body);
        k.statuses = {status};
        const auto seen = k.press("@ana.suporte", id, "approve");
        return flag_at(seen, "ok") ? std::string(text_at(seen, "shown"))
                                   : std::string(text_at(seen, "error"));
    };
    CHECK(
        shown(R"({"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":"done"})") ==
        "message"
    );
    CHECK(
        shown(
            R"({"statusCode":400,"type":"application/vnd.microsoft.error","value":{"code":"No","message":"no"}})"
        ) == "error"
    );
    CHECK(
        shown(
            R"({"statusCode":400,"type":"application/vnd.microsoft.error","value":{"code":"No","message":"no"}})",
            400
        ) == "error"
    );
    for (const auto* wrong_shape : {
             "",
             "{}",
             "[]",
             "not json",
             R"({"statusCode":200})",
             R"({"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":""})",
             R"({"status":200,"type":"application/vnd.microsoft.activity.message","value":"x"})",
             R"({"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":{"type":"AdaptiveCard","version":"9"}})",
         })
        CHECK(shown(wrong_shape) == "unable_to_reach_app");
    CHECK(
        shown(R"({"statusCode":200,"type":"application/vnd.microsoft.card.adaptive",
        "value":{"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"yours"}]}})") ==
        "card"
    );
    const auto& w = k.teams.workspace();
    const auto& m = k.teams.workspace().find_conversation(billing)->messages.at(id);
    CHECK(card_text_of(w, m, "29:1-ANA") == "yours");
    CHECK(card_text_of(w, m, "29:1-IGOR") == "Draft");
    CHECK(k.heard.back().at("value").at("action").at("verb") == "approve");
    CHECK(k.heard.back().at("value").at("trigger") == "manual");
    CHECK(text_at(k.heard.back(), "replyToId") == id);
    k.connector("PUT", "v3/conversations/" + http::percent_encoded(billing) + "/activities/" + id, [] {
        auto a = with_card("[]");
        a["type"] = "message";
        return a;
    }());
    CHECK(card_text_of(w, m, "29:1-ANA") == "Draft");  // an update takes the private views away
}

TEST_CASE("a dialog opens, checks its inputs, shows the next step and closes")
{
    world k;
    k.log_in();
    const auto id = k.post(
        billing,
        with_card(
            R"([{"type":"Action.Submit","title":"Edit","data":{"msteams":{"type":"task/fetch"},"d":1}}])"
        )
    );
    const std::string form =
        R"({"task":{"type":"continue","value":{"title":"Edit","card":{"contentType":"application/vnd.microsoft.card.adaptive",
        "content":{"type":"AdaptiveCard","version":"1.5","body":[{"type":"Input.Text","id":"t","label":"T","isRequired":true}],
        "actions":[{"type":"Action.Submit","title":"Save","data":{"step":1}}]}}}}})";
    k.answer = form;
    CHECK(text_at(k.press("@ana.suporte", id, "Edit"), "shown") == "dialog");
    CHECK(text_at(k.heard.back(), "name") == "task/fetch");
    CHECK(k.heard.back().at("value").at("data").at("d") == 1);
    const auto submit = [&](json::object values) {
        return k.run(k.teams.people().submit("@ana.suporte", std::move(values), "", 0));
    };
    CHECK(text_at(submit({}), "error") == "inputs_required");
    k.statuses = {500};
    CHECK(text_at(submit({{"t", "x"}}), "error") == "unable_to_reach_app");  // and the form stays
    CHECK(text_at(submit({{"t", "x"}}), "shown") == "dialog");
    CHECK(k.heard.back().at("value").at("data") == *parse_json(R"({"step":1,"t":"x"})"));
    k.answer.clear();
    CHECK(text_at(submit({{"t", "x"}}), "shown") == "closed");
    CHECK(text_at(submit({{"t", "x"}}), "error") == "no_open_dialog");
}

TEST_CASE("reactions reach the bot for its own messages only, with the bare channel id")
{
    world k;
    k.log_in();
    const auto id = k.post(billing, {{"text", "react to me"}});
    CHECK(flag_at(
        k.run(k.teams.people().react("@igor.audit", std::string(billing), id, "like", true)), "delivered"
    ));
    CHECK(k.heard.back().at("reactionsAdded").at(0).at("type") == "like");
    CHECK(text_at(k.heard.back().at("conversation").as_object(), "id") == billing);
    CHECK(
        text_at(
            k.run(k.teams.people().react("@igor.audit", std::string(billing), id, "like", true)), "error"
        ) == "already_reacted"
    );
    CHECK(flag_at(
        k.run(k.teams.people().react("@igor.audit", std::string(billing), id, "like", false)), "delivered"
    ));
    CHECK(k.heard.back().contains("reactionsRemoved"));
    const auto said = k.run(k.teams.people().say("@ana.suporte", std::string(billing), "mine", {}));
    CHECK_FALSE(flag_at(
        k.run(k.teams.people().react(
            "@igor.audit", std::string(billing), std::string(text_at(said, "id")), "like", true
        )),
        "delivered"
    ));
}

TEST_CASE("installing tells two activities at once, and without the bot its messages are refused")
{
    world k;
    k.log_in();
    CHECK(flag_at(k.run(k.teams.people().install("@ana.suporte", "Vendas", true)), "ok"));
    REQUIRE(k.heard.size() == 2);
    CHECK(text_at(k.heard[0], "type") != text_at(k.heard[1], "type"));
    k.post("19:VENDAS@thread.tacv2", {{"text", "thanks"}});
    CHECK(flag_at(k.run(k.teams.people().install("@ana.suporte", "Vendas", false)), "ok"));
    const auto r = k.connector(
        "POST",
        "v3/conversations/" + http::percent_encoded("19:VENDAS@thread.tacv2") + "/activities",
        {{"type", "message"}, {"text", "x"}}
    );
    CHECK(r.status == 403);
    CHECK(k.code(r) == "BotNotInConversationRoster");
}

TEST_CASE("faults lose replies after the message was made, throttle, conflict and double activities")
{
    world k;
    k.log_in();
    const auto path = "v3/conversations/" + http::percent_encoded(billing) + "/activities";
    const auto count = [&] { return k.teams.workspace().find_conversation(billing)->messages.size(); };
    k.control("fault", {{"kind", "lost_reply"}, {"filter", "send"}, {"times", 1}});
    CHECK(k.connector("POST", path, {{"type", "message"}, {"text", "made"}}).status == 0);
    CHECK(count() == 1);
    k.control("fault", {{"kind", "server_error"}, {"filter", "send"}, {"times", 1}, {"status", 503}});
    CHECK(k.connector("POST", path, {{"type", "message"}, {"text", "not made"}}).status == 503);
    CHECK(count() == 1);
    k.control(
        "fault", {{"kind", "api_error"}, {"filter", "send"}, {"times", 1}, {"code", "PreconditionFailed"}}
    );
    const auto conflict = k.connector("POST", path, {{"type", "message"}, {"text", "x"}});
    CHECK(conflict.status == 412);
    k.control("fault", {{"kind", "rate_limited"}, {"filter", "send"}, {"times", 1}, {"retry_after", 7}});
    const auto limited = k.connector("POST", path, {{"type", "message"}, {"text", "x"}});
    CHECK(limited.status == 429);
    CHECK(limited.headers.find("Retry-After") == "7");
    k.control("fault", {{"kind", "envelope_twice"}, {"filter", "message"}, {"times", 1}});
    CHECK(flag_at(k.run(k.teams.people().say("@ana.suporte", "personal", "twice", {})), "ok"));
    k.control("wait", {{"for", "no_activities"}});
    CHECK(k.heard.size() == 2);
    k.control("fault", {{"kind", "server_error"}, {"filter", "keys"}, {"times", 1}});
    CHECK(k.call("GET", k.teams.base() + "/v1/.well-known/keys").status == 503);
}

TEST_CASE("too many calls in a window are throttled with the pause to keep, per conversation")
{
    teams_throttle t;
    const auto now = bot::clock::time_point{} + 1h;
    for (int i = 0; i < 7; ++i) CHECK_FALSE(t.refuse(now, teams_throttle::call::send, "a").has_value());
    CHECK(t.refuse(now, teams_throttle::call::send, "a") == std::chrono::seconds(1));
    CHECK_FALSE(t.refuse(now, teams_throttle::call::send, "b").has_value());
    CHECK_FALSE(t.refuse(now, teams_throttle::call::get, "a").has_value());
    CHECK_FALSE(t.refuse(now + 1s, teams_throttle::call::send, "a").has_value());
    CHECK(t.refuse(now + 1s, teams_throttle::call::send, "a").has_value());  // eight in two seconds
    for (int i = 2; i < 40; ++i) (void)t.refuse(now + i * 100ms, teams_throttle::call::send, "c");
    CHECK(t.refuse(now + 1h + 5s, teams_throttle::call::send, "a") == std::nullopt);
}

TEST_CASE("a workflow accepts everything and posts only cards; a connector says that it posted")
{
    world k;
    const auto workflow =
        std::string(text_at(k.control("webhook", {{"kind", "workflow"}, {"conversation", "#status"}}), "url")
        );
    const auto count = [&] { return k.teams.workspace().find_conversation("#status")->messages.size(); };
    CHECK(k.call("POST", workflow, R"({"text":"vanishes"})").status == 202);
    CHECK(count() == 0);
    CHECK(k.call("POST", workflow, json::serialize(with_card("[]"))).status == 202);
    CHECK(count() == 1);
    CHECK(
        k.call("POST", workflow.substr(0, workflow.size() - 2), json::serialize(with_card("[]"))).status ==
        401
    );
    CHECK(k.call("POST", workflow, "{}" + std::string(30'000, ' ')).status == 413);
    const auto old =
        std::string(text_at(k.control("webhook", {{"kind", "connector"}, {"conversation", "#status"}}), "url")
        );
    CHECK(k.call("POST", old, R"({"text":"posted"})").body == "1");
    CHECK(count() == 2);
}

TEST_CASE("keys rotate: the old ones leave when they are told to")
{
    world k;
    const auto kids = [&] {
        std::set<std::string> out;
        const auto published = k.in(k.call("GET", k.teams.base() + "/v1/.well-known/keys"));
        for (const auto& key : published.at("keys").as_array()) out.emplace(text_at(key.as_object(), "kid"));
        return out;
    };
    const auto first = k.teams.keys().kid();
    CHECK(kids().contains(first));
    k.control("rotate_keys", {{"keep_old", true}});
    CHECK(kids().contains(first));
    CHECK(kids().contains(k.teams.keys().kid()));
    k.control("rotate_keys", {{"keep_old", false}});
    CHECK_FALSE(kids().contains(first));
}

TEST_CASE("the control is for this machine's own pages, and says why it does nothing")
{
    world k;
    CHECK(
        text_at(k.in(k.call("POST", k.teams.base() + "/control/say", "a=b", "text/plain")), "error") ==
        "json_only"
    );
    CHECK(text_at(k.control("fly"), "error") == "unknown_deed");
    CHECK(text_at(k.control("say", {{"as", "@nobody"}}), "error") == "no_such_person");
    CHECK(text_at(k.control("forge", {{"kind", "nicely"}}), "error") == "unknown_kind");
    CHECK(k.call("GET", k.teams.base() + "/nowhere").status == 404);
    CHECK(
        k.in(k.call("GET", k.teams.base() + "/control/state")).at("tenant") ==
        "11111111-2222-3333-4444-555555555555"
    );
}
