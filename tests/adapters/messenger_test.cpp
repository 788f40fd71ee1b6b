#include "adapters/webhook/messenger.hpp"
#include "adapters/http/server.hpp"
#include "bot/task_group.hpp"
#include "tests/support/certificate.hpp"

#include <doctest/doctest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>

#include <functional>
#include <future>
#include <sstream>
#include <thread>

using namespace adapters;
using namespace adapters::webhook;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr auto runbook_text = R"(# Runbook

```json runbook_templates
{"templates": {
  "initial_update": {
    "slack": "  🚨 *{incident_id}* {impact}\nnext: {next_update}\n",
    "teams": "**{incident_id}** {impact}\nnext: {next_update}"
  },
  "resolution": {"slack": "done {{ok}} {impact}"}
}}
```
)";

constexpr auto secret_path = "/services/T0A/B0A/s3cr3tS3cr3t";

// A clock whose pauses take no time and are remembered.
struct noted_pauses final : bot::clock {
    bot::real_clock real;
    std::vector<std::chrono::milliseconds> pauses;

    time_point now() const override { return time_point{}; }
    wall_time wall_now() const override { return real.wall_now(); }
    asio::awaitable<void> sleep_until(time_point when) override
    {
        pauses.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(when - time_point{}));
        co_return;
    }
};

// The receiver, on a thread of its own since the messenger runs its own loop.
struct receiver {
    using script = std::function<http::server_response(std::size_t)>;  // told how many came before

    explicit receiver(script s) : answer(std::move(s)) {}
    ~receiver()
    {
        asio::co_spawn(io, peer.stop(2s), [](std::exception_ptr) {});
        thread.join();
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port) + secret_path; }

    template <class What>
    auto on_loop(What what)
    {
        std::packaged_task<decltype(what())()> task(std::move(what));
        auto value = task.get_future();
        asio::post(io, [&task] { task(); });
        return value.get();
    }
    std::vector<http::server_request> requests()
    {
        return on_loop([this] { return seen; });
    }
    std::size_t connections()
    {
        return on_loop([this] { return peer.connections(); });
    }

    script answer;
    asio::io_context io{1};
    bot::real_clock time;
    std::vector<http::server_request> seen;  // of the loop's thread
    http::server peer{
        io.get_executor(),
        time,
        [this](http::server_request r) -> asio::awaitable<http::server_response> {
            seen.push_back(std::move(r));
            co_return answer(seen.size() - 1);
        }
    };
    std::uint16_t port = *peer.listen("127.0.0.1", 0);
    std::thread thread{[this] { io.run(); }};
};

struct run {
    tests::temporary_file runbook{runbook_text};
    messenger_options options;
    noted_pauses clock;
    std::ostringstream out, err;

    run()
    {
        options.channel = "slack";
        options.stage = "Initial_Update";
        options.runbook = runbook.path();
        options.vars = {"incident_id = SUP-INC-845 ", "impact=a<b & [c](d)", "next_update=14:30"};
        options.verbose = true;
    }
    int operator()() { return run_messenger(options, out, err, clock); }
    std::string said() const { return out.str() + err.str(); }
};

http::server_response ok(std::size_t)
{
    return {200, {}, "ok"};
}

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("without a webhook the unescaped text goes to standard output, as the script printed it")
{
    run m;
    CHECK(m() == 0);
    CHECK(m.out.str() == "🚨 *SUP-INC-845* a<b & [c](d)\nnext: 14:30\n");
    m.out.str("");
    m.options.stage = "resolution";
    CHECK(m() == 0);
    CHECK(m.out.str() == "done {ok} a<b & [c](d)\n");
}

TEST_CASE("an argument wins over the context file, whose values keep their spelling")
{
    run m;
    const tests::temporary_file context(
        R"({"impact": "context", "next_update": [1.50, true], "incident_id": null})"
    );
    m.options.context = context.path();
    m.options.vars = {"impact=argument"};
    CHECK(m() == 0);
    CHECK(m.out.str() == "🚨 *{incident_id}* argument\nnext: 1.50, true\n");
    CHECK(has(m.err.str(), "without a value: incident_id"));
}

TEST_CASE("a dry run opens no connection, whatever the URL is")
{
    receiver peer(ok);
    run m;
    m.options.webhook_url = peer.url();
    m.options.dry_run = true;
    CHECK(m() == 0);
    CHECK(has(m.out.str(), "a<b & [c](d)"));
    CHECK(peer.requests().empty());
    CHECK(peer.connections() == 0);
    m.options.webhook_url = "not a url";
    CHECK(m() == 0);
    CHECK(!has(m.said(), secret_path));
}

TEST_CASE("a webhook gets the escaped text and standard output stays empty")
{
    receiver peer(ok);
    run m;
    m.options.webhook_url = peer.url();
    CHECK(m() == 0);
    CHECK(m.out.str().empty());
    const auto seen = peer.requests();
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].method == "POST");
    CHECK(seen[0].target == secret_path);
    CHECK(seen[0].headers.find("Content-Type").starts_with("application/json"));
    CHECK(
        json::parse(seen[0].body) ==
        json::value{{"text", "🚨 *SUP-INC-845* a&lt;b &amp; [c](d)\nnext: 14:30"}}
    );
    CHECK(!has(m.said(), secret_path));
    CHECK(!has(m.said(), "s3cr3t"));
    CHECK(has(m.err.str(), "http://127.0.0.1"));
}

TEST_CASE("the user part of a webhook's URL goes out as Basic authorization and is never shown")
{
    receiver peer(ok);
    run m;
    m.options.webhook_url = "http://ana:s3cr3t%40x@127.0.0.1:" + std::to_string(peer.port) + "/hook?a=b@c";
    REQUIRE(m() == 0);
    const auto got = peer.requests().at(0);
    CHECK(got.target == "/hook?a=b@c");
    CHECK(got.headers.find("authorization") == "Basic YW5hOnMzY3IzdEB4");
    CHECK(!has(m.said(), "ana"));
    CHECK(!has(m.said(), "s3cr3t"));
}

TEST_CASE("Teams gets the classic payload, and the card when the webhook is a workflow")
{
    receiver peer(ok);
    run m;
    m.options.channel = "teams";
    m.options.webhook_url = peer.url();
    CHECK(m() == 0);
    m.options.webhook_kind = "teams_workflow";
    CHECK(m() == 0);
    const auto seen = peer.requests();
    REQUIRE(seen.size() == 2);
    const auto classic = json::parse(seen[0].body);
    const std::string text = "**SUP-INC-845** a&lt;b &amp; \\[c\\](d)  \nnext: 14:30";
    CHECK(classic == json::value{{"type", "message"}, {"text", text}});
    const auto card = json::parse(seen[1].body);
    CHECK(card.at("attachments").at(0).at("content").at("body").at(0).at("text").as_string() == text);
}

TEST_CASE("a refusal for pace is repeated after the pause that was asked for")
{
    receiver peer([](std::size_t before) {
        if (before < 2) return http::server_response{429, {{"Retry-After", before == 0 ? "7" : "3"}}, ""};
        return ok(before);
    });
    run m;
    m.options.webhook_url = peer.url();
    CHECK(m() == 0);
    CHECK(peer.requests().size() == 3);
    CHECK(m.clock.pauses == std::vector<std::chrono::milliseconds>{7s, 3s});
    CHECK(m.out.str().empty());
    CHECK(!has(m.said(), "s3cr3t"));
}

TEST_CASE("it gives up after five attempts, and at once when the pause asked for is too long")
{
    {
        receiver peer([](std::size_t) { return http::server_response{429, {{"Retry-After", "1"}}, ""}; });
        run m;
        m.options.webhook_url = peer.url();
        CHECK(m() == 1);
        CHECK(peer.requests().size() == 5);
        CHECK(has(m.err.str(), "not delivered"));
    }
    receiver peer([](std::size_t) { return http::server_response{429, {{"Retry-After", "3600"}}, ""}; });
    run m;
    m.options.webhook_url = peer.url();
    CHECK(m() == 1);
    CHECK(peer.requests().size() == 1);
    CHECK(m.clock.pauses.empty());
    CHECK(has(m.err.str(), "3600 s"));
}

TEST_CASE("a post whose reply was lost or that ended in a server error is never repeated")
{
    for (const auto& answer : {
             http::server_response{.what = http::fate::drop},
             http::server_response{500, {}, "rollup_error"},
             http::server_response{503, {{"Retry-After", "1"}}, ""},
         }) {
        receiver peer([&](std::size_t) { return answer; });
        run m;
        m.options.webhook_url = peer.url();
        CHECK(m() == 1);
        CHECK(peer.requests().size() == 1);
        CHECK(has(m.err.str(), "unknown whether the message arrived"));
        CHECK(has(m.err.str(), "not sent again"));
        CHECK(!has(m.said(), "s3cr3t"));
        CHECK(m.out.str().empty());
    }
}

TEST_CASE("a reply that does not come within the time-out leaves the outcome unknown")
{
    receiver peer([](std::size_t) { return http::server_response{.what = http::fate::half_open}; });
    run m;
    m.options.webhook_url = peer.url();
    m.options.timeout = 100ms;
    CHECK(m() == 1);
    CHECK(peer.requests().size() == 1);
    CHECK(has(m.err.str(), "not sent again"));
}

TEST_CASE("where nobody listens nothing was sent, so it is tried again a few times")
{
    // A port that was free a moment ago.
    asio::io_context io;
    asio::ip::tcp::acceptor free(io, {asio::ip::address_v4::loopback(), 0});
    const auto port = free.local_endpoint().port();
    free.close();
    run m;
    m.options.webhook_url = "http://127.0.0.1:" + std::to_string(port) + secret_path;
    CHECK(m() == 1);
    CHECK(m.clock.pauses.size() == 4);
    CHECK(has(m.err.str(), "not delivered after 5 attempts"));
    CHECK(!has(m.said(), "s3cr3t"));
}

TEST_CASE("a refused webhook is a failure that names the answer and not the URL")
{
    receiver peer([](std::size_t) { return http::server_response{404, {}, "no_service"}; });
    run m;
    m.options.webhook_url = peer.url();
    CHECK(m() == 1);
    CHECK(peer.requests().size() == 1);
    CHECK(has(m.err.str(), "HTTP 404 (no_service)"));
    CHECK(!has(m.said(), "s3cr3t"));
}

TEST_CASE("an unknown stage names the runbook that was given and lists its stages")
{
    run m;
    m.options.stage = "initial_updat";
    CHECK(m() == 1);
    CHECK(m.out.str().empty());
    CHECK(has(m.err.str(), m.runbook.path()));
    CHECK(has(m.err.str(), "initial_update, resolution"));
    m.err.str("");
    m.options.runbook = "/nonexistent/runbook.md";
    CHECK(m() == 1);
    CHECK(has(m.err.str(), "/nonexistent/runbook.md: cannot be read: No such file or directory"));
}

TEST_CASE("wrong usage ends with 2 and prints no message")
{
    const auto code = [](auto change) {
        run m;
        change(m.options);
        const int got = m();
        CHECK(m.out.str().empty());
        CHECK(!m.err.str().empty());
        CHECK(!has(m.said(), "s3cr3t"));
        return got;
    };
    CHECK(code([](auto& o) { o.channel = "irc"; }) == 2);
    CHECK(code([](auto& o) { o.channel = "plain"; }) == 2);
    CHECK(code([](auto& o) { o.vars = {"novalue"}; }) == 2);
    CHECK(code([](auto& o) { o.vars = {" =x"}; }) == 2);
    CHECK(code([](auto& o) { o.vars = {"impact=x\xffy"}; }) == 2);
    CHECK(code([](auto& o) { o.vars = {"imp\xc3=x"}; }) == 2);
    CHECK(code([](auto& o) { o.webhook_kind = "irc"; }) == 2);
    CHECK(code([](auto& o) { o.webhook_kind = "teams_workflow"; }) == 2);
    CHECK(code([](auto& o) { o.timeout = 0ms; }) == 2);
    CHECK(code([](auto& o) { o.webhook_url = "http://hooks.example.com/s3cr3t"; }) == 2);
    CHECK(code([](auto& o) { o.webhook_url = "s3cr3t"; }) == 2);
}

TEST_CASE("an empty webhook URL, as an unset secret leaves it, only prints and says so")
{
    run m;
    m.options.webhook_url = "";
    CHECK(m() == 0);
    CHECK(has(m.out.str(), "SUP-INC-845"));
    CHECK(has(m.err.str(), "only printed"));
}

TEST_CASE("a message above what the receiver takes is not posted")
{
    receiver peer(ok);
    run m;
    m.options.webhook_url = peer.url();
    m.options.vars.push_back("impact=" + std::string(12'001, 'x'));
    CHECK(m() == 1);
    CHECK(peer.requests().empty());
    CHECK(has(m.err.str(), "nothing was posted"));
}

TEST_CASE("a context that is no object or no file is a failure")
{
    run m;
    const tests::temporary_file list("[1]");
    m.options.context = list.path();
    CHECK(m() == 1);
    CHECK(has(m.err.str(), list.path()));
    m.options.context = "/tmp";
    CHECK(m() == 1);
    CHECK(has(m.err.str(), "/tmp: is a directory"));
    CHECK(m.out.str().empty());
}
