#include "tests/adapters/teams_world.hpp"

using namespace tests;

TEST_CASE("a personal chat is made once for a person whom the bot meets somewhere")
{
    teams_world k;
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

TEST_CASE("a message to the bot is a signed activity that carries what Teams carries")
{
    teams_world k;
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

TEST_CASE("what the bot did not take is delivered again under the same id; a refusal is final")
{
    teams_world k;
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
    auto settings = teams_world::quick();
    settings.courier.deadline = 50ms;
    teams_world k(settings);
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
    teams_world k;
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
    teams_world k;
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
    teams_world k;
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
    teams_world k;
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
