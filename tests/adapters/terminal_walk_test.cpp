#include "adapters/sandbox/terminal_walk.hpp"
#include "adapters/http/client.hpp"
#include "adapters/http/websocket.hpp"
#include "adapters/sandbox/sample_workspace.hpp"
#include "adapters/sandbox/sandbox_config.hpp"
#include "adapters/sandbox/shipped_runbooks.hpp"
#include "adapters/sandbox/slack_server.hpp"
#include "runbooks/runbook.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <boost/json/serialize.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace adapters;
using namespace adapters::sandbox;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

struct folder {
    folder()
    {
        char name[] = "/tmp/incidentd-test-XXXXXX";
        path = mkdtemp(name);
    }
    ~folder() { fs::remove_all(path); }
    std::string path;
};

std::string content(const std::string& path)
{
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

// An app that does, over real sockets, what the daemon is there for; some of it can be left out.
struct small_app {
    enum class omits { nothing, preview, post, decision, record, approval };

    slack_server& slack;
    tests::loop& loop;
    std::string approvals;
    omits left_out = omits::nothing;
    int posts = 1;
    http::client web{loop.executor(), loop.time, {}};

    asio::awaitable<json::object> call(
        std::string method, json::object args, std::string token = "xoxb-sandbox"
    )
    {
        http::request r;
        r.method = "POST";
        r.url = slack.api_url() + method;
        r.headers.add("Authorization", "Bearer " + token);
        r.headers.add("Content-Type", "application/json; charset=utf-8");
        r.body = json::serialize(args);
        const auto got = co_await web.send(std::move(r));
        REQUIRE(got.has_value());
        co_return parse_json(got->body)->as_object();
    }

    static json::object message(std::string_view event, std::string_view words, bool button)
    {
        json::array blocks;
        blocks.push_back({{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", words}}}});
        if (button) {
            json::array elements;
            elements.push_back(
                {{"type", "button"},
                 {"action_id", "draft.approve"},
                 {"value", "D1.1"},
                 {"text", {{"type", "plain_text"}, {"text", "Aprovar"}}}}
            );
            blocks.push_back({{"type", "actions"}, {"elements", std::move(elements)}});
        }
        return {
            {"channel", "C0BILLING"},
            {"text", words},
            {"blocks", std::move(blocks)},
            {"metadata", {{"event_type", event}, {"event_payload", {{"draft_id", "D1"}}}}},
        };
    }

    asio::awaitable<void> run()
    {
        const auto opened = co_await call("apps.connections.open", {}, "xapp-sandbox");
        const std::string url(text_at(opened, "url"));
        const auto ws = co_await http::websocket_connection::connect(loop.executor(), loop.time, url, {});
        REQUIRE(ws.has_value());
        std::string preview;
        for (;;) {
            auto frame = co_await (*ws)->read();
            if (!frame) co_return;
            const auto envelope = parse_json(frame->data)->as_object();
            const std::string id(text_at(envelope, "envelope_id"));
            if (id.empty()) continue;
            (void)co_await (*ws)->write(json::serialize(json::object{{"envelope_id", id}}));
            const std::string type(text_at(envelope, "type"));
            if (type == "slash_commands" && left_out == omits::approval)
                co_await call("chat.postMessage", message("incidentd_post", "the final text", false));
            if (type == "slash_commands" && left_out != omits::preview) {
                const auto made =
                    co_await call("chat.postMessage", message("incidentd_preview", "the preview", true));
                preview = text_at(made, "ts");
            } else if (type == "interactive") {
                for (int i = 0; i < posts && left_out != omits::post; ++i)
                    co_await call("chat.postMessage", message("incidentd_post", "the final text", false));
                auto decided = message("incidentd_preview", "approved by Renata", false);
                decided["ts"] = preview;
                if (left_out != omits::decision) co_await call("chat.update", std::move(decided));
                if (left_out != omits::record) std::ofstream(approvals + "/2026-11-23-x.md") << "record";
            }
        }
    }
};

struct stage {
    tests::loop loop;
    folder approvals;
    std::ostringstream out;
    bool went = false;

    void play(small_app::omits left_out, int posts = 1, bot::language language = bot::language::pt_br)
    {
        const auto whole = [&]() -> asio::awaitable<void> {
            slack_server slack(loop.executor(), loop.time);
            fill_sample(slack.workspace());
            REQUIRE(slack.start().has_value());
            small_app app{.slack = slack, .loop = loop, .approvals = approvals.path};
            app.left_out = left_out;
            app.posts = posts;
            bot::task_group tasks(loop.executor());
            tasks.spawn("app", app.run());
            walk_options how;
            how.language = language;
            how.pause = 0ms;
            how.limit = left_out == small_app::omits::nothing ? bot::clock::duration(5s)
                                                              : bot::clock::duration(400ms);
            how.approvals = approvals.path;
            went = co_await walk(slack, out, how);
            tasks.cancel();
            co_await tasks.join();
            app.web.close_idle();
            co_await slack.stop();
        };
        loop.run(whole());
    }
};

}  // namespace

TEST_CASE("the tour goes from the command to the final post and its record, and shows the channel on the way")
{
    stage s;
    s.play(small_app::omits::nothing);
    const auto text = s.out.str();
    CHECK(s.went);
    CHECK(has(text, "Ana Souza digita em #support-billing"));
    CHECK(has(text, "/incident open"));
    CHECK(has(text, "the preview"));
    CHECK(has(text, "[ Aprovar ]"));
    CHECK(has(text, "Renata Martins (Approval Lead)"));
    CHECK(has(text, "the final text"));
    CHECK(has(text, "approved by Renata"));
    CHECK(has(text, "2026-11-23-x.md"));
    CHECK(text.find("the preview") < text.find("the final text"));
}

TEST_CASE("the tour says what is missing, and does not claim that it went well")
{
    using omits = small_app::omits;
    const std::pair<omits, std::string_view> cases[] = {
        {omits::preview, "No preview with an approval button"},
        {omits::post, "The final post did not appear"},
        {omits::decision, "The preview was not updated"},
        {omits::record, "No approval record appeared"},
        {omits::approval, "Something was posted before it was approved"},
    };
    for (const auto& [left_out, words] : cases) {
        stage s;
        s.play(left_out, 1, bot::language::en);
        CHECK_FALSE(s.went);
        CHECK_MESSAGE(has(s.out.str(), words), s.out.str());
        CHECK(!has(s.out.str(), "End of the tour"));
    }
}

TEST_CASE("the tour notices a doubled post")
{
    stage s;
    s.play(small_app::omits::nothing, 2, bot::language::en);
    CHECK_FALSE(s.went);
    CHECK(has(s.out.str(), "posted 2 times"));
}

TEST_CASE("a sandbox begins with a runbook that has no fault, and keeps those that are there")
{
    folder f;
    const auto documents = f.path + "/docs tree";
    REQUIRE(prepare_documents(documents).has_value());
    const auto path = documents + "/quality/observability/runbooks/communication-post-incident.md";
    CHECK(content(path) == content(INCIDENTD_SOURCE_DIR "/runbooks/incident-communication.pt-BR.md"));
    CHECK(shipped_runbook_en == content(INCIDENTD_SOURCE_DIR "/runbooks/incident-communication.en.md"));
    const auto parsed = runbooks::parse(path, content(path));
    CHECK(parsed.ok());
    CHECK(parsed.book.find("initial_update") != nullptr);
    std::ofstream(path) << "mine";
    REQUIRE(prepare_documents(documents).has_value());
    CHECK(content(path) == "mine");
    CHECK(prepare_documents("/proc/nowhere").has_error());
}

TEST_CASE("the sandbox's tokens are in files that only their owner can read, and nowhere else")
{
    folder f;
    const auto state = f.path + "/state";
    REQUIRE(prepare_state(state).has_value());
    struct stat what{};
    REQUIRE(::stat((state + "/app-token").c_str(), &what) == 0);
    CHECK((what.st_mode & 0777) == 0600);
    CHECK(content(state + "/bot-token") == "xoxb-sandbox\n");
    const auto text =
        sandbox_config_text({.slack_port = 4711, .state_dir = state, .documents_dir = "/with \"quotes\""});
    CHECK(has(text, "api_url = \"http://127.0.0.1:4711/api/\""));
    CHECK(has(text, "app_token = \"file:" + state + "/app-token\""));
    CHECK(has(text, R"(documents = "/with \"quotes\"")"));
    CHECK(!has(text, "xapp-"));
    CHECK(!has(text, "xoxb-"));
}
