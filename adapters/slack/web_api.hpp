// Calls of Slack's Web API: the token, the pace, and an honest word on whether a call was carried out.
#pragma once

#include "adapters/http/client.hpp"
#include "adapters/slack/counters.hpp"
#include "adapters/slack/pacer.hpp"
#include "adapters/slack/settings.hpp"
#include "bot/clock.hpp"
#include "bot/config/secret.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace adapters::slack {

enum class call_end {
    ok,
    refused,   // Slack answered "ok": false; `code` says why
    limited,   // not carried out, again after `retry_after`
    not_sent,  // nothing was written
    unknown,   // may have been carried out
};

struct api_reply {
    call_end end = call_end::unknown;
    std::string code;                     // Slack's error, or what happened on the way
    std::string detail;                   // Slack's own explanation, for the log
    boost::system::error_code transport;  // what happened on the way, when Slack answered nothing
    std::chrono::milliseconds retry_after{0};
    bool retry_after_told = false;
    std::string body;
    // Members that several methods have.
    std::string ts, channel, url, permalink, next_cursor;
    std::string user, user_id, bot_id, team_id, view_id;

    bool ok() const noexcept { return end == call_end::ok; }
};

using form_fields = std::vector<std::pair<std::string, std::string>>;

class web_api {
public:
    web_api(
        http::client& net, bot::clock& time, settings config, token bearer, timings limits, counters& count
    );

    // A call of a writing method, with JSON. Waits for its turn up to `patience`, else it is `limited`.
    boost::asio::awaitable<api_reply> write(
        std::string method,
        boost::json::object body,
        std::chrono::milliseconds deadline,
        std::chrono::milliseconds patience
    );
    // The same with a body that is JSON already.
    boost::asio::awaitable<api_reply> write(
        std::string method,
        std::string json,
        std::chrono::milliseconds deadline,
        std::chrono::milliseconds patience
    );
    // A reading method, with a form; repeated a few times when it fails in passing. With `until` all of it,
    // waiting and repeating included, is over by then: "timed out" is not sent, or may have been answered.
    boost::asio::awaitable<api_reply> read(
        std::string method, form_fields fields, std::optional<bot::clock::time_point> until = std::nullopt
    );
    // One attempt with a form.
    boost::asio::awaitable<api_reply> once(
        std::string method, form_fields fields, std::chrono::milliseconds deadline
    );

    // Words to a response URL, which needs no token. The URL never shows up anywhere. After `ok` and
    // `unknown` the person may have seen them: nothing may be said a second time by another way.
    boost::asio::awaitable<call_end> respond(std::string response_url, boost::json::object body);

    const std::string& reference() const noexcept { return bearer_.reference; }

private:
    struct content {
        std::string type;
        std::string body;
    };
    boost::asio::awaitable<api_reply> call(
        std::string method,
        content what,
        std::chrono::milliseconds deadline,
        std::chrono::milliseconds patience
    );
    boost::asio::awaitable<api_reply> attempt(
        std::string method, content what, std::chrono::milliseconds deadline
    );
    void note_limit(const std::string& method, api_reply& reply);

    http::client& net_;
    bot::clock& time_;
    settings config_;
    token bearer_;
    timings limits_;
    counters& counters_;
    bot::secret secret_;
    pacer pace_;
    std::map<std::string, int> limits_in_a_row_;
};

// What Slack's JSON says; anything unreadable is `unknown`.
api_reply read_reply(unsigned status, std::string body);

}  // namespace adapters::slack
