// Where deliveries go in Teams, and what they look like there.
#include "tests/support/teams_out_rig.hpp"

using namespace tests::teams_out;

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

TEST_CASE("a copy of a message that is one too many is removed; one that is gone already is fine")
{
    rig r;
    bot::delivery removal = r.row(delivery_kind::removal);
    removal.words.reset();
    removal.target = "d1";
    removal.platform_id = "1700/1701";
    CHECK(r.deliver(removal, r.sent("1702")).result == delivery_result::sent);
    const auto asked = r.peer.asked("DELETE ");
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].path == "/emea/v3/conversations/19%3AC%40thread.tacv2%3Bmessageid%3D1700/activities/1701");
    CHECK(asked[0].body.empty());

    const auto after = [&](unsigned status) {
        r.peer.script("DELETE ", {teams_peer::status(status, R"({"error":{"code":"X"}})")});
        return r.deliver(removal, r.sent("1702"));
    };
    CHECK(after(404).result == delivery_result::sent);
    CHECK(after(502).result == delivery_result::retry);
    CHECK(after(403).result == delivery_result::failed);
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

TEST_CASE("what may have gone out is in doubt: Teams has no reading back")
{
    rig r;
    r.start();
    const auto found = r.loop.run(r.here->look_up(r.row(delivery_kind::post), {}));
    CHECK(found.result == bot::look_up_result::cannot_tell);
    CHECK(found.error == "Teams does not tell whether a message arrived");
}
