#include "adapters/sandbox/web/own_config.hpp"
#include "bot/config/config_file.hpp"
#include "runbooks/library.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace adapters::sandbox;
using namespace adapters::sandbox::web;

namespace {

bot::loaded_config parsed(const std::string& more)
{
    auto config = bot::parse_config(
        "[daemon]\ndocuments = \"/srv/documents\"\n[store]\nurl = \"sqlite:/srv/real.db\"\n" + more,
        "own.toml"
    );
    if (!config) {
        for (const auto& f : config.error()) MESSAGE(bot::to_string(f));
        REQUIRE(config.has_value());
    }
    return std::move(*config);
}

runbooks::library table_of(const std::string& rows)
{
    auto book =
        runbooks::parse("team.md", "# T\n\n| Papel | Titular | Suplente |\n| --- | --- | --- |\n" + rows);
    REQUIRE(book.ok());
    std::vector<runbooks::runbook> books;
    books.push_back(std::move(book.book));
    return runbooks::library::build(std::move(books)).books;
}

const std::string two_people = R"(
[[person]]
handle = "@ana"
name = "Ana"
slack = "U0ANA"
[[person]]
handle = "@ana.suporte"
name = "Ana Souza"
slack = "U0SOUZA"
roles = ["Auditoria", "approval lead"]
)";

const std::string slack_workspace_acme = R"(
[[slack]]
name = "acme"
app_token = "env:A"
bot_token = "env:B"
)";

const std::string teams_bot = R"(
[[teams]]
name = "bot"
app_id = "22222222-0000-4000-8000-000000000001"
tenant_id = "22222222-0000-4000-8000-000000000002"
app_password = "env:P"
)";

std::string no_teams(const std::string&)
{
    return {};
}

bool says(const std::vector<std::string>& notes, std::string_view part)
{
    return std::any_of(notes.begin(), notes.end(), [&](const std::string& n) {
        return n.find(part) != std::string::npos;
    });
}

}  // namespace

TEST_CASE("people have the roles of the configuration and of the tables, deputies are told apart, once each")
{
    const auto books = table_of("| Approval Lead | @ANA.suporte (dia) | @ana |\n| Scribe | x@ana | |\n");
    const auto cast = cast_of(parsed(two_people + slack_workspace_acme), books, no_teams);
    REQUIRE(cast.size() == 3);
    REQUIRE(cast[0].roles.size() == 1);
    CHECK(cast[0].roles[0].name == "Approval Lead");
    CHECK(cast[0].roles[0].deputy);
    REQUIRE(cast[1].roles.size() == 2);
    CHECK_FALSE(cast[1].roles[0].deputy);
    CHECK(cast[1].has_role("AUDITORIA"));
    CHECK(cast[2].stranger);
    CHECK(cast[2].roles.empty());
}

TEST_CASE(
    "the commander asks in the guided minute and somebody else who may approves, even where groups decide"
)
{
    const auto config = parsed(
        two_people + slack_workspace_acme +
        "[approval]\napprovers = [\"slack_group:S0X\"]\n[[destination]]\nname = \"a\"\nslack = { workspace = "
        "\"acme\", channel = \"C0A\" }\n"
    );
    const auto books = table_of("| Support Commander | @ana.suporte | |\n");
    const auto roles = roles_in(config, cast_of(config, books, no_teams));
    CHECK(roles.asks == "@ana.suporte");
    CHECK(roles.approves == "@ana");
    CHECK(roles.channel == "C0A");
    CHECK_FALSE(roles.on_teams);
}

TEST_CASE("what is not as the configuration says is told, and nothing else")
{
    const auto plain = told_about(parsed(two_people + slack_workspace_acme), bot::language::en);
    REQUIRE(plain.size() == 1);
    CHECK(says(plain, "nothing leaves this machine"));

    const auto several = told_about(
        parsed(
            slack_workspace_acme +
            R"(
[[slack]]
name = "other"
app_token = "env:C"
bot_token = "env:D"
[approval]
approvers = ["slack_group:S0X", "teams_team:19:T@thread.tacv2"]
[[destination]]
name = "there"
slack = { workspace = "other", channel = "C0B" }
[[person]]
handle = "@teams.only"
name = "T"
teams = "10000000-0000-4000-8000-000000000001"
)"
        ),
        bot::language::en
    );
    CHECK(
        says(several, R"([[slack]] "other" is not played: here is only "acme", and its destinations (there))")
    );
    CHECK(says(several, "slack_group:S0X"));
    CHECK(says(several, "teams_team:19:T@thread.tacv2"));
    CHECK(says(several, "@teams.only"));
    CHECK(says(told_about(parsed(two_people), bot::language::pt_br), "nem [[teams]]"));
}

TEST_CASE(
    "a Teams is there for a bot, or to show what a workflow webhook posts; with it alone the minute begins "
    "there"
)
{
    CHECK_FALSE(needs_teams(parsed(slack_workspace_acme)));
    CHECK_FALSE(needs_teams(parsed(
        slack_workspace_acme +
        "[[destination]]\nname = \"h\"\nwebhook = { kind = \"slack_incoming\", url = \"env:H\" }\n"
    )));
    CHECK(needs_teams(parsed(
        slack_workspace_acme +
        "[[destination]]\nname = \"h\"\nwebhook = { kind = \"teams_workflow\", url = \"env:H\" }\n"
    )));
    const auto alone = parsed(
        teams_bot +
        "[[destination]]\nname = \"s\"\nteams = { bot = \"bot\", conversation = \"19:S@thread.tacv2\" }\n"
    );
    CHECK(needs_teams(alone));
    const auto roles = roles_in(alone, {});
    CHECK(roles.on_teams);
    CHECK(roles.channel == "19:S@thread.tacv2");
}
