// The in-process Teams and a bot that notes what it is sent, on one loop, over loopback.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/http/url.hpp"
#include "adapters/sandbox/teams_sample.hpp"
#include "adapters/sandbox/teams_server.hpp"
#include "tests/support/loop.hpp"

#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

namespace tests {

namespace asio = boost::asio;
namespace http = adapters::http;
using namespace adapters::sandbox;
using namespace std::chrono_literals;

inline constexpr std::string_view billing = "19:BILLING@thread.tacv2";

// A bot that notes what it is sent and answers what it was told to.
struct teams_world : loop {
    explicit teams_world(teams_server_settings settings = quick())
        : teams(executor(), time, std::move(settings)),
          bot(executor(), time, [this](http::server_request r) { return hear(std::move(r)); })
    {
        fill_sample(teams.workspace());
        REQUIRE(teams.start().has_value());
        teams.bot_url("http://127.0.0.1:" + std::to_string(*bot.listen("127.0.0.1", 0)) + "/api/messages");
    }

    ~teams_world()
    {
        web.close_idle();
        run(teams.stop());
        run(bot.stop(1s));
        CHECK(settles());
    }

    static teams_server_settings quick()
    {
        teams_server_settings s;
        s.courier.redelivery = {5ms, 5ms};
        s.throttling = false;
        return s;
    }

    asio::awaitable<http::server_response> hear(http::server_request r)
    {
        heard.push_back(parse_json(r.body)->as_object());
        http::server_response out;
        out.status = statuses.empty() ? 200 : statuses.front();
        if (!statuses.empty()) statuses.erase(statuses.begin());
        if (hear_nothing) out.what = http::fate::half_open;
        out.body = answer;
        co_return out;
    }

    http::response call(
        std::string method, std::string url, std::string body = {}, std::string type = "application/json"
    )
    {
        http::request r;
        r.method = std::move(method);
        r.url = std::move(url);
        r.deadline = 5s;
        if (!bearer.empty()) r.headers.add("Authorization", "Bearer " + bearer);
        if (!body.empty()) r.headers.add("Content-Type", std::move(type));
        r.body = std::move(body);
        auto done = run(web.send(std::move(r)));
        last_failure = done ? std::string() : done.error().reason.message();
        return done ? *done : http::response{};
    }

    json::object in(const http::response& r)
    {
        return parse_json(r.body).value_or(json::object{}).as_object();
    }

    std::string code(const http::response& r)
    {
        const auto o = in(r);
        const auto* e = object_at(o, "error");
        return e == nullptr ? "" : std::string(text_at(*e, "code"));
    }

    http::response connector(std::string method, std::string path, json::object body = {})
    {
        return call(std::move(method), teams.service_url() + path, body.empty() ? "" : json::serialize(body));
    }

    void log_in()
    {
        const auto r = call("POST", teams.token_url(), good_form, "application/x-www-form-urlencoded");
        bearer = text_at(in(r), "access_token");
        REQUIRE_FALSE(bearer.empty());
    }

    json::object control(std::string what, json::object body = {})
    {
        return in(call("POST", teams.base() + "/control/" + what, json::serialize(body)));
    }

    std::string post(std::string_view conversation, json::object activity)
    {
        activity.emplace("type", "message");
        const auto r = connector(
            "POST", "v3/conversations/" + http::percent_encoded(conversation) + "/activities", activity
        );
        REQUIRE(r.status == 201);
        return std::string(text_at(in(r), "id"));
    }

    json::object press(std::string who, const std::string& id, std::string action, json::object inputs = {})
    {
        return run(teams.people().press(
            std::move(who), std::string(billing), id, std::move(action), std::move(inputs), false
        ));
    }

    const std::string good_form =
        "grant_type=client_credentials&client_id=bbbbbbbb-0000-4000-8000-000000000002&client_secret=teams-"
        "sandbox-secret"
        "&scope=https%3A%2F%2Fapi.botframework.com%2F.default";
    std::vector<json::object> heard;
    std::vector<unsigned> statuses;  // of the next answers; then 200
    std::string answer;
    bool hear_nothing = false;
    std::string bearer;
    std::string last_failure;
    teams_server teams;
    http::server bot;
    http::client web{executor(), time, {}};
};

inline json::object with_card(std::string_view actions)
{
    const auto card =
        std::string(
            R"({"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"Draft"}],"actions":)"
        ) +
        std::string(actions) + "}";
    json::array list;
    list.push_back(
        {{"contentType", "application/vnd.microsoft.card.adaptive"}, {"content", *parse_json(card)}}
    );
    return {{"attachments", std::move(list)}};
}

inline std::string card_text_of(const teams_workspace& w, const teams_message& m, const std::string& person)
{
    const auto* card = w.card_of(m, person);
    return card == nullptr ? "" : std::string(text_at(card->at("body").at(0).as_object(), "text"));
}

inline constexpr const char* approve =
    R"([{"type":"Action.Execute","title":"Approve","verb":"approve","data":{"d":1}}])";

}  // namespace tests
