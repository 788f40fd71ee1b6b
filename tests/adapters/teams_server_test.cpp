#include "tests/adapters/teams_world.hpp"

using namespace tests;

TEST_CASE(
    "the token endpoint wants the right id, secret, scope and tenant, and says what is wrong as Entra does"
)
{
    teams_world k;
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
    teams_world k;
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
    teams_world k;
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

TEST_CASE("replies land in their thread, updates replace, deleted and foreign messages are refused")
{
    teams_world k;
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
    teams_world k;
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

TEST_CASE(
    "only mentions reach the bot in channels, everything with the permission, and all of a personal chat"
)
{
    teams_world k;
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

TEST_CASE("faults lose replies after the message was made, throttle, conflict and double activities")
{
    teams_world k;
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
    teams_world k;
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
    teams_world k;
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
    teams_world k;
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
