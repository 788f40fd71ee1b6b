#include "bot/config/config_file.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace bot;

namespace {

const std::string example = R"toml([daemon]
documents = "/srv/support-docs"
locale = "en"
timezone = "America/Sao_Paulo"
incident_prefix = "INC-"
default_severity = "s2"

[store]
url = "sqlite:/var/lib/incidentd/x.db"

[runbooks]
paths = ["quality/*.md"]

[defaults]
destinations = ["support-billing"]

[documents]
approvals = "docs/approvals/"

[tls]
ca_file = "/etc/incidentd/private-ca.pem"

[[slack]]
name = "acme"
app_token = "env:SLACK_APP_TOKEN"
bot_token = "exec:vault read slack"
api_url = "http://127.0.0.1:8080/api"
connections = 3
commands = ["/incident"]
liveness = "1m30s"
pacing = false

[[teams]]
name = "acme-teams"
app_id = "11111111-2222-3333-4444-555555555555"
tenant_id = "t"
app_password = "env:TEAMS_APP_PASSWORD"
reactions = { approve = ["like"], reject = [] }

[http]
listen = "127.0.0.1:0"

[approval]
required = { S1 = 2, s2 = 1, default = 1, Resolution = 3 }
approvers = ["role:Approval Lead", "person:@Ana.Suporte", "slack_group:S1", "teams_team:T1", "channel"]
self_approval = true
expires = "45m"
mirror = ["teams-support"]

[[destination]]
name = "support-billing"
slack = { workspace = "acme", channel = "C0123456" }
[[destination]]
name = "teams-support"
teams = { bot = "acme-teams", conversation = "19:x@thread.tacv2" }
approvals = 2
approvers = ["role:Approval Lead"]
[[destination]]
name = "stakeholders"
webhook = { kind = "teams_workflow", url = "env:STAKEHOLDERS_WEBHOOK" }
public = true
[[destination]]
name = "status"
webhook = { kind = "slack_incoming", url = "file:/run/hook" }

[[person]]
handle = "@ana.suporte"
name = "Ana Souza"
email = "ana@example.com"
slack = "U0ANA"
teams = "aad"
roles = ["Support Commander"]

[ops]
destination = "support-billing"
)toml";

// "line:column: message" of every fault.
std::vector<std::string> faults_of(std::string_view text)
{
    std::vector<std::string> out;
    if (const auto read = parse_config(text, "f.toml"); !read) {
        for (const config_fault& each : read.error()) out.push_back(to_string(each));
    }
    return out;
}

std::string joined(const std::vector<std::string>& all)
{
    std::string out;
    for (const std::string& each : all) out += each + "\n";
    return out;
}

// The example with one text replaced by another.
std::string with(const std::string& what, const std::string& by)
{
    std::string text = example;
    const auto at = text.find(what);
    REQUIRE_MESSAGE(at != std::string::npos, what);
    return text.replace(at, what.size(), by);
}

const std::string smallest = "[daemon]\ndocuments = \"/d\"\n";

}  // namespace

TEST_CASE("every key of a complete configuration arrives in the settings")
{
    const auto read = parse_config(example, "f.toml");
    REQUIRE_MESSAGE(read.has_value(), joined(faults_of(example)));
    const settings& core = read->core;
    CHECK(core.file == "f.toml");
    CHECK(core.documents.root == "/srv/support-docs");
    CHECK(core.documents.approvals == "docs/approvals");
    CHECK(core.locale == "en");
    CHECK(core.incident_prefix == "INC-");
    CHECK(core.default_severity == severity::S2);
    CHECK(core.store_url == "sqlite:/var/lib/incidentd/x.db");
    CHECK(core.runbook_paths == std::vector<std::string>{"quality/*.md"});
    CHECK(core.default_destinations == std::vector<std::string>{"support-billing"});
    CHECK(core.ca_file == "/etc/incidentd/private-ca.pem");
    CHECK(core.listen == "127.0.0.1:0");
    CHECK(core.ops_destination == "support-billing");
    CHECK(
        core.approval.required == decltype(core.approval.required){{"S1", 2}, {"S2", 1}, {"resolution", 3}}
    );
    CHECK(core.approval.required_default == 1);
    CHECK(core.approval.approvers.size() == 5);
    CHECK(core.approval.self_approval);
    CHECK(core.approval.expires == std::chrono::minutes(45));
    CHECK(core.approval.mirror == std::vector<std::string>{"teams-support"});
    REQUIRE(core.people.size() == 1);
    CHECK(core.people[0].accounts == decltype(core.people[0].accounts){{"slack", "U0ANA"}, {"teams", "aad"}});

    REQUIRE(read->slack.size() == 1);
    CHECK(read->slack[0].app_token.text == "env:SLACK_APP_TOKEN");
    CHECK(read->slack[0].bot_token.text == "exec:vault read slack");
    CHECK(read->slack[0].api_url == "http://127.0.0.1:8080/api/");
    CHECK(read->slack[0].connections == 3);
    CHECK(read->slack[0].liveness == std::chrono::seconds(90));
    CHECK_FALSE(read->slack[0].pacing);
    REQUIRE(read->teams.size() == 1);
    CHECK(read->teams[0].approve_reactions == std::vector<std::string>{"like"});

    REQUIRE(core.destinations.size() == 4);
    const destination* slack = core.find_destination("support-billing");
    REQUIRE(slack != nullptr);
    CHECK(slack->channel.key() == "slack:acme/C0123456");
    CHECK(slack->dialect == "slack");
    const destination* teams = core.find_destination("teams-support");
    REQUIRE(teams != nullptr);
    CHECK(teams->dialect == "teams");
    CHECK(teams->approvals == 2);
    const destination* card = core.find_destination("stakeholders");
    REQUIRE(card != nullptr);
    CHECK(card->is_card);
    CHECK(card->is_public);
    CHECK(card->dialect == "teams");
    const destination* hook = core.find_destination("status");
    REQUIRE(hook != nullptr);
    CHECK_FALSE(hook->is_card);
    CHECK(hook->dialect == "slack");
}

TEST_CASE("the documents tree is all that must be configured")
{
    const auto read = parse_config(smallest, "f.toml");
    REQUIRE(read.has_value());
    CHECK(read->core.locale == "pt-BR");
    CHECK(read->core.listen == "127.0.0.1:3978");
    CHECK(read->core.approval.expires == std::chrono::minutes(30));
    CHECK(read->slack.empty());
    CHECK(
        joined(faults_of("")) == "f.toml:1:1: the section [daemon] with its key \"documents\" is missing\n"
    );
}

TEST_CASE("all faults are told at once, each with its line and column")
{
    const auto all = faults_of(
        "[daemon]\n"
        "documents = \"/d\"\n"
        "local = \"en\"\n"
        "timezone = \"Mars/Olympus\"\n"
        "[aproval]\n"
        "[approval]\n"
        "expires = \"soon\"\n"
        "self_approval = 1\n"
    );
    REQUIRE(all.size() == 5);
    CHECK(all[0] == "f.toml:3:1: [daemon] has no key \"local\"; did you mean \"locale\"?");
    CHECK(all[1].starts_with("f.toml:4:12: [daemon] timezone is not in"));
    CHECK(all[2] == "f.toml:5:2: there is no section \"aproval\"; did you mean \"approval\"?");
    CHECK(all[3].starts_with("f.toml:7:11: [approval] expires must be a duration"));
    CHECK(all[4] == "f.toml:8:17: [approval] self_approval must be true or false");
}

TEST_CASE("text that is no TOML is a fault with its place")
{
    const auto all = faults_of("[daemon]\ndocuments = \n");
    REQUIRE(all.size() == 1);
    CHECK(all[0].starts_with("f.toml:2:"));
}

TEST_CASE("a secret in the file is a fault that does not repeat it")
{
    for (const char* line :
         {"bot_token = \"xoxb-12345-verysecret\"",
          "bot_token = \"verysecret\"",
          "bot_token = 'exec:echo xoxb-verysecret'",
          "bot_token = xoxb-verysecret",
          "bot_token = verysecret",
          "bot_token = \"verysecret",
          "bot_token = verysecret\"",
          "bot_token \"verysecret\"",
          "bot_token = \"a\" verysecret",
          "bot_token = \"verysecret\\q\"",
          "bot_token = 'env:'"}) {
        const std::string text = with("bot_token = \"exec:vault read slack\"", line);
        const auto all = faults_of(text);
        REQUIRE_MESSAGE(!all.empty(), line);
        CHECK_MESSAGE(joined(all).find("verysecret") == std::string::npos, joined(all));
    }
    const auto hook = faults_of(
        with("url = \"env:STAKEHOLDERS_WEBHOOK\"", "url = \"https://x.logic.azure.com/workflows/verysecret\"")
    );
    REQUIRE(hook.size() == 1);
    CHECK(hook[0].find("must be a reference") != std::string::npos);
    CHECK(hook[0].find("verysecret") == std::string::npos);
}

TEST_CASE("each rule about a value is enforced")
{
    struct row {
        const char* what;
        const char* by;
        const char* says;
    };
    for (const row& each : std::initializer_list<row>{
             {"api_url = \"http://127.0.0.1:8080/api\"", "api_url = \"http://slack.com/api\"", "must be https"
             },
             {"api_url = \"http://127.0.0.1:8080/api\"",
              "api_url = \"ftp://slack.com/\"",
              "must be https, not ftp"},
             {"api_url = \"http://127.0.0.1:8080/api\"", "api_url = \"https://u:p@slack.com/\"", "user name"},
             {"api_url = \"http://127.0.0.1:8080/api\"",
              "api_url = \"http://127.0.0.1.example.com/api\"",
              "must be a full URL"},
             {"api_url = \"http://127.0.0.1:8080/api\"",
              "api_url = \"https://slack.com:99999/api\"",
              "must be a full URL"},
             {"connections = 3", "connections = 11", "must be from 1 to 10"},
             {"connections = 3", "connections = \"3\"", "must be a whole number"},
             {"workspace = \"acme\"", "workspace = \"acne\"", "no such [[slack]]; did you mean \"acme\"?"},
             {"bot = \"acme-teams\"", "bot = \"other\"", "no such [[teams]]"},
             {"channel = \"C0123456\"", "channel = \"#support\"", "must be the channel's id"},
             {"mirror = [\"teams-support\"]", "mirror = [\"stakeholders\"]", "is a webhook"},
             {"mirror = [\"teams-support\"]", "mirror = [\"nowhere\"]", "no such [[destination]]"},
             {"[ops]\ndestination = \"support-billing\"",
              "[ops]\ndestination = \"x\"",
              "no such [[destination]]"},
             {"destinations = [\"support-billing\"]", "destinations = [\"suport-billing\"]", "did you mean"},
             {"person:@Ana.Suporte", "person:@nobody", "no such [[person]]"},
             {"\"role:Approval Lead\", \"person",
              "\"rolle:Approval Lead\", \"person",
              "does not know \"rolle:"},
             {"\"channel\"]", "\"channel:C1\"]", "stands alone"},
             {"\"slack_group:S1\"", "\"slack_group:\"", "names nobody"},
             {"S1 = 2", "S1 = 0", "must be a number from 1 to 20"},
             {"name = \"teams-support\"", "name = \"support-billing\"", "is already taken in line"},
             {"kind = \"teams_workflow\"", "kind = \"teams_workflo\"", "did you mean \"teams_workflow\"?"},
             {"handle = \"@ana.suporte\"", "handle = \"ana.suporte\"", "must begin with @"},
             {"sqlite:/var/lib/incidentd/x.db", "postgresql://u:pw@h/d", "not supported yet"},
             {"paths = [\"quality/*.md\"]", "paths = [\"../*.md\"]", "must stay below"},
             {"listen = \"127.0.0.1:0\"", "listen = \"127.0.0.1\"", "an address and a port"},
             {"app_id = \"11111111-2222-3333-4444-555555555555\"",
              "auth = \"none\"",
              "needs the key \"app_id\""},
             {"app_id = \"11111111", "app_id = \"a/b", "app_id must be the bot's application id"},
             {"tenant_id = \"t\"", "tenant_id = \"t?x\"", "tenant_id must be the tenant's id"},
             {"tenant_id = \"t\"", "app_type = \"multi_tenant\"", "needs tenants"},
             {"tenant_id = \"t\"",
              "tenant_id = \"t\"\napp_type = \"managed_identity\"",
              "app_password has no use while app_type is managed_identity"},
             {"tenant_id = \"t\"", "tenant_id = \"t\"\ncloud = \"pubic\"", "did you mean \"public\"?"},
             {"tenant_id = \"t\"", "tenant_id = \"t\"\ncloud = \"china\"", "needs service_hosts"},
             {"tenant_id = \"t\"",
              "tenant_id = \"t\"\nservice_hosts = [\"*.trafficmanager.net\"]",
              "exact names only"},
             {"tenant_id = \"t\"",
              "tenant_id = \"t\"\nservice_url = \"https://evil.trafficmanager.net/teams/\"",
              "which is not in service_hosts"},
             {"reject = []", "reject = [\"like\"]", "under approve and under reject"},
             {"name = \"acme-teams\"", "name = \"acme\"", "is already the name of a [[slack]]"},
             {"19:x@thread.tacv2", "19:x@thread.tacv2;messageid=1", "without \";messageid=\""},
             {"[http]", "[[http]]", "write [http], not [[http]]"},
             {"[[slack]]", "[slack]", "write [[slack]], not [slack]"},
         }) {
        const std::string all = joined(faults_of(with(each.what, each.by)));
        CHECK_MESSAGE(all.find(each.says) != std::string::npos, each.by, " gave: ", all);
        CHECK(all.find("pw@") == std::string::npos);
    }
}

TEST_CASE("authentication may be off only while everything is on this machine")
{
    const std::string open = with("tenant_id = \"t\"", "tenant_id = \"t\"\nauth = \"none\"");
    CHECK(joined(faults_of(open)).find("service_hosts is a loopback host") != std::string::npos);
    std::string local = open;
    local.replace(local.find("auth = "), 0, "service_hosts = [\"localhost\"]\n");
    CHECK(faults_of(local).empty());
    local.replace(local.find("127.0.0.1:0"), 11, "0.0.0.0:3978");
    CHECK(joined(faults_of(local)).find("listen is a loopback address") != std::string::npos);
}

TEST_CASE("what a Teams section leaves out comes from its cloud")
{
    const auto read = [](const std::string& more) {
        auto all = parse_config(with("tenant_id = \"t\"", "tenant_id = \"t\"\n" + more), "x.toml");
        REQUIRE(all.has_value());
        return all->teams.at(0);
    };
    const teams_settings usual = read("");
    CHECK(usual.issuer == "https://api.botframework.com");
    CHECK(usual.service_hosts == std::vector<std::string>{"smba.trafficmanager.net"});
    CHECK(usual.service_url == "https://smba.trafficmanager.net/teams/");
    CHECK(usual.login_tenant == "t");
    CHECK(usual.tenants == std::vector<std::string>{"t"});
    const teams_settings gov = read("cloud = \"gcc_high\"");
    CHECK(
        gov.openid_metadata_url == "https://login.botframework.azure.us/v1/.well-known/openidconfiguration"
    );
    CHECK(gov.token_url == "https://login.microsoftonline.us/{tenant_id}/oauth2/v2.0/token");
    CHECK(gov.scope == "https://api.botframework.us/.default");
    CHECK(gov.service_hosts == std::vector<std::string>{"smba.infra.gov.teams.microsoft.us"});
    CHECK(read("cloud = \"gcc_high\"\nissuer = \"https://own\"").issuer == "https://own");
    const teams_settings many = read("app_type = \"multi_tenant\"\ntenants = [\"t\", \"u\"]");
    CHECK(many.login_tenant == "botframework.com");
    const teams_settings local = read("service_hosts = [\"LOCALHOST\"]");
    CHECK(local.service_hosts == std::vector<std::string>{"localhost"});
    CHECK(local.service_url.empty());
}

TEST_CASE("a destination is exactly one place")
{
    const std::string none = smallest + "[[destination]]\nname = \"x\"\n";
    CHECK(joined(faults_of(none)).find("needs exactly one of slack, teams and webhook") != std::string::npos);
}

TEST_CASE("what is shown can be read again and shows the same, with secrets as references")
{
    const auto read = parse_config(example, "f.toml");
    REQUIRE(read.has_value());
    const std::string shown = show(*read);
    CHECK(shown.find("bot_token = \"exec:vault read slack\"") != std::string::npos);
    const std::string for_people = show(*read, exec_references::program_only);
    CHECK(for_people.find("bot_token = \"exec:vault …\"") != std::string::npos);
    CHECK(for_people.find("read slack") == std::string::npos);
    const auto again = parse_config(shown, "f.toml");
    REQUIRE_MESSAGE(again.has_value(), joined(faults_of(shown)));
    CHECK(show(*again) == shown);
    CHECK(again->core.approval.required == read->core.approval.required);
}

TEST_CASE("a configuration that cannot be read is a fault of the whole file")
{
    const auto read = load_config("/nonexistent/incidentd.toml");
    REQUIRE_FALSE(read.has_value());
    CHECK(to_string(read.error()[0]).starts_with("/nonexistent/incidentd.toml: cannot be read: No such file")
    );
}
