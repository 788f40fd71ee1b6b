// `incidentd sandbox` as it is shipped: the workspace, the daemon as its child, the page's interface.
#include "tests/support/http_call.hpp"
#include "tests/support/process.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>

namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

using tests::eventually;

std::string text(const json::value& v, const char* pointer)
{
    boost::system::error_code ec;
    const auto* at = v.find_pointer(pointer, ec);
    return at != nullptr && at->is_string() ? std::string(at->get_string()) : std::string();
}

class sandbox_process {
public:
    explicit sandbox_process(std::vector<std::string> words = {}, std::vector<std::string> environment = {})
    {
        char name[] = "/tmp/incidentd-e2e-sandbox-XXXXXX";
        folder_ = ::mkdtemp(name);
        if (std::find(words.begin(), words.end(), "--listen") == words.end())
            words.insert(words.begin(), {"--listen", "127.0.0.1:0"});
        words.insert(words.begin(), {INCIDENTD_BINARY, "sandbox"});
        environment.insert(environment.end(), {"PATH=/usr/bin:/bin", "TMPDIR=" + folder_.string()});
        child_ = tests::process(words, environment, folder_ / "out", folder_ / "err");
        const bool is_up = eventually([&] { return out().find("\n") != std::string::npos; });
        const auto at = out().find("http://");
        if (!is_up || at == std::string::npos) throw std::runtime_error("no address: " + err());
        address_ = out().substr(at, out().find('\n') - at);
        port_ = static_cast<std::uint16_t>(std::stoi(address_.substr(address_.rfind(':') + 1)));
    }
    ~sandbox_process()
    {
        (void)stop();
        fs::remove_all(folder_);
    }

    std::string out() const { return tests::file_text(folder_ / "out"); }
    std::string err() const { return tests::file_text(folder_ / "err"); }
    const std::string& address() const { return address_; }
    std::uint16_t port() const { return port_; }
    const fs::path& folder() const { return folder_; }

    json::value get(const std::string& path) const
    {
        return json::parse(tests::http_call(port_, "GET", path).body);
    }
    json::value post(const std::string& path, json::object body) const
    {
        return json::parse(tests::http_call(port_, "POST", path, json::serialize(body)).body);
    }
    json::object snapshot() const { return get("/api/events").at("events").at(0).at("data").as_object(); }
    bool runs() const
    {
        return eventually([&] { return text(get("/api/daemon"), "/state") == "running"; });
    }
    std::vector<json::object> messages(const std::string& event_type) const
    {
        std::vector<json::object> found;
        const auto now = snapshot();
        for (const auto& m : now.at("slack").at("messages").at("C0BILLING").as_array())
            if (text(m, "/metadata/event_type") == event_type) found.push_back(m.as_object());
        return found;
    }
    json::value slash(std::string as, std::string words) const
    {
        return post("/api/slack/slash", {{"as", as}, {"channel", "C0BILLING"}, {"text", words}});
    }
    json::value approve(std::string as, const json::object& preview) const
    {
        return post(
            "/api/slack/press",
            {{"as", as}, {"channel", "C0BILLING"}, {"ts", preview.at("ts")}, {"action_id", "draft.approve"}}
        );
    }
    // Opens an incident as Ana and returns its preview.
    json::object opened() const
    {
        REQUIRE(slash("@ana.suporte", open_command).at("ok").as_bool());
        REQUIRE(eventually([&] { return !messages("incidentd_preview").empty(); }));
        return messages("incidentd_preview").back();
    }
    std::optional<int> stop(int signal = SIGINT)
    {
        child_.signal(signal);
        return child_.wait(std::chrono::seconds(20));
    }

    static constexpr const char* open_command =
        "/incident open \"Cards declined\" severity=S2 mitigation_actions=\"Gateway B\" next_update=14:45 "
        "status_page=https://status.example.com/";

private:
    fs::path folder_;
    tests::process child_;
    std::string address_;
    std::uint16_t port_ = 0;
};

bool is_alive(pid_t pid)
{
    return ::kill(pid, 0) == 0;
}

}  // namespace

TEST_CASE("the sandbox leads from open to the approval record over its page's interface")
{
    sandbox_process s;
    CHECK(s.err().empty());
    REQUIRE(s.runs());
    CHECK(text(s.get("/api/guide"), "/step") == "open");
    CHECK(
        json::serialize(s.get("/api/session").at("commands").at("stages")) ==
        R"(["initial_update","progress_update","resolution","postmortem_summary","public_notice","team_note"])"
    );
    const auto command = text(s.get("/api/guide"), "/open/command/pt-BR");
    CHECK(s.slash("@ana.suporte", command).at("ok").as_bool());
    // The copy in Teams may be the first that arrives.
    REQUIRE(eventually([&] { return text(s.get("/api/guide"), "/preview/platform") == "slack"; }));
    CHECK(text(s.get("/api/guide"), "/step") == "approve");
    CHECK(s.messages("incidentd_post").empty());
    const auto guide = s.get("/api/guide");
    const auto pressed = s.post(
        "/api/slack/press",
        {{"as", guide.at("preview").at("as")},
         {"channel", guide.at("preview").at("channel")},
         {"ts", guide.at("preview").at("ts")},
         {"action_id", guide.at("preview").at("action_id")}}
    );
    CHECK(pressed.at("ok").as_bool());
    CHECK(pressed.at("latency_us").to_number<int>() > 0);
    REQUIRE(eventually([&] { return text(s.get("/api/guide"), "/step") == "connect"; }));
    CHECK(s.messages("incidentd_post").size() == 1);
    const auto record = text(s.get("/api/guide"), "/record/path");
    CHECK(record.starts_with("docs/support/approvals/"));
    const auto diff = s.get("/api/documents/diff?path=" + record);
    CHECK(text(diff, "/status") == "added");
    CHECK(text(diff, "/hunks/0/lines/0/text").find("SUP-INC-1") != std::string::npos);
    CHECK(s.get("/api/connect").at("slack").at("settings").as_array().size() == 3);
}

TEST_CASE("the wire shows each envelope, its ack with the latency, and no secret")
{
    sandbox_process s;
    REQUIRE(s.runs());
    s.opened();
    const auto acks = s.get("/api/wire?kind=ack&subject=slash_commands");
    REQUIRE(acks.at("entries").as_array().size() == 1);
    const auto& ack = acks.at("entries").at(0);
    CHECK(ack.at("latency_us").to_number<int>() > 0);
    const auto sent = s.get("/api/wire?kind=envelope&contains=" + text(ack, "/id"));
    REQUIRE(sent.at("entries").as_array().size() == 1);
    CHECK(text(sent.at("entries").at(0), "/answered/payload/command") == "/incident");
    const auto all = json::serialize(s.get("/api/wire?most=2000"));
    CHECK(all.find("xoxb-") == std::string::npos);
    CHECK(all.find("xapp-") == std::string::npos);
    CHECK(all.find("teams-sandbox-secret") == std::string::npos);
    CHECK(all.find("ticket=") == std::string::npos);
}

TEST_CASE("what was typed in Slack is approved in Teams, and each platform's page part shows it")
{
    sandbox_process s;
    REQUIRE(s.runs());
    CHECK(s.get("/api/session").at("teams").as_bool());
    const std::string room = "19:BILLING@thread.tacv2";
    const auto cards = [&] {
        json::array found;
        const auto now = s.snapshot();
        for (const auto& m : now.at("teams").at("messages").at(room).as_array())
            if (m.as_object().contains("card")) found.push_back(m);
        return found;
    };
    s.opened();
    REQUIRE(eventually([&] { return !cards().empty(); }));
    const auto stranger = s.post(
        "/api/teams/press",
        {{"as", "@visitante"},
         {"conversation", room},
         {"id", cards().at(0).at("id")},
         {"action", "draft.approve"}}
    );
    CHECK(stranger.at("ok").as_bool());
    CHECK(s.messages("incidentd_post").empty());
    CHECK(text(s.snapshot().at("teams"), "/notices/0/user") == "29:1-STRANGER");
    const auto approved = s.post(
        "/api/teams/press",
        {{"as", "@renata.quality"},
         {"conversation", room},
         {"id", cards().at(0).at("id")},
         {"action", "draft.approve"}}
    );
    CHECK(approved.at("ok").as_bool());
    REQUIRE(eventually([&] { return s.messages("incidentd_post").size() == 1; }));
    const auto calls = s.get("/api/wire?platform=teams&kind=activity");
    CHECK(calls.at("entries").as_array().size() >= 2);
    const auto all = json::serialize(s.get("/api/wire?most=2000"));
    CHECK(all.find("teams-sandbox-secret") == std::string::npos);
    CHECK(all.find("eyJ") == std::string::npos);
}

TEST_CASE("a killed daemon misses nothing that was acknowledged, and the page tells what became of it")
{
    sandbox_process s;
    REQUIRE(s.runs());
    const auto preview = s.opened();
    const auto first = s.get("/api/daemon").at("pid").to_number<int>();
    CHECK(s.post("/api/daemon/kill", {}).at("ok").as_bool());
    REQUIRE(eventually([&] { return text(s.get("/api/daemon"), "/state") == "stopped"; }));
    CHECK(s.get("/api/daemon").at("last_end").at("signal").to_number<int>() == SIGKILL);
    CHECK_FALSE(is_alive(first));
    CHECK(text(s.slash("@ana.suporte", "/incident list"), "/error") == "dispatch_failed");
    // Stays down until it is wanted again.
    CHECK(text(s.get("/api/daemon"), "/state") == "stopped");
    s.post("/api/daemon/restart", {});
    REQUIRE(s.runs());
    CHECK(s.approve("@renata.quality", preview).at("ok").as_bool());
    CHECK(eventually([&] { return s.messages("incidentd_post").size() == 1; }));
    s.post("/api/daemon/restart", {});
    REQUIRE(eventually([&] { return s.get("/api/daemon").at("starts").to_number<int>() == 3; }));
    REQUIRE(s.runs());
    CHECK(s.messages("incidentd_post").size() == 1);
}

TEST_CASE("Ctrl-C, a service manager's stop and a closed terminal end the daemon and leave nothing behind")
{
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        CAPTURE(signal);
        sandbox_process s;
        REQUIRE(s.runs());
        const auto pid = s.get("/api/daemon").at("pid").to_number<int>();
        CHECK(s.stop(signal) == 0);
        CHECK_FALSE(is_alive(pid));
        std::size_t left = 0;
        for (const auto& e : fs::directory_iterator(s.folder()))
            left += e.path().filename().string().starts_with("incidentd-sandbox-") ? 1U : 0U;
        CHECK(left == 0);
    }
}

TEST_CASE("a workspace that is killed takes its daemon with it")
{
    sandbox_process s;
    REQUIRE(s.runs());
    const auto pid = s.get("/api/daemon").at("pid").to_number<int>();
    s.stop(SIGKILL);
    // Nobody here may reap it: what is left of it is a zombie at most, until its new parent does.
    CHECK(eventually([&] {
        std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
        std::string line;
        return !std::getline(in, line) || line.find(") Z") != std::string::npos;
    }));
}

TEST_CASE("with faults from the start the message still comes exactly once")
{
    for (const std::string fault :
         {"429", "lost-reply", "dropped-socket", "duplicate-delivery", "slow-api"}) {
        CAPTURE(fault);
        sandbox_process s({"--fault", fault});
        REQUIRE(s.runs());
        bool on = false;
        const auto switches = s.get("/api/faults");
        for (const auto& f : switches.at("faults").as_array())
            on = on || (text(f, "/name") == fault && f.at("on").as_bool());
        CHECK(on);
        // A cut link may lose the command on its way; the person then types it again.
        REQUIRE(eventually(
            [&] {
                if (!s.messages("incidentd_preview").empty()) return true;
                (void)s.slash("@ana.suporte", std::string(sandbox_process::open_command) + " id=77");
                return false;
            },
            std::chrono::seconds(60),
            std::chrono::seconds(1)
        ));
        REQUIRE(eventually([&] {
            return s.approve("@renata.quality", s.messages("incidentd_preview").back()).at("ok").as_bool();
        }));
        REQUIRE(eventually([&] { return !s.messages("incidentd_post").empty(); }, std::chrono::seconds(60)));
        REQUIRE(eventually([&] { return text(s.get("/api/guide"), "/step") == "connect"; }));
        CHECK(s.messages("incidentd_post").size() == 1);
    }
}

TEST_CASE("a stranger's approval changes nothing and says so to the stranger alone")
{
    sandbox_process s;
    REQUIRE(s.runs());
    const auto preview = s.opened();
    CHECK(s.approve("@visitante", preview).at("ok").as_bool());
    CHECK(eventually([&] {
        const auto now = s.snapshot();
        for (const auto& e : now.at("slack").at("ephemerals").as_array())
            if (text(e, "/user") == "U0STRANGER") return true;
        return false;
    }));
    CHECK(s.messages("incidentd_post").empty());
}

TEST_CASE("an unknown fault, a taken port and a missing folder are said at once, with what to do")
{
    const auto said = [](std::vector<std::string> words, int expected) {
        const auto folder = fs::temp_directory_path() / ("incidentd-e2e-said-" + std::to_string(::getpid()));
        fs::create_directories(folder);
        words.insert(words.begin(), {INCIDENTD_BINARY, "sandbox"});
        tests::process child(
            words, {"PATH=/usr/bin:/bin", "TMPDIR=" + folder.string()}, folder / "out", folder / "err"
        );
        CHECK(child.wait(std::chrono::seconds(30)) == expected);
        auto text = tests::file_text(folder / "err");
        std::size_t left = 0;
        for (const auto& e : fs::directory_iterator(folder)) left += e.is_directory() ? 1U : 0U;
        CHECK(left == 0);
        fs::remove_all(folder);
        return text;
    };
    CHECK(said({"--listen", "127.0.0.1:0", "--fault", "gremlins"}, 2).find("slow-api") != std::string::npos);
    CHECK(
        said({"--listen", "127.0.0.1:0", "--documents", "/nowhere/at/all"}, 2).find("no folder") !=
        std::string::npos
    );
    for (const char* how : {"--keep", "--tour"})
        CHECK(
            said({"--listen", "127.0.0.1:0", "--language", "fr", how}, 2).find("neither pt-BR nor en") !=
            std::string::npos
        );
    CHECK(said({"--listen", "8080"}, 2).find("ADDRESS:PORT") != std::string::npos);
    sandbox_process holder;
    const auto taken = said({"--listen", "127.0.0.1:" + std::to_string(holder.port())}, 1);
    CHECK(taken.find("--listen") != std::string::npos);
    CHECK(taken.find("in use") != std::string::npos);
}

TEST_CASE("one's own configuration and runbooks are used as they are, with the platforms replaced")
{
    const auto folder = fs::temp_directory_path() / ("incidentd-e2e-own-" + std::to_string(::getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder / "books");
    std::ofstream(folder / "books/team.md") << R"md(# Comunicação

| Papel | Titular | Suplente |
| --- | --- | --- |
| Approval Lead | @bia.ops | @caio.ops |

```json runbook_templates
{"templates": {"initial_update": {"slack": "AVISO {incident_id}: {impact_summary}"}}}
```
)md";
    std::ofstream(folder / "incidentd.toml") << R"([daemon]
documents = "/srv/real-documents"
incident_prefix = "ACME-"
[store]
url = "sqlite:/var/lib/incidentd/real.db"
[runbooks]
paths = ["books/*.md"]
[http]
listen = "0.0.0.0:3978"
[defaults]
destinations = ["avisos"]
[[slack]]
name = "acme"
app_token = "env:REAL_APP_TOKEN"
bot_token = "env:REAL_BOT_TOKEN"
[approval]
approvers = ["role:Approval Lead"]
[[destination]]
name = "avisos"
slack = { workspace = "acme", channel = "C0AVISOS" }
[[destination]]
name = "clientes"
webhook = { kind = "slack_incoming", url = "env:REAL_WEBHOOK" }
[[person]]
handle = "@bia.ops"
name = "Bia Nunes"
slack = "U0BIA"
[[person]]
handle = "@caio.ops"
name = "Caio Prado"
slack = "U0CAIO"
)";
    {
        sandbox_process s({"--documents", folder.string()});
        REQUIRE(s.runs());
        const auto session = s.get("/api/session");
        CHECK(text(session, "/people/0/handle") == "@bia.ops");
        CHECK(text(session, "/people/0/roles/0/name") == "Approval Lead");
        CHECK_FALSE(session.at_pointer("/people/0/roles/0/deputy").as_bool());
        CHECK(session.at_pointer("/people/1/roles/0/deputy").as_bool());
        CHECK(session.at("notes").as_array().size() == 1);
        CHECK(session.at("people").as_array().size() == 3);
        CHECK(session.at("documents").at("sample").as_bool() == false);
        CHECK(json::serialize(session.at("places")).find("C0AVISOS") != std::string::npos);
        const auto typed = s.post(
            "/api/slack/slash",
            {{"as", "@caio.ops"}, {"channel", "C0AVISOS"}, {"text", "/incident open \"Fila parada\""}}
        );
        CHECK(typed.at("ok").as_bool());
        REQUIRE(eventually([&] { return text(s.get("/api/guide"), "/step") == "approve"; }));
        const auto preview = s.get("/api/guide").at("preview");
        CHECK(s.post(
                   "/api/slack/press",
                   {{"as", "@bia.ops"},
                    {"channel", preview.at("channel")},
                    {"ts", preview.at("ts")},
                    {"action_id", "draft.approve"}}
        )
                  .at("ok")
                  .as_bool());
        REQUIRE(eventually([&] { return text(s.get("/api/guide"), "/step") == "connect"; }));
        const auto shown = json::serialize(s.snapshot().at("slack"));
        CHECK(shown.find("AVISO ACME-1: Fila parada") != std::string::npos);
    }
    CHECK(fs::exists(folder / "docs/support/approvals"));
    CHECK(fs::exists(folder / "incidentd.toml"));
    fs::remove_all(folder);
}

TEST_CASE("an address that others can reach demands a token, which is printed and made up when none is given")
{
    sandbox_process s({"--listen", "0.0.0.0:0"});
    CHECK(s.address().find("?token=") != std::string::npos);
    CHECK(tests::http_call(s.port(), "GET", "/api/session").status == 401);
    CHECK(tests::http_call(s.port(), "GET", "/").status == 401);
    const auto token = s.address().substr(s.address().find("?token="));
    CHECK(tests::http_call(s.port(), "GET", "/" + token).status == 303);
}
