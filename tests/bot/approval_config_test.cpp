// [approval]'s rows and [policy]: what is read, what is refused, and what `config show` writes back.
#include "bot/config/config_file.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace bot;
using namespace std::chrono_literals;

namespace {

const std::string head = R"toml([daemon]
documents = "/srv/docs"
[[slack]]
name = "acme"
app_token = "env:A"
bot_token = "env:B"
[[destination]]
name = "status"
slack = { workspace = "acme", channel = "C1" }
public = true
[[person]]
handle = "@ana"
)toml";

const std::string full = head + R"toml(
[approval]
required = { S1 = 2, default = 1, public = 3 }
holidays = ["2026-12-25", "02-29"]

[[approval.requires]]
count = 2
approvers = ["role:Approval Lead", "teams_team:19:x"]
severities = ["s1", "S2"]
stages = ["Resolution"]
[[approval.requires]]
approvers = ["person:@ana"]
destinations = ["public", "status"]

[[approval.window]]
name = "outside hours"
days = ["mon", "tue", "wed", "thu", "fri"]
hours = "08:00-18:00"
outside = true
required = 1
approvers = ["role:Support Commander"]
self_approval = true

[approval.break_glass]
roles = ["role:Support Commander", "Duty Officer"]
mark = "EMERGENCY"
remind = "2h"

[approval.nudge]
approver = "5m"
deputy = "off"

[policy]
next_update = "error"
next_update_stages = ["Progress_Update"]
acronyms = "off"
known_acronyms = ["SLA"]
internal_names = "warning"
internal_domains = ["acme.example"]
allowed = ["status.acme.example"]
entropy = "warning"
mentions = "off"
length = { slack = 3000 }

[[policy.rule]]
name = "no-blame"
pattern = '(?i)\bculpa\b'
level = "error"
message = "name no \"culprit\""
destinations = ["public"]
match = ["a culpa"]
no_match = ["desculpa"]
)toml";

settings read(const std::string& text)
{
    const auto config = parse_config(text, "x.toml");
    if (!config) {
        for (const auto& f : config.error()) MESSAGE(to_string(f));
    }
    REQUIRE(config.has_value());
    return config->core;
}

std::string faults(const std::string& rest)
{
    const auto config = parse_config(head + rest, "x.toml");
    if (config) return {};
    std::string all;
    for (const auto& f : config.error()) all += to_string(f) + "\n";
    return all;
}

}  // namespace

TEST_CASE("every key of the approval rows and of the policy is read")
{
    const settings core = read(full);
    const approval_settings& a = core.approval;
    CHECK(a.required.at("public") == 3);
    CHECK(a.holidays == std::vector<std::string>{"2026-12-25", "02-29"});
    REQUIRE(a.requires_rows.size() == 2);
    CHECK(a.requires_rows[0].count == 2);
    CHECK(a.requires_rows[0].about.severities == std::vector<std::string>{"S1", "S2"});
    CHECK(a.requires_rows[0].about.stages == std::vector<std::string>{"resolution"});
    CHECK(a.requires_rows[1].count == 1);
    CHECK(a.requires_rows[1].about.destinations == std::vector<std::string>{"public", "status"});
    REQUIRE(a.windows.size() == 1);
    CHECK(a.windows[0].days == std::array<bool, 8>{true, true, true, true, true, false, false, false});
    CHECK(a.windows[0].from == 8h);
    CHECK(a.windows[0].to == 18h);
    CHECK(a.windows[0].outside);
    CHECK(a.windows[0].required == 1);
    CHECK(a.windows[0].self_approval == true);
    CHECK(a.break_glass.roles == std::vector<std::string>{"Support Commander", "Duty Officer"});
    CHECK(a.break_glass.remind == 2h);
    CHECK(a.nudge.approver == 5min);
    CHECK(a.nudge.deputy == 0s);
    CHECK_FALSE(a.nudge.ops);
    CHECK(core.policy.next_update == policy_level::error);
    CHECK(core.policy.next_update_stages == std::vector<std::string>{"progress_update"});
    CHECK(core.policy.acronyms == policy_level::off);
    CHECK(core.policy.length.at("slack") == 3000);
    REQUIRE(core.policy.rules.size() == 1);
    CHECK(core.policy.rules[0].level == policy_level::error);
    CHECK(core.policy.rules[0].pattern == "(?i)\\bculpa\\b");
}

TEST_CASE("approvers that nobody wrote are the manual's, also in a file with [approval]")
{
    CHECK(read(head + "[approval]\nexpires = \"20m\"\n").approval.approvers.size() == 2);
}

TEST_CASE("what config show writes is read back as the same, and written as the same again")
{
    const auto config = parse_config(full, "x.toml");
    REQUIRE(config.has_value());
    const std::string shown = show(*config);
    const auto again = parse_config(shown, "shown.toml");
    if (!again) {
        for (const auto& f : again.error()) MESSAGE(to_string(f));
    }
    REQUIRE(again.has_value());
    CHECK(show(*again) == shown);
    CHECK(again->core.policy.rules[0].message == "name no \"culprit\"");
    CHECK(shown.find("hours = \"08:00-18:00\"") != std::string::npos);
}

TEST_CASE("faults of the rows are named with their place and what to write instead")
{
    struct pair {
        const char* text;
        const char* says;
    };
    for (const pair& each : std::vector<pair>{
             {"[[approval.requires]]\ncount = 1\n", "approvers"},
             {"[[approval.requires]]\napprovers = []\n", "must name somebody"},
             {"[[approval.requires]]\napprovers = [\"role:X\"]\ncount = 21\n", "from 1 to 20"},
             {"[[approval.requires]]\napprovers = [\"role:X\"]\nseverities = [\"S9\"]\n", "S1, S2, S3 or S4"},
             {"[[approval.requires]]\napprovers = [\"role:X\"]\ndestinations = [\"statuss\"]\n",
              "did you mean"},
             {"[[approval.requires]]\napprovers = [\"person:@anna\"]\n", "did you mean"},
             {"[[approval.window]]\nhours = \"08:00-18:00\"\nrequired = 1\n", "name"},
             {"[[approval.window]]\nname = \"x\"\nhours = \"8-18\"\nrequired = 1\n", "must be a span such as"
             },
             {"[[approval.window]]\nname = \"x\"\nhours = \"08:00-08:00\"\nrequired = 1\n",
              "must be a span such as"},
             {"[[approval.window]]\nname = \"x\"\nhours = \"08:00-24:30\"\nrequired = 1\n",
              "must be a span such as"},
             {"[[approval.window]]\nname = \"x\"\ndays = [\"monday\"]\nrequired = 1\n",
              "does not know \"monday\""},
             {"[[approval.window]]\nname = \"x\"\ndays = []\nrequired = 1\n", "must name a day"},
             {"[[approval.window]]\nname = \"x\"\n", "changes nothing"},
             {"[[approval.window]]\nname = \"x\"\nrequired = 1\n[[approval.window]]\nname = \"x\"\nrequired "
              "= 1\n",
              "already taken"},
             {"[approval]\nrequired = { S7 = 2 }\n", "required.S7 is no severity"},
             {"[approval]\nrequired = { sev5 = 2 }\n", "required.sev5 is no severity"},
             {"[approval]\nrequired = { 0 = 2 }\n", "required.0 is no severity"},
             {"[approval.break_glass]\nremind = \"1h\"\n", "roles"},
             {"[approval.break_glass]\nroles = [\"X\"]\nmark = \"<!channel>\"\n", "without markup"},
             {"[approval.nudge]\napprover = \"soon\"\n", "duration"},
             {"[approval.nudge]\nops = \"30m\"\n", "sooner than [approval] expires"},
             {"[approval.nudge]\napprover = \"20m\"\ndeputy = \"10m\"\n", "later than the step before"},
             {"[approval.nudge]\nboss = \"10m\"\n", "has no key \"boss\""},
             {"[approval]\nholidays = [\"2026-02-30\"]\n", "must hold dates"},
             {"[approval]\nholidays = [\"25/12\"]\n", "must hold dates"},
             {"[policy]\nacronyms = \"loud\"\n", "must be one of off, warning, error"},
             {"[policy]\nlength = { email = 3 }\n", "has no key \"email\""},
             {"[[policy.rule]]\nname = \"x\"\n", "pattern"},
             {"[[policy.rule]]\nname = \"x\"\npattern = \"(\"\n", "is no pattern that can be used"},
             {"[[policy.rule]]\nname = \"x\"\npattern = \"a*\"\n", "matches nothing at all"},
             {"[[policy.rule]]\nname = \"x\"\npattern = \"a\"\n[[policy.rule]]\nname = \"x\"\npattern = "
              "\"b\"\n",
              "already taken"},
         }) {
        const std::string all = faults(each.text);
        CHECK_MESSAGE(all.find(each.says) != std::string::npos, each.text, " gave: ", all);
        CHECK_MESSAGE(all.find("x.toml:") != std::string::npos, all);
    }
}
