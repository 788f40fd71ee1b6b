#include "adapters/slack/web_api.hpp"

#include "adapters/http/url.hpp"
#include "adapters/slack/api_errors.hpp"
#include "adapters/slack/json_read.hpp"

#include <spdlog/spdlog.h>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace adapters::slack {

namespace asio = boost::asio;
using ms = std::chrono::milliseconds;

namespace {

// Those who call these at the start tell what became of it themselves, with what they do about it.
spdlog::level::level_enum level_of(std::string_view method) noexcept
{
    const bool is_told = method == "auth.test" || method == "apps.connections.open";
    return is_told ? spdlog::level::debug : spdlog::level::warn;
}

constexpr std::string_view unreadable = "unreadable answer";
constexpr int read_attempts = 4;
constexpr ms read_patience = std::chrono::seconds(60);
constexpr ms longest_retry_after = std::chrono::hours(1);

bool is_token_problem(std::string_view code)
{
    return code == "invalid_auth" || code == "token_revoked" || code == "token_expired" ||
           code == "not_authed" || code == "account_inactive";
}

// Slack's error words, and nothing else that somebody put in their place.
std::string_view code_word(std::string_view code)
{
    const bool is_word =
        code.size() <= 64 && code.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
    return is_word ? code : std::string_view();
}

std::string form_body(const form_fields& fields)
{
    std::string body;
    for (const auto& [name, value] : fields) {
        if (!body.empty()) body += '&';
        body += http::percent_encoded(name) + '=' + http::percent_encoded(value);
    }
    return body;
}

void read_metadata(reading::json::value v, api_reply& r)
{
    reading::each_field(v, [&](std::string_view name, reading::json::value x) {
        if (name == "next_cursor") reading::read(x, r.next_cursor);
        if (name == "messages")
            reading::each_item(x, [&](reading::json::value item) {
                std::string line;
                reading::read(item, line);
                if (r.detail.size() < 500) r.detail += (r.detail.empty() ? "" : "; ") + line.substr(0, 200);
            });
    });
}

void read_members(reading::json::value whole, api_reply& r, bool& is_ok)
{
    using reading::read;
    std::string needed;
    reading::each_field(whole, [&](std::string_view name, reading::json::value x) {
        if (name == "ok")
            read(x, is_ok);
        else if (name == "error")
            read(x, r.code);
        else if (name == "needed")
            read(x, needed);
        else if (name == "ts" || name == "message_ts")
            read(x, r.ts);
        else if (name == "channel")
            read(x, r.channel);
        else if (name == "url")
            read(x, r.url);
        else if (name == "permalink")
            read(x, r.permalink);
        else if (name == "user")
            read(x, r.user);
        else if (name == "user_id")
            read(x, r.user_id);
        else if (name == "bot_id")
            read(x, r.bot_id);
        else if (name == "team_id")
            read(x, r.team_id);
        else if (name == "response_metadata")
            read_metadata(x, r);
        else if (name == "view")
            reading::each_field(x, [&](std::string_view inner, reading::json::value id) {
                if (inner == "id") read(id, r.view_id);
            });
    });
    if (!needed.empty() && r.detail.empty()) r.detail = "needed: " + needed.substr(0, 100);
}

}  // namespace

rate rate_of_method(std::string_view method) noexcept
{
    constexpr rate tier2{ms(3000), 20};
    constexpr rate tier3{ms(1200), 50};
    constexpr rate tier4{ms(600), 100};
    constexpr rate posting{ms(150), 300};
    if (method == "chat.postMessage" || method == "chat.getPermalink") return posting;
    if (method.starts_with("usergroups.")) return tier2;
    if (method == "chat.postEphemeral" || method == "conversations.members" || method == "users.info" ||
        method.starts_with("views."))
        return tier4;
    return tier3;
}

api_reply read_reply(unsigned status, std::string body)
{
    api_reply r;
    bool is_ok = false;
    try {
        simdjson::padded_string padded(body);
        reading::json::parser parser;
        auto doc = reading::must(parser.iterate(padded));
        if (reading::must(doc.type()) != reading::json::json_type::object)
            throw reading::broken{simdjson::INCORRECT_TYPE};
        read_members(reading::must(doc.get_value()), r, is_ok);
    } catch (const reading::broken&) {
        r = {};
        r.code = status == 200 ? std::string(unreadable) : "HTTP " + std::to_string(status);
        r.end = status >= 400 && status < 500 && status != 408 ? call_end::refused : call_end::unknown;
        return r;
    }
    r.body = std::move(body);
    if (status >= 500) {
        if (r.code.empty()) r.code = "HTTP " + std::to_string(status);
        r.end = r.code == "service_unavailable" ? call_end::limited : call_end::unknown;
        return r;
    }
    if (is_ok && status < 300) {
        r.end = call_end::ok;
        return r;
    }
    if (r.code.empty()) r.code = "HTTP " + std::to_string(status);
    switch (classify(r.code)) {
        case api_error::done:
            r.end = call_end::ok;
            break;
        case api_error::retry:
            r.end = call_end::limited;
            break;
        case api_error::ambiguous:
            r.end = call_end::unknown;
            break;
        default:
            r.end = call_end::refused;
    }
    return r;
}

web_api::web_api(
    http::client& net, bot::clock& time, settings config, token bearer, timings limits, counters& count
)
    : net_(net),
      time_(time),
      config_(std::move(config)),
      bearer_(std::move(bearer)),
      limits_(limits),
      counters_(count)
{
    if (!config_.api_url.ends_with('/')) config_.api_url += '/';
}

asio::awaitable<api_reply> web_api::write(
    std::string method, boost::json::object body, ms deadline, ms patience
)
{
    return write(std::move(method), boost::json::serialize(body), deadline, patience);
}

asio::awaitable<api_reply> web_api::write(std::string method, std::string json, ms deadline, ms patience)
{
    content what{"application/json; charset=utf-8", std::move(json)};
    return call(std::move(method), std::move(what), deadline, patience);
}

asio::awaitable<api_reply> web_api::once(std::string method, form_fields fields, ms deadline)
{
    content what{"application/x-www-form-urlencoded", form_body(fields)};
    co_return co_await call(std::move(method), std::move(what), deadline, deadline);
}

asio::awaitable<api_reply> web_api::read(
    std::string method, form_fields fields, std::optional<bot::clock::time_point> until
)
{
    const content what{"application/x-www-form-urlencoded", form_body(fields)};
    const auto left = [&](ms most) {
        return until ? std::min(most, std::chrono::duration_cast<ms>(*until - time_.now())) : most;
    };
    api_reply last;
    last.end = call_end::not_sent;
    last.code = "timed out";
    for (int i = 0; i < read_attempts && left(ms(1)) > ms(0); ++i) {
        last = co_await call(method, what, left(limits_.call), left(read_patience));
        const bool is_final = last.ok() || last.end == call_end::refused;
        if (is_final || i + 1 == read_attempts) break;
        if (last.end == call_end::limited && last.retry_after > left(read_patience)) break;
        if (last.end != call_end::limited) co_await time_.sleep_for(left(limits_.first_pause * (i + 1) / 4));
    }
    co_return last;
}

asio::awaitable<api_reply> web_api::call(std::string method, content what, ms deadline, ms patience)
{
    const auto now = time_.now();
    const auto held = pace_.held_until(method);
    if (held > now + patience) {
        api_reply r;
        r.end = call_end::limited;
        r.code = "ratelimited";
        r.retry_after = std::chrono::duration_cast<ms>(held - now) + ms(1);
        co_return r;
    }
    auto turn = held;
    if (config_.pacing) turn = std::max(turn, pace_.reserve(method, rate_of_method(method), now));
    if (turn > now) co_await time_.sleep_until(std::min(turn, now + patience));
    auto reply = co_await attempt(method, what, deadline);
    if (reply.end == call_end::refused && is_token_problem(reply.code)) {
        auto fresh = co_await bearer_.read(true);
        if (fresh && fresh->reveal() != secret_.reveal()) {
            secret_ = std::move(*fresh);
            reply = co_await attempt(method, what, deadline);
        }
    }
    if (reply.end == call_end::limited)
        note_limit(method, reply);
    else if (reply.ok())
        limits_in_a_row_.erase(method);
    co_return reply;
}

asio::awaitable<api_reply> web_api::attempt(std::string method, content what, ms deadline)
{
    api_reply r;
    if (secret_.empty()) {
        auto first = co_await bearer_.read(false);
        if (!first) {
            r.end = call_end::not_sent;
            r.code = bearer_.reference + ": cannot be had, see the log";
            co_return r;
        }
        secret_ = std::move(*first);
    }
    http::request q;
    q.method = "POST";
    q.url = config_.api_url + method;
    q.headers.add("Authorization", http::bearer(secret_.reveal()));
    q.headers.add("Content-Type", std::move(what.type));
    q.body = std::move(what.body);
    q.deadline = deadline;
    q.urgent = method == "views.open";  // its trigger lives three seconds
    ++counters_.api_calls;
    auto got = co_await net_.send(std::move(q));
    if (!got) {
        ++counters_.api_errors;
        r.end = got.error().request == http::sent::no ? call_end::not_sent : call_end::unknown;
        r.transport = got.error().reason;
        r.code = r.transport.message();
        spdlog::log(
            level_of(method),
            "slack {}: {}: {}{}{}",
            config_.name,
            method,
            r.code,
            got.error().detail.empty() ? "" : " ",
            got.error().detail
        );
        co_return r;
    }
    const auto after = http::retry_after(got->headers, time_.wall_now());
    r = read_reply(got->status, std::move(got->body));
    if (got->status == 429) r.end = call_end::limited;
    if (after) {
        r.retry_after = std::min<ms>(*after, longest_retry_after);
        r.retry_after_told = true;
    }
    if (!r.ok()) {
        ++counters_.api_errors;
        spdlog::log(
            level_of(method),
            "slack {}: {} answered {}{}{}",
            config_.name,
            method,
            r.code.substr(0, 100),
            r.detail.empty() ? "" : " ",
            r.detail
        );
    }
    co_return r;
}

void web_api::note_limit(const std::string& method, api_reply& reply)
{
    ++counters_.rate_limited;
    const int times = std::min(++limits_in_a_row_[method], 6);
    if (!reply.retry_after_told) {
        const bool is_header_missing = reply.code == "ratelimited" || reply.code.starts_with("HTTP 429");
        reply.retry_after = is_header_missing ? ms(30'000) : ms(500) * (1 << times);
    }
    reply.retry_after = std::max(reply.retry_after, ms(1000));
    pace_.hold(method, time_.now() + reply.retry_after);
}

asio::awaitable<call_end> web_api::respond(std::string response_url, boost::json::object body)
{
    http::request q;
    q.method = "POST";
    q.url = std::move(response_url);
    q.headers.add("Content-Type", "application/json; charset=utf-8");
    q.body = boost::json::serialize(body);
    q.deadline = limits_.call;
    auto got = co_await net_.send(std::move(q));
    if (!got) {
        spdlog::warn("slack {}: a response URL: {}", config_.name, got.error().reason.message());
        co_return got.error().request == http::sent::no ? call_end::not_sent : call_end::unknown;
    }
    const unsigned status = got->status;
    const auto reply = read_reply(status, std::move(got->body));
    // Faults may come with status 200; a plain "ok" or nothing is success. Redirects are not followed.
    call_end end = reply.end;
    if (status < 300 && reply.body.empty()) end = call_end::ok;  // no JSON
    if (status >= 300 && status < 400) end = call_end::refused;
    if (status == 429) end = call_end::limited;
    if (end != call_end::ok)
        spdlog::warn("slack {}: a response URL answered {} {}", config_.name, status, code_word(reply.code));
    co_return end;
}

}  // namespace adapters::slack
