// Buttons, refreshes and dialogs of Teams cards over real sockets: what the rules hear and what is answered.
#include "tests/support/teams_rig.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace tests::teams_rig;
namespace json = boost::json;

namespace {

const std::string approve = "draft.approve";

}  // namespace

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

TEST_CASE("a click on a card whose message nobody knows tells first where the card is")
{
    rig r;
    r.start();
    r.card = json::object{{"type", "AdaptiveCard"}};
    r.news = "d7";
    const auto on = [](const std::string& delivery, const std::string& verb) {
        return with(
            rig::execute(verb, "D1.1"),
            R"("draft")",
            R"("incidentd":{"delivery_id":")" + delivery + R"("},"draft")"
        );
    };
    r.post(rig::invoke("f:1", "adaptiveCard/action", on("d7", approve)));
    REQUIRE(r.events.events.size() == 2);
    const auto seen = std::get<bot::sighting>(r.events.events[0].what);
    CHECK(seen.delivery_id == "d7");
    CHECK(seen.message_id == "17/1761900009000");
    CHECK(r.events.events[0].keys != r.events.events[1].keys);
    CHECK(std::get<bot::press>(r.events.events[1].what).action == approve);
    // A refresh changes nothing but tells as much; a card that is known, and whoever Entra does not name,
    // nothing.
    r.post(rig::invoke("f:2", "adaptiveCard/action", on("d7", "draft.refresh")));
    CHECK(r.events.events.size() == 3);
    r.post(rig::invoke("f:3", "adaptiveCard/action", on("d8", "draft.refresh")));
    r.post(
        with(rig::invoke("f:4", "adaptiveCard/action", on("d7", approve)), R"("aadObjectId")", R"("other")")
    );
    r.post(with(rig::invoke("f:5", "adaptiveCard/action", on("d7", "draft.refresh")), "replyToId", "other"));
    CHECK(r.events.events.size() == 3);
    // As an older client sends it.
    r.post(with(
        rig::message("55"),
        R"("text":"<at>Incident</at> status")",
        R"("value":{"verb":"draft.approve","draft":"D1.1","incidentd":{"delivery_id":"d7"}},"replyToId":"17")"
    ));
    REQUIRE(r.events.events.size() == 5);
    CHECK(std::get<bot::sighting>(r.events.events[3].what).message_id == "55/17");
}

TEST_CASE("two people on one button are two presses, and so is one person on two revisions")
{
    rig r;
    r.start();
    const auto press = [&](const std::string& id, const std::string& revision, const std::string& who) {
        r.post(with(
            rig::invoke(id, "adaptiveCard/action", rig::execute(approve, revision)),
            "AAAAAAAA-0000-4000-8000-000000000001",
            who
        ));
    };
    press("f:1", "D1.1", "aad-ana");
    press("f:2", "D1.1", "aad-renata");
    press("f:3", "D1.2", "aad-ana");
    CHECK(r.events.events.size() == 3);
    press("f:4", "D1.1", "aad-renata");
    CHECK(r.events.events.size() == 3);
    CHECK(r.count.repeated_invokes == 1);
}

TEST_CASE("ids that come as numbers are ids")
{
    rig r;
    r.start();
    auto press = rig::invoke("f:1", "adaptiveCard/action", rig::execute(approve, "D1.1"));
    press = with(press, R"("replyToId":"1761900009000")", R"("replyToId":1761900009000)");
    press = with(press, R"("id":"f:1")", R"("id":1761900009999)");
    r.post(press);
    REQUIRE(r.events.events.size() == 1);
    CHECK(r.events.events[0].keys[0].ends_with("/invoke/1761900009999"));
    CHECK(r.events.events[0].keys[1].find("/1761900009000/") != std::string::npos);
}
