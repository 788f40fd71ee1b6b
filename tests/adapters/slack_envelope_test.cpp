#include "adapters/slack/envelope.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace adapters::slack;

namespace {

frame decoded(std::string_view text)
{
    envelope_decoder d;
    return d.decode(text);
}

}  // namespace

TEST_CASE("a hello tells the links counted and how long this one may live")
{
    const auto f = decoded(
        R"({"type":"hello","num_connections":2,"connection_info":{"app_id":"A0EXAMPLE1"},
            "debug_info":{"host":"applink-4","approximate_connection_time":18060}})"
    );
    const auto& h = std::get<hello>(f.body);
    CHECK(h.num_connections == 2);
    CHECK(h.app_id == "A0EXAMPLE1");
    CHECK(h.approximate_lifetime == std::chrono::seconds(18060));
    CHECK(f.envelope_id.empty());
}

TEST_CASE("a disconnect is read with and without a reason")
{
    CHECK(
        std::get<disconnect>(decoded(R"({"type":"disconnect","reason":"warning"})").body).reason == "warning"
    );
    CHECK(std::get<disconnect>(decoded(R"({"type":"disconnect"})").body).reason.empty());
}

TEST_CASE("a slash command is read whichever way its members are ordered")
{
    const auto f = decoded(
        R"({"payload":{"text":"update a=\u00e9","user_id":"U0A","user_name":"kim","channel_id":"C0A","channel_name":"inc",
            "command":"/incident","trigger_id":"1.2.x","response_url":"https:\/\/hooks.slack.com\/commands\/x","team_id":"T0A"},
            "envelope_id":"b1c-1","accepts_response_payload":true,"type":"slash_commands"})"
    );
    CHECK(f.envelope_id == "b1c-1");
    CHECK(f.accepts_payload);
    const auto& c = std::get<slash_command>(f.body);
    CHECK(c.command == "/incident");
    CHECK(c.text == "update a=é");
    CHECK(c.user.id == "U0A");
    CHECK(c.channel == "C0A");
    CHECK(c.response_url == "https://hooks.slack.com/commands/x");
}

TEST_CASE("a button's press is read with the message it is on")
{
    const auto f = decoded(
        R"({"type":"interactive","envelope_id":"c2d","accepts_response_payload":true,"payload":{"type":"block_actions",
            "team":null,"user":{"id":"U0A","username":"kim","team_id":"T0A"},"channel":{"id":"C0A","name":"inc-42"},
            "container":{"type":"message","message_ts":"1764000000.000100","channel_id":"C0A","thread_ts":"1763999990.000001"},
            "message":{"ts":"1764000000.000100","text":"x","blocks":[{"type":"section"}]},"trigger_id":"3.2.c",
            "actions":[{"type":"button","action_id":"draft.approve","value":"D12.2","action_ts":"1764000012.345678"},
                       {"action_id":"other"}]}})"
    );
    const auto& a = std::get<block_action>(f.body);
    CHECK(a.action_id == "draft.approve");
    CHECK(a.value == "D12.2");
    CHECK(a.action_ts == "1764000012.345678");
    CHECK(a.team == "T0A");
    CHECK(a.message_ts == "1764000000.000100");
    CHECK(a.thread_ts == "1763999990.000001");
    CHECK_FALSE(a.in_view);
}

TEST_CASE("a submitted form gives its values by block, untouched ones empty")
{
    const auto f = decoded(
        R"({"type":"interactive","envelope_id":"c3","accepts_response_payload":true,"payload":{"type":"view_submission",
            "user":{"id":"U0A"},"team":{"id":"T0A"},"trigger_id":"9.9.z","view":{"id":"V0A","callback_id":"draft.edit",
            "private_metadata":"D12.2","state":{"values":{"var.a":{"value":{"type":"plain_text_input","value":"x"}},
            "var.b":{"value":{"type":"plain_text_input","value":null}}}}}}})"
    );
    const auto& v = std::get<view_submission>(f.body);
    CHECK(v.callback_id == "draft.edit");
    CHECK(v.private_metadata == "D12.2");
    CHECK(v.values == std::map<std::string, std::string>{{"var.a", "x"}, {"var.b", ""}});
}

TEST_CASE("reactions and mentions are read out of events, other events are named only")
{
    const auto r = decoded(
        R"({"type":"events_api","envelope_id":"d1","retry_attempt":1,"payload":{"type":"event_callback","event_id":"Ev1","team_id":"T0A",
            "event":{"type":"reaction_removed","user":"U0A","reaction":"x","item":{"type":"message","channel":"C0A","ts":"1.2"},"event_ts":"5.6"}}})"
    );
    const auto& e = std::get<reaction_event>(r.body);
    CHECK_FALSE(e.added);
    CHECK(e.ts == "1.2");
    CHECK(e.event_ts == "5.6");
    CHECK(r.retry_attempt == 1);
    const auto m = decoded(
        R"({"type":"events_api","envelope_id":"d2","payload":{"event_id":"Ev2","event":{"type":"app_mention","user":"U0A",
            "text":"<@U0BOT> status","channel":"C0A","ts":"7.8","thread_ts":"7.0"}}})"
    );
    CHECK(std::get<app_mention>(m.body).thread_ts == "7.0");
    const auto o =
        decoded(R"({"type":"events_api","envelope_id":"d3","payload":{"event":{"type":"message"}}})");
    CHECK(std::get<other>(o.body).type == "events_api/message");
    CHECK(std::get<other>(decoded(R"({"type":"novelty","envelope_id":"d4"})").body).type == "novelty");
}

TEST_CASE("whatever is wrong with a frame, its envelope id is kept so that it can be acknowledged")
{
    const std::string deep(5000, '[');
    const std::vector<std::string> frames{
        R"({"envelope_id":"e1","type":"slash_commands","payload":null})",
        R"({"envelope_id":"e1","type":"slash_commands","payload":{"command":5,"user_id":[]}})",
        R"({"envelope_id":"e1","type":"slash_commands"})",
        R"({"envelope_id":"e1","type":7,"payload":{}})",
        R"({"envelope_id":"e1","type":"interactive","payload":{"type":"block_actions","user":"x","actions":{}}})",
        R"({"envelope_id":"e1","type":"events_api","payload":{"event":[]}})",
        "{\"envelope_id\":\"e1\",\"type\":\"slash_commands\",\"payload\":{\"text\":\"\xff\xfe\"}}",
        R"({"envelope_id":"e1","type":"slash_commands","payload":{"text":"cut)",
        R"({"payload":{"envelope_id":"no"},"envelope_id" : "e1","type":"slash_commands",,})",
        R"({"envelope_id":"e1","payload":)" + deep,
        R"({"envelope_id":"e1","type":"slash_commands","payload":{"command":"/incident","user_id":"U","text":"\ud800"}})",
    };
    for (const auto& text : frames) {
        CAPTURE(text.substr(0, 120));
        const auto f = decoded(text);
        CHECK(std::holds_alternative<malformed>(f.body));
        CHECK(f.envelope_id == "e1");
    }
}

TEST_CASE("frames without any id are malformed and nothing more")
{
    for (const std::string_view text :
         {"",
          "null",
          "[]",
          "\"x\"",
          "{",
          "{}",
          "7",
          "\xff",
          "{\"envelope_id\":\"a b\"}",
          "{\"payload\":{\"envelope_id\":\"inner\"}}"}) {
        CAPTURE(text);
        const auto f = decoded(text);
        CHECK(std::holds_alternative<malformed>(f.body));
        CHECK(f.envelope_id.empty());
    }
}

TEST_CASE("a frame beyond a megabyte is still read, with its texts cut far above what commands take")
{
    const std::string text =
        R"({"envelope_id":"e9","type":"slash_commands","payload":{"command":"/incident","user_id":"U0A","text":")" +
        std::string(2'000'000, 'x') + "\"}}";
    const auto f = decoded(text);
    CHECK(f.envelope_id == "e9");
    CHECK(std::get<slash_command>(f.body).text.size() == 64 * 1024);
}

TEST_CASE("one decoder reads good frames after bad ones")
{
    envelope_decoder d;
    CHECK(std::holds_alternative<malformed>(d.decode("{\"type\":").body));
    CHECK(std::holds_alternative<disconnect>(d.decode(R"({"type":"disconnect"})").body));
}
