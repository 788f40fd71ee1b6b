// The Slack client and the in-process Slack on one loop, over loopback, with the engine's part played by the
// test.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/sandbox/sample_workspace.hpp"
#include "adapters/sandbox/slack_server.hpp"
#include "adapters/slack/slack.hpp"
#include "bot/task_group.hpp"

#include <doctest/doctest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tests::slack_rig {

using namespace adapters;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using sandbox::fault_kind;

// The engine's part: keeps events and answers them as the test says.
struct sink final : bot::event_sink {
    std::vector<bot::inbound> events;
    std::vector<bot::reply_path> held;
    bool takes = true;
    bool holds = false;
    bot::receipt answer;
    std::optional<bot::form> form;

    void submit(bot::inbound event, bot::reply_path reply) override
    {
        events.push_back(std::move(event));
        if (form && reply.open_form) reply.open_form(*form);
        if (holds)
            held.push_back(std::move(reply));
        else if (reply.done)
            reply.done(answer);
    }
    void keep(std::vector<bot::address>, std::vector<std::string>, std::function<void()> durable) override
    {
        if (durable) durable();
    }
    bool accepting() const noexcept override { return takes; }
};

inline slack::token token_of(std::string reference, std::string value, int* throws = nullptr)
{
    return {std::move(reference), [value, throws](bool) -> asio::awaitable<bot::result<bot::secret>> {
                if (throws != nullptr && *throws > 0 && (*throws)-- > 0) throw std::logic_error("a bug");
                co_return bot::secret(std::string(value));
            }};
}

inline slack::timings fast()
{
    slack::timings t;
    t.first_pause = 10ms;
    t.longest_pause = 100ms;
    t.dial_gap = 5ms;
    t.dials_a_minute = 1000;
    t.crowded_pause = 50ms;
    t.drain = 200ms;
    t.close = 500ms;
    t.look_up_pause = 10ms;
    t.look_up_settled = 30ms;
    t.hello = 1s;
    t.post = 400ms;
    return t;
}

// The client and the in-process Slack on one loop, over loopback.
struct rig {
    asio::io_context io{1};
    bot::real_clock time;
    sandbox::slack_server_settings server;
    slack::timings limits = fast();
    slack::settings config;
    std::string app_token = "xapp-sandbox";
    std::string bot_token = "xoxb-sandbox";
    int app_tokens_that_throw = 0;
    bot::language language = bot::language::en;
    slack::counters count;
    std::string news;  // id of a delivery whose messages the rules want to hear of
    sink events;
    std::unique_ptr<sandbox::slack_server> there;
    std::unique_ptr<http::client> web;
    std::unique_ptr<bot::platform> here;
    std::optional<boost::system::error_code> ended;

    rig()
    {
        config.name = "acme";
        config.pacing = false;
        server.sockets.event_retries = {10ms, 20ms};
    }

    // Without `connects` nothing waits for the links.
    void run(std::function<asio::awaitable<void>()> script, bool connects = true)
    {
        there = std::make_unique<sandbox::slack_server>(io.get_executor(), time, server);
        sandbox::fill_sample(there->workspace());
        REQUIRE(there->start().has_value());
        config.api_url = there->api_url();
        web = std::make_unique<http::client>(io.get_executor(), time, http::tls_context{});
        here = slack::make_slack(
            {io.get_executor(),
             time,
             *web,
             {},
             {},
             [](const bot::account& who, std::string_view) {
                 return who.id == "U0ANA" ? std::string("@ana.suporte") : std::string();
             },
             language,
             count,
             7,
             [this](const bot::sighting& seen, const bot::channel_ref&) { return seen.delivery_id == news; }},
            config,
            token_of("env:SLACK_APP_TOKEN", app_token, &app_tokens_that_throw),
            token_of("env:SLACK_BOT_TOKEN", bot_token),
            limits
        );
        std::exception_ptr thrown;
        bot::task_group holding(io.get_executor());
        const auto hold = [&]() -> asio::awaitable<void> { ended = co_await here->run(events); };
        const auto whole = [&]() -> asio::awaitable<void> {
            try {
                if (connects) co_await until([&] { return count.links_up == config.connections; });
                co_await script();
            } catch (...) {
                thrown = std::current_exception();
            }
            events.held.clear();
            co_await here->stop();
            holding.cancel();
            co_await holding.join();
            web->close_idle();
            co_await there->stop();
        };
        holding.spawn("run", hold());
        asio::co_spawn(io, whole(), [&](std::exception_ptr e) {
            if (e) thrown = e;
        });
        io.run_for(20s);
        if (thrown) std::rethrow_exception(thrown);
        CHECK(io.stopped());  // nothing is left behind: every task ended, every socket closed
    }

    asio::awaitable<void> until(std::function<bool()> is_so)
    {
        for (int i = 0; i < 2000; ++i) {
            if (is_so()) co_return;
            co_await time.sleep_for(2ms);
        }
        throw std::runtime_error("it never came to pass");
    }

    sandbox::channel& channel(const char* id = "C0BILLING") { return *there->workspace().find_channel(id); }

    void fault(fault_kind kind, std::string filter, std::uint64_t times = 1)
    {
        sandbox::fault f;
        f.kind = kind;
        f.filter = std::move(filter);
        f.times = times;
        there->faults().add(std::move(f));
    }

    bot::delivery delivery(bot::delivery_kind kind, std::string id, const char* to = "C0BILLING")
    {
        bot::delivery d;
        d.id = std::move(id);
        d.kind = kind;
        d.channel = {"slack", "acme", to};
        d.draft_id = "D1";
        d.incident_id = "SUP-INC-1";
        d.stage = "resolution";
        d.revision = 1;
        d.created_at = std::chrono::time_point_cast<std::chrono::milliseconds>(time.wall_now());
        d.sending_at = d.created_at;
        if (kind == bot::delivery_kind::post)
            d.final_text = "final &lt;text&gt; <!here>";
        else
            d.words = bot::notice{"words of " + d.id, {}, {}};
        return d;
    }
};

}  // namespace tests::slack_rig
