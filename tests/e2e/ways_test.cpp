// Ways of approving and conditions of a workspace beyond the plain one: mirrors, channel members, pacing,
// kills while it ends.
#include "tests/e2e/stand.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>

using namespace tests;

namespace {

const std::string billing = "C0BILLING";
const std::string status = "C0STATUS";
const std::string general = "C0GERAL";
const std::string preview_type = "incidentd_preview";
const std::string post_type = "incidentd_post";

json::object open_incident(const stand& s)
{
    const auto said = s.slash("U0ANA", billing, "/incident open Parado mitigation_actions=Desvio");
    return accepted(said) ? s.message(billing, preview_type) : json::object{};
}

bool loses_its_buttons(const stand& s, const std::string& channel)
{
    return eventually([&] {
        const auto all = s.messages(channel, preview_type);
        return !all.empty() && !has(all.back(), "draft.approve");
    });
}

}  // namespace

TEST_CASE("a mirrored preview can be decided in either place, once, and both copies follow")
{
    stand s;
    s.replace_in_config("[approval]\n", "[approval]\nmirror = [\"second\"]\n");
    s.append_to_config(
        "[[destination]]\nname = \"second\"\nslack = { workspace = \"acme\", channel = \"" + general +
        "\" }\n"
    );
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    const auto copy = s.message(general, preview_type);
    REQUIRE(!copy.empty());
    CHECK(meta(copy, "draft_id") == meta(preview, "draft_id"));
    CHECK(meta(copy, "content_sha256") == meta(preview, "content_sha256"));
    SUBCASE("in the mirror, by button")
    {
        CHECK(accepted(s.press("U0RENATA", general, copy, "draft.approve")));
    }
    SUBCASE("in the mirror, by reaction")
    {
        CHECK(accepted(s.slack(
            "react",
            {{"as", "U0IGOR"}, {"channel", general}, {"ts", text_of(copy, "ts")}, {"name", "white_check_mark"}
            }
        )));
    }
    SUBCASE("in both at once")
    {
        std::thread other([&] { (void)s.press("U0IGOR", billing, preview, "draft.approve"); });
        (void)s.press("U0RENATA", general, copy, "draft.approve");
        other.join();
    }
    CHECK(!s.message(status, post_type).empty());
    CHECK(loses_its_buttons(s, billing));
    CHECK(loses_its_buttons(s, general));
    CHECK(s.stop() == 0);
    CHECK(s.messages(status, post_type).size() == 1);
    CHECK(s.messages(billing, preview_type).size() == 1);
    CHECK(s.messages(general, preview_type).size() == 1);
}

TEST_CASE(
    "with channel approvers a member of the preview's channel approves, who left or asked for it does not"
)
{
    stand s;
    s.replace_in_config("approvers = [\"role:Approval Lead\"]", "approvers = [\"channel\"]");
    REQUIRE(s.start());
    const auto preview = open_incident(s);
    REQUIRE(!preview.empty());
    CHECK(accepted(s.slack("membership", {{"as", "U0STRANGER"}, {"channel", billing}, {"member", false}})));
    CHECK(accepted(s.slack(
        "react",
        {{"as", "U0ANA"}, {"channel", billing}, {"ts", text_of(preview, "ts")}, {"name", "white_check_mark"}}
    )));
    CHECK(s.told("U0ANA", "outra pessoa"));
    // Where the bot is not, and after a look-up: only the command's response URL leads there.
    CHECK(accepted(s.slash("U0STRANGER", general, "/incident approve D1.1")));
    CHECK(s.told("U0STRANGER", "D1.1", general));
    CHECK(s.log().find("/commands/") == std::string::npos);
    CHECK(s.messages(status, post_type).empty());
    CHECK(accepted(s.press("U0JOAO", billing, preview, "draft.approve")));
    CHECK(!s.message(status, post_type).empty());
    CHECK(s.stop() == 0);
}

TEST_CASE("an incident lives in the direct messages of a group, whose members approve, over a crash too")
{
    const std::string group = "C0GROUP";
    stand s({.destination_channel = ""});
    s.replace_in_config("approvers = [\"role:Approval Lead\"]", "approvers = [\"channel\"]");
    REQUIRE(accepted(s.slack(
        "channel",
        {{"id", group},
         {"name", "mpdm-ana.suporte--joao.ops--incidentd-1"},
         {"group", true},
         {"members", json::array{"U0ANA", "U0JOAO", "U0BOT"}}}
    )));
    REQUIRE(s.start());
    REQUIRE(accepted(s.slash("U0ANA", group, "/incident open Parado mitigation_actions=Desvio")));
    const auto preview = s.message(group, preview_type);
    REQUIRE(!preview.empty());
    CHECK(!has(preview, "mpdm-"));
    CHECK(accepted(s.press("U0JOAO", group, preview, "draft.approve")));
    s.kill_now();
    REQUIRE(s.start());
    CHECK(!s.message(group, post_type).empty());
    CHECK(loses_its_buttons(s, group));
    CHECK(eventually([&] {
        std::string list;
        return s.run({"delivery", "list", "--format", "json"}, list) == 0 &&
               list.find("\"sending\"") == std::string::npos && list.find("in_doubt") == std::string::npos;
    }));
    CHECK(accepted(s.slack("say", {{"as", "U0ANA"}, {"channel", group}, {"text", "@incidentd status"}})));
    CHECK(s.told("U0ANA", "SUP-INC-", group));
    CHECK(s.stop() == 0);
    CHECK(s.messages(group, post_type).size() == 1);
    CHECK(s.messages(group, preview_type).size() == 1);
}

TEST_CASE("with pacing a burst of commands stays under Slack's rates and nothing is refused or lost")
{
    constexpr int incidents = 9;
    stand s({.slack_words = {}});
    s.replace_in_config("pacing = false", "pacing = true");
    REQUIRE(s.start());
    for (int i = 1; i <= incidents; ++i)
        REQUIRE(accepted(
            s.slash("U0ANA", billing, fmt::format("/incident open Parado {} mitigation_actions=x", i))
        ));
    CHECK(eventually([&] { return s.messages(billing, preview_type).size() == incidents; }));
    CHECK(s.log().find("ratelimited") == std::string::npos);
    CHECK(s.stop() == 0);
}

TEST_CASE("killed while it ends, it goes on after the next start with nothing lost and nothing twice")
{
    constexpr int rounds = 6;
    stand s({.slack_words = {"--no-rate-limits", "--retries", "200,400,800"}});
    s.slack("settings", {{"honour_client_msg_id", false}});
    std::mt19937 random(7);
    for (int n = 1; n <= rounds; ++n) {
        CAPTURE(n);
        REQUIRE(s.start());
        const auto id = fmt::format("SUP-INC-{}", n);
        REQUIRE(eventually([&] {
            return accepted(
                s.slash("U0ANA", billing, fmt::format("/incident open id={} Parado mitigation_actions=x", n))
            );
        }));
        if (n > 1) {
            const auto all = s.messages(billing, preview_type, fmt::format("SUP-INC-{}", n - 1));
            for (const auto& m : all)
                if (has(m, "draft.approve")) (void)s.press("U0RENATA", billing, m, "draft.approve");
        }
        s.daemon().signal(SIGTERM);
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 60));
        s.kill_now();
    }
    REQUIRE(s.start());
    for (int n = 1; n <= rounds; ++n) {
        const auto id = fmt::format("SUP-INC-{}", n);
        CAPTURE(id);
        CHECK(eventually(
            [&] {
                if (!s.messages(status, post_type, id).empty()) return true;
                for (const auto& m : s.messages(billing, preview_type, id))
                    if (has(m, "draft.approve")) (void)s.press("U0RENATA", billing, m, "draft.approve");
                return false;
            },
            std::chrono::seconds(120)
        ));
    }
    CHECK(s.stop() == 0);
    for (int n = 1; n <= rounds; ++n) {
        const auto count = [&](const std::string& channel, const std::string& type) {
            const auto all = s.messages(channel, type);
            return std::count_if(all.begin(), all.end(), [&](const auto& m) {
                return meta(m, "incident_id") == fmt::format("SUP-INC-{}", n);
            });
        };
        CAPTURE(n);
        CHECK(count(status, post_type) == 1);
        CHECK(count(billing, preview_type) == 1);
    }
    std::string out;
    CHECK(s.run({"audit", "verify"}, out) == 0);
}
