// One bot's inbound half behind its own server, and a channel that the test owns: keys, metadata, tokens.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/http/server.hpp"
#include "adapters/teams/messages_door.hpp"
#include "adapters/teams/reception.hpp"
#include "bot/task_group.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/signed_tokens.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tests::teams_rig {

namespace asio = boost::asio;
namespace http = adapters::http;
namespace teams = adapters::teams;
using namespace std::chrono_literals;

// Keys are dear to make: all tests share these.
inline const rsa_key& first_key()
{
    static const rsa_key key("key-1");
    return key;
}
inline const rsa_key& second_key()
{
    static const rsa_key key("key-2");
    return key;
}

// The engine's part: keeps events and answers them as the test says.
struct sink final : bot::event_sink {
    std::vector<bot::inbound> events;
    std::vector<bot::reply_path> held;
    std::vector<bot::address> kept;
    bool takes = true;
    bool holds = false;
    bool is_broken = false;  // nothing becomes durable
    bot::receipt answer;
    std::optional<bot::form> form;

    void submit(bot::inbound event, bot::reply_path reply) override
    {
        kept.insert(kept.end(), event.learned.begin(), event.learned.end());
        events.push_back(std::move(event));
        if (is_broken) return;
        if (form && events.back().may_open_form) reply.open_form(*form);
        if (holds)
            held.push_back(std::move(reply));
        else if (reply.done)
            reply.done(answer);
    }
    void keep(std::vector<bot::address> rows, std::vector<std::string>, std::function<void()> durable)
        override
    {
        if (is_broken) return;
        kept.insert(kept.end(), rows.begin(), rows.end());
        if (durable) durable();
    }
    bool accepting() const noexcept override { return takes; }
};

// `text` with one part replaced; the part must be there.
inline std::string with(std::string text, const std::string& from, const std::string& to)
{
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

inline bot::notice notice(std::string text)
{
    bot::notice n;
    n.text = std::move(text);
    return n;
}

struct told_words {
    bot::account who;
    bot::channel_ref where;
    std::string thread;
    std::string text;
};

struct rig {
    static constexpr auto app_id = "bbbbbbbb-0000-4000-8000-000000000002";
    static constexpr auto tenant = "11111111-2222-3333-4444-555555555555";
    static constexpr auto service_url =
        "https://smba.trafficmanager.net/emea/11111111-2222-3333-4444-555555555555/";

    loop on;
    bot::task_group tasks{on.executor()};
    http::client net{on.executor(), on.time, *http::make_client_tls()};
    // The channel's documents.
    std::string keys = fmt::format(R"({{"keys":[{}]}})", jwk_of(first_key()));
    unsigned keys_status = 200;
    int key_fetches = 0;
    http::server channel{on.executor(), on.time, [this](http::server_request r) {
                             return published(std::move(r));
                         }};
    std::uint16_t channel_port = *channel.listen("127.0.0.1", 0);

    teams::inbound_counters count;
    teams::conversation_store book{
        "acme", {}, [this] { return std::chrono::floor<std::chrono::milliseconds>(on.time.wall_now()); }
    };
    std::vector<told_words> told;
    std::optional<boost::json::object> card;
    std::string news;  // id of a delivery whose messages the rules want to hear of
    sink events;
    teams::settings config = default_settings();
    teams::inbound_timings limits = fast();
    teams::messages_door door;
    std::unique_ptr<teams::reception> reception;
    std::unique_ptr<http::server> server;
    std::uint16_t port = 0;

    ~rig()
    {
        on.run(end());
        CHECK_MESSAGE(on.settles(), "something is left on the loop");
    }

    static teams::inbound_timings fast()
    {
        teams::inbound_timings t;
        t.answer = 300ms;
        t.durable = 300ms;
        t.first_pause = 10ms;
        t.longest_pause = 20ms;
        return t;
    }

    teams::settings default_settings() const
    {
        teams::settings s;
        s.name = "acme";
        s.app_id = app_id;
        s.tenant_id = tenant;
        s.tenants = {tenant};
        s.openid_metadata_url = fmt::format("http://127.0.0.1:{}/openid", channel_port);
        return s;
    }

    teams::reception_parts parts()
    {
        return {
            .executor = on.executor(),
            .time = on.time,
            .net = net,
            .book = book,
            .count = count,
            .handle = [](const bot::account& who, std::string_view) { return "@" + who.id; },
            .language = bot::language::en,
            .tell =
                [this](bot::account who, bot::channel_ref where, std::string thread, bot::notice words) {
                    told.push_back(
                        {std::move(who), std::move(where), std::move(thread), std::move(words.text)}
                    );
                },
            .current_card = [this](std::string, bot::channel_ref) { return card; },
            .is_news =
                [this](const bot::sighting& seen, const bot::channel_ref&) {
                    return seen.delivery_id == news;
                },
            .find_person = {}
        };
    }

    // Starts the bot; waits for its keys unless the test wants to see it without.
    void start(bool wait = true)
    {
        reception = std::make_unique<teams::reception>(parts(), config, limits);
        door.add(*reception);
        server = std::make_unique<http::server>(
            on.executor(),
            on.time,
            door.handler([](http::server_request) -> asio::awaitable<http::server_response> {
                http::server_response other;
                other.status = 404;
                co_return other;
            })
        );
        port = *server->listen("127.0.0.1", 0);
        tasks.spawn("reception", run());
        if (wait) on.run(until_usable());
    }

    asio::awaitable<void> run() { co_await reception->run(events); }
    asio::awaitable<void> until_usable()
    {
        while (!reception->usable()) co_await on.time.sleep_for(1ms);
    }

    asio::awaitable<http::server_response> published(http::server_request r)
    {
        http::server_response out;
        out.status = keys_status;
        if (r.path == "/openid") {
            out.body = fmt::format(
                R"({{"issuer":"https://api.botframework.com","jwks_uri":"http://127.0.0.1:{}/keys"}})",
                channel_port
            );
        } else {
            ++key_fetches;
            out.body = keys;
        }
        co_return out;
    }

    static std::int64_t now()
    {
        return std::chrono::duration_cast<std::chrono::seconds>(
                   std::chrono::system_clock::now().time_since_epoch()
        )
            .count();
    }

    static std::string header(const std::string& kid = "key-1")
    {
        return R"({"alg":"RS256","typ":"JWT","kid":")" + kid + R"("})";
    }
    static std::string claims()
    {
        return fmt::format(
            R"({{"serviceurl":"{}","nbf":{},"exp":{},"iss":"https://api.botframework.com","aud":"{}"}})",
            service_url,
            now() - 10,
            now() + 3600,
            app_id
        );
    }
    static std::string token() { return first_key().sign(header(), claims()); }

    // A message of Ana that mentions the bot; `more` replaces or adds members of the JSON by text.
    static std::string message(const std::string& id = "1761900000123", const std::string& text = "status")
    {
        return fmt::format(
            R"({{"type":"message","id":"{0}","timestamp":"2026-11-23T10:15:30.123Z","channelId":"msteams","serviceUrl":"{1}",)"
            R"("from":{{"id":"29:1-ANA","name":"Ana Souza","aadObjectId":"AAAAAAAA-0000-4000-8000-000000000001"}},)"
            R"("recipient":{{"id":"28:{2}","name":"Incident"}},)"
            R"("conversation":{{"id":"19:BILLING@thread.tacv2;messageid={0}","conversationType":"channel","isGroup":true,"tenantId":"{3}"}},)"
            R"("text":"<at>Incident</at> {4}","locale":"en-US",)"
            R"("entities":[{{"type":"mention","mentioned":{{"id":"28:{2}","name":"Incident"}},"text":"<at>Incident</at>"}}],)"
            R"("channelData":{{"tenant":{{"id":"{3}"}},"team":{{"id":"19:TEAM@thread.tacv2","aadGroupId":"CCCC"}},"channel":{{"id":"19:BILLING@thread.tacv2","name":"support-billing"}}}}}})",
            id,
            service_url,
            app_id,
            tenant,
            text
        );
    }
    static std::string invoke(const std::string& id, const std::string& name, const std::string& value)
    {
        return fmt::format(
            R"({{"type":"invoke","name":"{5}","id":"{0}","replyToId":"1761900009000","channelId":"msteams","serviceUrl":"{1}",)"
            R"("from":{{"id":"29:1-ANA","name":"Ana","aadObjectId":"AAAAAAAA-0000-4000-8000-000000000001"}},"recipient":{{"id":"28:{2}"}},)"
            R"("conversation":{{"id":"19:BILLING@thread.tacv2;messageid=17","conversationType":"channel","tenantId":"{3}"}},)"
            R"("channelData":{{"tenant":{{"id":"{3}"}}}},"value":{4}}})",
            id,
            service_url,
            app_id,
            tenant,
            value,
            name
        );
    }
    static std::string execute(
        const std::string& verb, const std::string& value, const std::string& trigger = "manual"
    )
    {
        return fmt::format(
            R"({{"action":{{"type":"Action.Execute","verb":"{0}","data":{{"verb":"{0}","value":"{1}","draft":"{1}"}}}},"trigger":"{2}"}})",
            verb,
            value,
            trigger
        );
    }

    struct answer {
        unsigned status = 0;
        std::string body;
        std::string type;
        std::string allow;
    };
    asio::awaitable<answer> send(http::request r)
    {
        auto got = co_await net.send(std::move(r));
        if (!got) co_return answer{};
        co_return answer{
            got->status,
            got->body,
            std::string(got->headers.find("Content-Type")),
            std::string(got->headers.find("Allow"))
        };
    }
    http::request request(std::string body, const std::optional<std::string>& with_token)
    {
        http::request r;
        r.method = "POST";
        r.url = fmt::format("http://127.0.0.1:{}/api/messages", port);
        r.headers.add("Content-Type", "application/json; charset=utf-8");
        if (with_token) r.headers.add("Authorization", "Bearer " + *with_token);
        r.body = std::move(body);
        return r;
    }
    answer post(std::string body, std::optional<std::string> with_token)
    {
        return on.run(send(request(std::move(body), with_token)));
    }
    answer post(std::string body) { return post(std::move(body), token()); }
    // The request as text; its answer until the server ends the connection.
    asio::awaitable<std::string> talk(std::string text)
    {
        asio::ip::tcp::socket socket(on.executor());
        co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
        std::string all;
        co_await asio::async_read(socket, asio::dynamic_buffer(all), asio::as_tuple(asio::use_awaitable));
        co_return all;
    }
    std::uint64_t refused(const std::string& why) { return count.rejected[why]; }

    // For a test whose own objects some task still uses.
    void end_tasks()
    {
        tasks.cancel();
        on.run(tasks.join());
    }

private:
    asio::awaitable<void> end()
    {
        if (server) co_await server->stop(1s);
        tasks.cancel();
        co_await tasks.join();
        net.close_idle();
        co_await channel.stop(1s);
    }
};

// Of an invoke's answer, which is always a whole one.
inline boost::json::object body_of(const rig::answer& a)
{
    boost::system::error_code ec;
    const auto v = boost::json::parse(a.body, ec);
    REQUIRE_FALSE(ec);
    CHECK(a.status == 200);
    CHECK(a.type.starts_with("application/json"));
    return v.as_object();
}

}  // namespace tests::teams_rig
