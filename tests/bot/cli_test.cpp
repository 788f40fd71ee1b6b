#include "bot/cli/audit_commands.hpp"
#include "bot/cli/config_commands.hpp"
#include "bot/cli/delivery_commands.hpp"
#include "bot/cli/incident_commands.hpp"
#include "bot/cli/output.hpp"
#include "bot/store/store.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace bot;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

const time_point noon{std::chrono::seconds(1'764'000'000)};  // 2025-11-24T16:00:00Z

incident make_incident(const std::string& id, time_point at, const std::string& summary)
{
    incident row;
    row.id = id;
    row.level = severity::S1;
    row.summary = summary;
    row.channel = {"slack", "acme", "C1"};
    row.channel_name = "support-billing";
    row.opened_by_name = "@ana.suporte";
    row.opened_at = at;
    row.values["region"] = "são paulo";
    row.opened_by = {"slack", "U1"};
    row.timeline.push_back({at, {"slack", "U1"}, "opened"});
    return row;
}

// A stopped daemon's store with two incidents, one of them posted, one delivery in doubt.
struct installation {
    fs::path path;
    std::ostringstream out, err;
    cli::invocation call{.config_path = {}, .out = out, .err = err};

    installation()
    {
        std::string name = (fs::temp_directory_path() / "incidentd-cli-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
        call.config_path = (path / "incidentd.toml").string();
        fs::create_directories(path / "docs");
        std::ofstream(call.config_path) << fmt::format(
            "[daemon]\ndocuments = \"{0}/docs\"\nlocale = \"en\"\n[store]\nurl = \"{1}\"\n", name, url()
        );
        fill();
    }
    ~installation() { fs::remove_all(path); }

    std::string file() const { return (path / "state" / "incidentd.db").string(); }
    std::string url() const { return "sqlite:" + file(); }

    void fill()
    {
        boost::asio::io_context loop;
        auto disk = store::open(url(), loop.get_executor());
        REQUIRE(disk.has_value());
        world state = (*disk)->load(noon).state;
        change_set changes(state, noon);
        changes.add_incident(make_incident("SUP-INC-1", noon, "older"));
        incident& newer = changes.add_incident(
            make_incident("SUP-INC-2", noon + std::chrono::minutes(5), "newer \033[31m| *red*")
        );
        newer.state = incident_state::closed;
        newer.resolved_at = noon + std::chrono::minutes(9);

        draft d;
        d.incident_id = "SUP-INC-1";
        d.stage = "initial_update";
        d.state = draft_state::posting;
        d.requester_name = "@ana.suporte";
        d.decided_at = noon + std::chrono::minutes(2);
        d.revisions.push_back({});
        d.revisions.back().texts = {{"support-billing", "final ``` text"}};
        d.revisions.back().content_sha256 = std::string(64, 'a');
        d.revisions.back().made_at = noon + std::chrono::minutes(1);
        draft& added = changes.add_draft(d);
        delivery post;
        post.kind = delivery_kind::post;
        post.state = delivery_state::in_doubt;
        post.incident_id = "SUP-INC-1";
        post.draft_id = added.id;
        post.destination = "support-billing";
        post.final_text = "final text";
        post.attempts = 1;
        post.error = "no answer";
        post.settled_at = noon + std::chrono::minutes(3);
        const std::string post_id = changes.enqueue(post).id;
        changes.edit_delivery(post_id).state = delivery_state::in_doubt;
        added.post_ids = {post_id};
        for (const char* kind : {"incident.opened", "draft.created", "draft.approved", "delivery.in_doubt"}) {
            changes.audit(
                {.kind = kind,
                 .incident_id = "SUP-INC-1",
                 .draft_id = "D1",
                 .by = {"slack", "U1"},
                 .details = {}}
            );
        }
        (*disk)->commit(batch_of(changes), {});
        (*disk)->close();
    }

    void change(const std::function<void(change_set&)>& rule)
    {
        boost::asio::io_context loop;
        auto disk = store::open(url(), loop.get_executor());
        REQUIRE(disk.has_value());
        const world state = (*disk)->load(noon).state;
        change_set changes(state, noon);
        rule(changes);
        (*disk)->commit(batch_of(changes), {});
        (*disk)->close();
    }

    // As main does it, with --config wherever the test puts it.
    int run(std::vector<std::string> words)
    {
        out.str({});
        err.str({});
        call.chosen = {};
        CLI::App app;
        app.add_option("--config", call.config_path);
        app.require_subcommand(1);
        cli::add_incident_commands(app, call);
        cli::add_delivery_commands(app, call);
        bot::secret_sources sources;
        sources.environment = [](const char*) -> const char* { return nullptr; };
        cli::add_audit_commands(app, call, sources);
        cli::add_config_commands(app, call);
        cli::add_lint_command(app, call);
        std::reverse(words.begin(), words.end());
        try {
            app.parse(words);
        } catch (const CLI::ParseError& e) {
            err << e.what();
            return 2;
        }
        return call.chosen();
    }
    json::value parsed() { return json::parse(out.str()); }

    void sql(const char* text) const
    {
        sqlite3* db = nullptr;
        REQUIRE(sqlite3_open(file().c_str(), &db) == SQLITE_OK);
        CHECK(sqlite3_exec(db, text, nullptr, nullptr, nullptr) == SQLITE_OK);
        sqlite3_close(db);
    }
};

}  // namespace

TEST_CASE("incident list gives programs the agreed members, newest first")
{
    installation here;
    REQUIRE(here.run({"incident", "list", "--format", "json"}) == 0);
    const json::array rows = here.parsed().as_array();
    REQUIRE(rows.size() == 2);
    CHECK(
        rows[1] ==
        json::value{
            {"id", "SUP-INC-1"},
            {"severity", "S1"},
            {"state", "open"},
            {"summary", "older"},
            {"channel", "slack:acme/C1"},
            {"opened_at", "2025-11-24T16:00:00Z"},
            {"resolved_at", nullptr},
            {"variables", {{"region", "são paulo"}}},
        }
    );
    CHECK(rows[0].at("id") == "SUP-INC-2");
    CHECK(rows[0].at("resolved_at") == "2025-11-24T16:09:00Z");
    REQUIRE(here.run({"incident", "list", "--open", "--format", "json"}) == 0);
    CHECK(here.parsed().as_array().size() == 1);
}

TEST_CASE("nothing that people typed can steer the terminal")
{
    installation here;
    REQUIRE(here.run({"incident", "list"}) == 0);
    CHECK(here.out.str().starts_with("ID"));
    CHECK(here.out.str().find("newer  [31m| *red*") != std::string::npos);
    CHECK(here.out.str().find('\033') == std::string::npos);
    CHECK(
        cli::printable("a\xc2\x9b"
                       "b\x7f\n") == "a b  "
    );
}

TEST_CASE("an incident is found by its number, and an unknown one is a failure")
{
    installation here;
    REQUIRE(here.run({"incident", "show", "1", "--format", "json"}) == 0);
    const json::value row = here.parsed();
    CHECK(row.at("opened_by") == "@ana.suporte");
    CHECK(row.at("drafts").at(0).at("id") == "D1");
    CHECK(row.at("drafts").at(0).at("posts").at(0).at("state") == "in_doubt");
    CHECK(here.run({"incident", "show", "77"}) == 1);
    CHECK(here.err.str() == "there is no incident 77\n");
    CHECK(here.run({"incident", "show"}) == 2);
}

TEST_CASE("a format that does not exist is refused with those that do")
{
    installation here;
    for (const char* format : {"xml", "1", "markdown", "JSON"}) {
        CAPTURE(format);
        CHECK(here.run({"incident", "list", "--format", format}) == 2);
        CHECK(here.err.str().find("is no format; it takes table or json") != std::string::npos);
        CHECK(here.err.str().find('{') == std::string::npos);
    }
    CHECK(here.run({"incident", "export", "--format", "markdown"}) == 0);
}

TEST_CASE("the audit events of an incident that does not exist are a failure, as the incident is")
{
    installation here;
    for (const char* format : {"table", "json"}) {
        CHECK(here.run({"audit", "show", "12345", "--format", format}) == 1);
        CHECK(here.out.str().empty());
        CHECK(here.err.str().find("there is no incident 12345") != std::string::npos);
        CHECK(here.run({"audit", "show", "1", "--format", format}) == 0);
    }
}

TEST_CASE("the timeline tells entries, drafts, decisions and posts in their order")
{
    installation here;
    REQUIRE(here.run({"incident", "timeline", "sup-inc-1", "--format=json"}) == 0);
    std::string kinds;
    const json::value moments = here.parsed();
    for (const json::value& each : moments.as_array())
        kinds += std::string(each.at("kind").as_string()) + " ";
    CHECK(kinds == "entry draft decision post ");
    CHECK(moments.at(0).at("by").as_string() == "@ana.suporte");  // not the platform's id
}

TEST_CASE("corrections and retractions are told as such: in the timeline, in tables, in every export")
{
    installation here;
    here.change([](change_set& changes) {
        changes.edit_delivery("d1").state = delivery_state::sent;
        int n = 0;
        for (const draft_purpose purpose : {draft_purpose::correction, draft_purpose::retraction}) {
            draft d = *changes.find_draft("D1");
            d.purpose = purpose;
            d.corrects = purpose == draft_purpose::correction ? "D1" : "D2";
            d.state = draft_state::posted;
            const std::string id = changes.add_draft(d).id;
            delivery edit = *changes.find_delivery("d1");
            edit.kind = delivery_kind::edit;
            edit.target = "d1";
            edit.draft_id = id;
            edit.settled_at = noon + std::chrono::minutes(10 + ++n);
            const std::string edit_id = changes.enqueue(edit).id;
            delivery anew = edit;
            anew.kind = delivery_kind::post;
            anew.target.clear();
            anew.destination = "stakeholders";
            const std::string anew_id = changes.enqueue(anew).id;
            for (const std::string& each : {edit_id, anew_id}) {
                changes.edit_delivery(each).state = delivery_state::sent;
                changes.edit_delivery(each).settled_at = edit.settled_at;
            }
            changes.edit_draft(id).post_ids = {edit_id, anew_id};
        }
    });
    REQUIRE(here.run({"incident", "timeline", "1"}) == 0);
    std::string text = here.out.str();
    for (const char* part :
         {"initial_update posted to support-billing",
          "D2, a correction of D1 (initial_update), asked for",
          "initial_update corrected at support-billing",
          "correction of initial_update posted to stakeholders, as a new message",
          "D3, a retraction of D2 (initial_update), asked for",
          "initial_update retracted at support-billing",
          "retraction of initial_update posted to stakeholders, as a new message"}) {
        CAPTURE(part);
        CHECK(text.find(part) != std::string::npos);
    }
    REQUIRE(here.run({"incident", "timeline", "1", "--format", "json"}) == 0);
    std::string kinds;
    const json::value moments = here.parsed();
    for (const json::value& each : moments.as_array())
        kinds += std::string(each.at("kind").as_string()) + " ";
    CHECK(kinds.find("correction correction retraction retraction") != std::string::npos);
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"incident", "show", "1"}, {"incident", "export", "1"}}) {
        REQUIRE(here.run(command) == 0);
        text = here.out.str();
        CHECK(text.find("PURPOSE") != std::string::npos);
        const auto row = text.find("D2.1");
        REQUIRE(row != std::string::npos);
        const std::string line = text.substr(row, text.find('\n', row) - row);
        CHECK(line.find("correction  D1 ") != std::string::npos);
        CHECK(text.find("retraction  D2 ") != std::string::npos);
    }
    REQUIRE(here.run({"incident", "export", "1", "--format", "markdown"}) == 0);
    CHECK(here.out.str().find("- Correction of D1\n") != std::string::npos);
    CHECK(here.out.str().find("- Retraction of D2\n") != std::string::npos);
}

TEST_CASE("an export is complete in every format")
{
    installation here;
    REQUIRE(here.run({"incident", "export", "--format", "json"}) == 0);
    const json::value rows = here.parsed();
    REQUIRE(rows.as_array().size() == 2);
    CHECK(rows.at(1).at("timeline").as_array().size() == 4);
    REQUIRE(here.run({"incident", "export", "1", "2", "--format", "markdown"}) == 0);
    const std::string text = here.out.str();
    CHECK(text.find("# SUP-INC-1: older\n") != std::string::npos);
    CHECK(text.find("\\| \\*red\\*") != std::string::npos);
    CHECK(text.find("````text\nfinal ``` text\n````\n") != std::string::npos);
    CHECK(here.run({"incident", "list", "--format", "markdown"}) == 2);
}

TEST_CASE("a timeline and an export for people are in the workspace's language throughout")
{
    installation here;
    std::ifstream in(here.call.config_path);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    text.replace(text.find("\"en\""), 4, "\"pt-BR\"");
    std::ofstream(here.call.config_path) << text;
    REQUIRE(here.run({"incident", "timeline", "1"}) == 0);
    CHECK(here.out.str().find("D1 de initial_update pedido") != std::string::npos);
    REQUIRE(here.run({"incident", "export", "1", "--format", "markdown"}) == 0);
    for (const char* english :
         {"asked for", "Severity", "Opened", " by ", "Timeline", "Variables", "Content hash"}) {
        CAPTURE(english);
        CHECK(here.out.str().find(english) == std::string::npos);
    }
}

TEST_CASE("delivery list gives programs the agreed members")
{
    installation here;
    REQUIRE(here.run({"delivery", "list", "--state", "in_doubt", "--format", "json"}) == 0);
    CHECK(
        here.parsed() == json::value(json::array{json::object{
                             {"id", "d1"},
                             {"draft_id", "D1"},
                             {"incident_id", "SUP-INC-1"},
                             {"destination", "support-billing"},
                             {"kind", "post"},
                             {"state", "in_doubt"},
                             {"attempts", 1},
                             {"platform_id", nullptr},
                             {"error", "no answer"},
                         }})
    );
    REQUIRE(here.run({"delivery", "list", "--state", "sent", "--format", "json"}) == 0);
    CHECK(here.parsed().as_array().empty());
    REQUIRE(here.run({"delivery", "show", "d1", "--format", "json"}) == 0);
    CHECK(here.parsed().at("text") == "final text");
}

TEST_CASE("while the daemon is stopped a delivery is settled in the store, once, and audited")
{
    installation here;
    REQUIRE_MESSAGE(here.run({"delivery", "settle", "d1"}) == 0, here.err.str());
    CHECK_FALSE(here.out.str().empty());
    REQUIRE(here.run({"delivery", "list", "--state", "sent", "--format", "json"}) == 0);
    CHECK(here.parsed().as_array().size() == 1);
    CHECK(here.run({"delivery", "resend", "d1"}) == 1);
    CHECK(here.run({"audit", "verify"}) == 0);
    REQUIRE(here.run({"audit", "show", "--format", "json"}) == 0);
    CHECK(here.out.str().find("\"delivery.confirmed\"") != std::string::npos);
    CHECK(here.out.str().find("\"operator\"") != std::string::npos);
}

TEST_CASE("a delivery can be sent again, and an unknown one is refused")
{
    installation here;
    REQUIRE(here.run({"delivery", "resend", "d1"}) == 0);
    REQUIRE(here.run({"delivery", "list", "--state", "queued", "--format", "json"}) == 0);
    CHECK(here.parsed().as_array().size() == 1);
    CHECK(here.run({"delivery", "settle", "d99"}) == 1);
    CHECK(here.run({"delivery", "settle", "d 1"}) == 2);
}

TEST_CASE("the daemon's store is left alone by a command that cannot reach the daemon")
{
    installation here;
    boost::asio::io_context loop;
    const auto held = store::open(here.url(), loop.get_executor());
    REQUIRE(held.has_value());
    CHECK(here.run({"delivery", "settle", "d1"}) == 1);
    CHECK(here.err.str().find("is in use by another incidentd") != std::string::npos);
    CHECK(here.run({"incident", "list"}) == 0);  // reading works beside it
}

TEST_CASE("an intact chain is told with its head")
{
    installation here;
    REQUIRE(here.run({"audit", "verify"}) == 0);
    CHECK(here.out.str().starts_with("the audit chain is intact: 4 events, head "));
    REQUIRE(here.run({"audit", "show", "1", "--format", "json"}) == 0);
    CHECK(here.parsed().as_array().size() == 4);
    REQUIRE(here.run({"audit", "show", "2", "--format", "json"}) == 0);
    CHECK(here.parsed().as_array().empty());
}

TEST_CASE("every way to tamper with the chain names the first bad event")
{
    struct row {
        const char* sql;
        const char* says;
    };
    for (const row& each : std::initializer_list<row>{
             {"UPDATE audit SET body = replace(body, 'draft.created', 'draft.x') WHERE number = 2",
              "broken at event 2: its content does not match"},
             {"UPDATE audit SET at = at + 1 WHERE number = 3", "broken at event 3"},
             {"DELETE FROM audit WHERE number = 2", "broken at event 2: it is missing"},
             {"DELETE FROM audit WHERE number > 2", "broken at event 3: it and all up to 4 were cut off"},
             {"DELETE FROM audit", "broken at event 1: it and all up to 4 were cut off"},
             {"UPDATE audit SET previous = replace(previous, '0', '1') WHERE number = 1", "broken at event 1"
             },
             {"UPDATE meta SET value = '3 ' || (SELECT hash FROM audit WHERE number = 3) WHERE name = "
              "'chain'",
              "broken at event 4: the daemon never recorded it"},
             {"UPDATE meta SET value = replace(value, 'a', 'b') WHERE name = 'chain'", "broken at event 4"},
         }) {
        installation here;
        here.sql(each.sql);
        CHECK(here.run({"audit", "verify"}) == 1);
        CHECK_MESSAGE(
            here.err.str().find(each.says) != std::string::npos, each.sql, " gave ", here.err.str()
        );
        CHECK(here.run({"audit", "verify", "--format", "json"}) == 1);
        CHECK(here.parsed().at("intact") == false);
    }
}

TEST_CASE("--config is taken before and after the subcommand")
{
    installation here;
    const std::string config = here.call.config_path;
    here.call.config_path.clear();
    CHECK(here.run({"--config", config, "incident", "list"}) == 0);
    here.call.config_path.clear();
    CHECK(here.run({"incident", "list", "--config", config}) == 0);
    here.call.config_path.clear();
    CHECK(here.run({"incident", "--config", config, "list"}) == 0);
}

TEST_CASE("config check tells every fault, config show what is in force")
{
    installation here;
    CHECK(here.run({"config", "check"}) == 0);
    CHECK(here.out.str().ends_with("incidentd.toml: no faults\n"));
    CHECK(here.err.str().find("no runbook matches") != std::string::npos);
    REQUIRE(here.run({"config", "show"}) == 0);
    CHECK(here.out.str().find("timezone = \"America/Sao_Paulo\"") != std::string::npos);
    std::ofstream(here.call.config_path) << "[daemon]\nlocale = \"xx\"\n";
    CHECK(here.run({"config", "check"}) == 1);
    CHECK(here.err.str().find(":1:1: [daemon] needs the key \"documents\"") != std::string::npos);
    CHECK(here.err.str().find(":2:10: [daemon] locale must be") != std::string::npos);
    CHECK(here.run({"incident", "list"}) == 1);
}

TEST_CASE("config show names the program of a secret manager and none of its arguments")
{
    installation here;
    std::ofstream(here.call.config_path, std::ios::app)
        << "[[slack]]\nname = \"acme\"\napp_token = \"exec:vault read -token=s3cr3t app\"\n"
           "bot_token = \"env:SLACK_BOT_TOKEN\"\n"
           "[[destination]]\nname = \"out\"\n"
           "webhook = { kind = \"slack_incoming\", url = \"exec:pass show s3cr3t\" }\n";
    REQUIRE(here.run({"config", "show"}) == 0);
    const std::string shown = here.out.str();
    CHECK(shown.find("app_token = \"exec:vault …\"") != std::string::npos);
    CHECK(shown.find("url = \"exec:pass …\"") != std::string::npos);
    CHECK(shown.find("bot_token = \"env:SLACK_BOT_TOKEN\"") != std::string::npos);
    CHECK(shown.find("s3cr3t") == std::string::npos);
}

TEST_CASE("what the configuration and the runbooks name differently is a warning with the nearest")
{
    installation here;
    const fs::path folder = here.path / "docs/quality/observability/runbooks";
    fs::create_directories(folder);
    std::ofstream(folder / "r.md") << "| Role | Holder | Deputy |\n| --- | --- | --- |\n| Support Commander "
                                      "| @ana.suporte | @marcos.noc |\n"
                                   << "| Approval Lead | @anna.suporte | @ana.suporte |\n\n"
                                   << "```message stage=resolution channel=any\nHello {name}\n```\n";
    std::ofstream(here.call.config_path, std::ios::app)
        << "[approval]\nrequired = { reslution = 2, resolution = 1, S1 = 2, public = 2 }\n"
        << "[[person]]\nhandle = \"@Ana.Suporte\"\nslack = \"U0ANA\"\n";
    const auto has = [](const std::string& text, std::string_view part) {
        return text.find(part) != std::string::npos;
    };
    CHECK(here.run({"lint"}) == 0);
    CHECK_MESSAGE(
        has(here.out.str(), "r.md:3:1: warning: role \"Support Commander\" names @marcos.noc"), here.out.str()
    );
    CHECK(
        has(here.out.str(),
            "r.md:4:1: warning: role \"Approval Lead\" names @anna.suporte, who is no [[person]]; did you "
            "mean \"@Ana.Suporte\"?")
    );
    CHECK_FALSE(has(here.out.str(), "names @ana.suporte"));
    CHECK(here.run({"config", "check"}) == 0);
    CHECK(has(here.err.str(), "r.md:3: role \"Support Commander\" names @marcos.noc"));
    CHECK(has(here.err.str(), "\"reslution\", which is no stage of any runbook"));
    CHECK(has(here.err.str(), "did you mean \"resolution\"?"));
    CHECK_FALSE(has(here.err.str(), "names \"resolution\""));
    CHECK_FALSE(has(here.err.str(), "names \"public\""));
    // Without any configuration nobody knows who is who.
    const auto file = (folder / "r.md").string();
    here.call.config_path = "/nonexistent";
    CHECK(here.run({"lint", file}) == 0);
    CHECK_FALSE(has(here.out.str(), "[[person]]"));
}

TEST_CASE("lint takes files or the configured runbooks and fails on errors only")
{
    installation here;
    const fs::path folder = here.path / "docs/quality/observability/runbooks";
    CHECK(here.run({"lint"}) == 1);  // none is configured
    fs::create_directories(folder);
    std::ofstream(folder / "good.md")
        << "# R\n\n```message stage=initial_update channel=any\nHello {name}\n```\n";
    CHECK(here.run({"lint"}) == 0);
    std::ofstream(
        folder / "bad.md"
    ) << "# R\n\n```message stage=progress_update channel=any\nHello {a.b}\n```\n";
    CHECK(here.run({"lint"}) == 1);
    CHECK_MESSAGE(here.out.str().find("bad.md:4:7: error: ") != std::string::npos, here.out.str());
    here.call.config_path = "/nonexistent";
    CHECK(here.run({"lint", (folder / "good.md").string()}) == 0);
    CHECK(here.run({"lint", (folder / "bad.md").string()}) == 1);
    CHECK(here.run({"lint", "/nonexistent.md"}) == 1);
}

TEST_CASE("the hash that an approval record holds is a witness that the store cannot talk away")
{
    installation here;
    REQUIRE(here.run({"audit", "show", "--format", "json"}) == 0);
    const json::array events = here.parsed().as_array();
    const auto hash = [&](std::size_t i) { return std::string(events.at(i).at("hash").as_string()); };
    const auto folder = here.path / "docs" / "docs" / "support" / "approvals";
    std::filesystem::create_directories(folder);
    const auto record = [&](int number, const std::string& of) {
        std::ofstream(folder / "r.md")
            << "# Approval\n\n- Audit chain up to event " << number << ": `" << of << "`\n";
    };
    record(3, hash(2));
    REQUIRE(here.run({"audit", "verify"}) == 0);
    CHECK(here.out.str().find("1 approval records") != std::string::npos);
    record(3, hash(1));
    CHECK(here.run({"audit", "verify"}) == 1);
    CHECK(
        here.err.str().find("broken at event 3: its hash is not the one that the approval record "
                            "docs/support/approvals/r.md holds") != std::string::npos
    );
    // Tail and recorded head cut off together.
    record(4, hash(3));
    here.sql("DELETE FROM audit WHERE number > 2");
    here.sql("UPDATE meta SET value = '2 ' || (SELECT hash FROM audit WHERE number = 2) WHERE name = 'chain'"
    );
    CHECK(here.run({"audit", "verify"}) == 1);
    CHECK(here.err.str().find("broken at event 3: it was cut off") != std::string::npos);
    CHECK(here.run({"audit", "verify", "--no-records"}) == 0);
}

TEST_CASE("a bundle is written whole, checked without the store, and refused when it was changed")
{
    installation here;
    const auto file = (here.path / "evidence.tar").string();
    CHECK(here.run({"audit", "bundle", "--incident", "9", "--out", file}) == 1);
    CHECK(here.err.str().find("there is no incident SUP-INC-9") != std::string::npos);
    CHECK(here.run({"audit", "bundle", "--incident", "2", "--out", file}) == 1);
    CHECK(here.err.str().find("the audit chain has no event of SUP-INC-2") != std::string::npos);
    CHECK(here.run({"audit", "bundle", "--incident", "1", "--sign", "env:NO_SUCH", "--out", file}) == 1);
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK(here.run({"audit", "verify", "/no/such/file"}) == 1);
    CHECK(here.run({"audit", "verify", here.call.config_path, "--public-key", "/no/such/key"}) == 2);
    CHECK(here.run({"audit", "verify", here.call.config_path}) == 1);
    CHECK(here.err.str().find("not a bundle of incidentd's") != std::string::npos);
}

TEST_CASE("lint applies the message policy to templates and tries the examples of its rules")
{
    installation here;
    const fs::path folder = here.path / "docs/quality/observability/runbooks";
    fs::create_directories(folder);
    std::ofstream(folder / "good.md") << "# R\n\n```message stage=initial_update channel=any\nHello\nfrom "
                                         "db-01.prod.internal, says NOC\n```\n";
    std::ofstream(here.call.config_path, std::ios::app)
        << "[[slack]]\nname = \"acme\"\napp_token = \"env:A\"\nbot_token = \"env:B\"\n"
           "[[destination]]\nname = \"status\"\nslack = { workspace = \"acme\", channel = \"C1\" }\n";
    CHECK(here.run({"lint"}) == 0);  // it goes nowhere public
    std::ofstream(here.call.config_path, std::ios::app)
        << "public = true\n[defaults]\ndestinations = [\"status\"]\n";
    CHECK(here.run({"lint"}) == 1);
    CHECK_MESSAGE(
        here.out.str().find("good.md:4:1: error: stage \"initial_update\" (line 2 of the text): "
                            "\"db-01.prod.internal\" is internal") != std::string::npos,
        here.out.str()
    );
    CHECK(
        here.out.str().find("warning: stage \"initial_update\" (line 2 of the text): the acronym NOC") !=
        std::string::npos
    );
    std::ofstream(here.call.config_path, std::ios::app)
        << "[policy]\ninternal_names = \"off\"\nacronyms = \"off\"\n"
           "[[policy.rule]]\nname = \"greeting\"\npattern = '\\bHello\\b'\nmessage = \"no greetings\"\n"
           "match = [\"Hello you\"]\nno_match = [\"Othello\"]\n";
    CHECK(here.run({"lint"}) == 0);
    CHECK(here.out.str().find("rule greeting: \"Hello\": no greetings") != std::string::npos);
    std::ofstream(here.call.config_path, std::ios::app)
        << "[[policy.rule]]\nname = \"b\"\npattern = 'x+'\nmatch = [\"y\"]\n";
    CHECK(here.run({"lint"}) == 1);
    CHECK_MESSAGE(
        here.out.str().find(": error: [[policy.rule]] b should find something in \"y\"") != std::string::npos,
        here.out.str()
    );
}
