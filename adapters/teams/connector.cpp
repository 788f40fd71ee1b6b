#include "adapters/teams/connector.hpp"

#include "adapters/http/url.hpp"
#include "adapters/teams/json_answer.hpp"
#include "adapters/teams/service_url.hpp"
#include "runbooks/case.hpp"
#include "runbooks/dialect.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace adapters::teams {

namespace asio = boost::asio;
namespace json = boost::json;
using ms = std::chrono::milliseconds;

namespace {

constexpr int read_attempts = 4;
constexpr int most_pages = 200;
constexpr std::size_t most_members = 50'000;
constexpr std::size_t largest_answer = std::size_t{2} << 20;
constexpr ms longest_pause = std::chrono::seconds(60);
constexpr std::string_view app_line = "*";

std::string activities_of(const address& a)
{
    return "v3/conversations/" + http::percent_encoded(a.conversation) + "/activities";
}

std::string activity_of(const address& a, const std::string& id)
{
    return activities_of(a) + "/" + http::percent_encoded(id);
}

member read_member(const json::object& in)
{
    constexpr std::size_t longest = 4096;
    std::string_view aad = text_of(in, "aadObjectId", longest);
    if (aad.empty()) aad = text_of(in, "objectId", longest);
    return {
        std::string(text_of(in, "id", longest)),
        runbooks::lower(aad),
        std::string(text_of(in, "name", longest))
    };
}

}  // namespace

connector::connector(
    asio::any_io_executor ex,
    http::client& net,
    bot::clock& time,
    bot::teams_settings config,
    tokens& bearer,
    timings limits,
    counters& count,
    std::uint64_t seed
)
    : net_(net),
      time_(time),
      config_(std::move(config)),
      bearer_(bearer),
      limits_(limits),
      counters_(count),
      turns_(std::move(ex)),
      jitter_(static_cast<std::minstd_rand::result_type>(seed | 1U))
{
}

// For the log: conversation and message are in the path, a page's token behind it.
std::string connector::name_of(const call& what)
{
    return what.method + " " + what.path.substr(0, what.path.find('?'));
}

connector::call connector::write(std::string method, std::string path, const json::object& body) const
{
    return {std::move(method), std::move(path), json::serialize(body), limits_.post, false};
}

asio::awaitable<connector_reply> connector::start_thread(address channel, json::object activity)
{
    // Text beside the activity instead of inside it is answered with 502 (teams.md 4.2).
    json::object body{
        {"isGroup", true},
        {"tenantId", channel.tenant_id},
        {"channelData",
         json::object{
             {"channel", json::object{{"id", channel.conversation}}},
             {"tenant", json::object{{"id", channel.tenant_id}}},
         }},
        {"activity", std::move(activity)},
    };
    call what = write("POST", "v3/conversations", body);
    auto reply = co_await carry_out(std::move(channel), std::move(what));
    // Some answers have the thread's id alone.
    constexpr std::string_view mark = ";messageid=";
    const auto at = reply.id.find(mark);
    if (reply.activity_id.empty() && at != std::string::npos)
        reply.activity_id = reply.id.substr(at + mark.size());
    co_return reply;
}

asio::awaitable<connector_reply> connector::open_chat(address somewhere, std::string aad_id)
{
    json::object body{
        {"bot", json::object{{"id", "28:" + config_.app_id}}},
        {"members", json::array{json::object{{"id", aad_id}}}},
        {"isGroup", false},
        {"tenantId", somewhere.tenant_id},
        {"channelData", json::object{{"tenant", json::object{{"id", somewhere.tenant_id}}}}},
    };
    call what = write("POST", "v3/conversations", body);
    what.deadline = limits_.call;
    somewhere.conversation = "person:" + aad_id;  // a line of its own in the pacing
    co_return co_await carry_out(std::move(somewhere), std::move(what));
}

asio::awaitable<connector_reply> connector::send(address to, json::object activity)
{
    call what = write("POST", activities_of(to), activity);
    co_return co_await carry_out(std::move(to), std::move(what));
}

asio::awaitable<connector_reply> connector::update(
    address where, std::string activity_id, json::object activity
)
{
    call what = write("PUT", activity_of(where, activity_id), activity);
    co_return co_await carry_out(std::move(where), std::move(what));
}

asio::awaitable<connector_reply> connector::remove(address where, std::string activity_id)
{
    call what{"DELETE", activity_of(where, activity_id), {}, limits_.post};
    auto reply = co_await carry_out(std::move(where), std::move(what));
    if (reply.end == call_end::refused && reply.status == 404) reply.end = call_end::ok;  // teams.md 11
    co_return reply;
}

asio::awaitable<std::optional<std::vector<member>>> connector::members(address of)
{
    std::vector<member> all;
    std::string token;
    for (int page = 0; page < most_pages; ++page) {
        std::string path =
            "v3/conversations/" + http::percent_encoded(of.conversation) + "/pagedmembers?pageSize=200";
        if (!token.empty()) path += "&continuationToken=" + http::percent_encoded(token);
        const auto reply = co_await read(of, std::move(path));
        if (!reply.ok()) co_return std::nullopt;
        const json::value whole = parsed_answer(reply.body);
        const json::object* body = whole.if_object();
        const json::value* list = body == nullptr ? nullptr : body->if_contains("members");
        if (list == nullptr || !list->is_array()) co_return std::nullopt;
        for (const json::value& each : list->get_array()) {
            if (const json::object* one = each.if_object()) all.push_back(read_member(*one));
        }
        if (all.size() > most_members) co_return std::nullopt;
        std::string next(text_of(*body, "continuationToken", 4096));
        if (next.empty()) co_return all;
        if (next == token) co_return std::nullopt;  // it would go on for ever
        token = std::move(next);
    }
    co_return std::nullopt;
}

asio::awaitable<std::optional<member>> connector::one_member(address of, std::string id)
{
    std::string path = "v3/conversations/" + http::percent_encoded(of.conversation) + "/members/" +
                       http::percent_encoded(id);
    const auto reply = co_await read(of, std::move(path));
    if (!reply.ok()) co_return std::nullopt;
    const json::value whole = parsed_answer(reply.body);
    const json::object* body = whole.if_object();
    if (body == nullptr) co_return std::nullopt;
    co_return read_member(*body);
}

asio::awaitable<connector_reply> connector::read(address to, std::string path)
{
    connector_reply last;
    for (int i = 0; i < read_attempts; ++i) {
        last = co_await carry_out(to, call{"GET", path, {}, limits_.call, true});
        if (last.ok() || last.end == call_end::refused || i + 1 == read_attempts) break;
        const ms pause = last.end == call_end::limited ? last.retry_after : limits_.first_pause * (i + 1) / 4;
        if (pause > limits_.call) break;
        co_await time_.sleep_for(pause);
    }
    co_return last;
}

// How long it is until the next turn, which is taken unless that is longer than anybody waits.
ms connector::wait_for_turn(const std::string& line, bool is_read)
{
    const auto now = time_.now();
    const std::span<const window> allowed = is_read ? std::span<const window>(read_windows) : send_windows;
    const std::string app(app_line);
    const auto at = std::max(pace_.turn(line, allowed, now), pace_.turn(app, app_windows, now));
    const ms wait = std::chrono::ceil<ms>(at - now);
    if (wait <= limits_.patience) {
        pace_.take(line, allowed, at);
        pace_.take(app, app_windows, at);
    }
    return wait;
}

asio::awaitable<connector_reply> connector::carry_out(address to, call what)
{
    connector_reply r;
    const auto base = checked_service_url(to.service_url, config_.service_hosts);
    if (!base) {
        ++counters_.refused_urls;
        r.end = call_end::refused;
        r.code = to.service_url.empty()
                     ? "no service URL is known for this conversation"
                     : "its service URL is not one of service_hosts: " + http::redacted(to.service_url);
        spdlog::warn("teams {}: {}", config_.name, r.code);
        co_return r;
    }
    if (runbooks::utf16_units(what.body) > largest_activity_units) {
        r.end = call_end::refused;
        r.status = 413;
        r.code = "larger than Teams takes";
        co_return r;
    }
    std::string line = (what.is_read ? "read " : "send ") + to.bare();
    if (what.is_read) co_return co_await carry_out_now(*base, std::move(line), std::move(what));
    const turns::place mine = co_await turns_.take(line);
    co_return co_await carry_out_now(*base, std::move(line), std::move(what));
}

asio::awaitable<connector_reply> connector::carry_out_now(std::string base, std::string line, call what)
{
    connector_reply r;
    const auto wait = wait_for_turn(line, what.is_read);
    if (wait > limits_.patience) {
        r.end = call_end::limited;
        r.code = "waiting for its turn";
        r.retry_after = wait;
        co_return r;
    }
    if (wait > ms(0)) co_await time_.sleep_for(wait);

    const std::string url = base + what.path;
    token_answer token = co_await bearer_.get();
    for (int round = 0;; ++round) {
        if (!token.token) {
            r.end = token.refused ? call_end::refused : call_end::not_sent;
            r.bad_credentials = token.refused;
            r.code = token.trouble;
            co_return r;
        }
        r = co_await attempt(url, what, token.token);
        if (r.status != 401) break;
        r.bad_credentials = true;
        if (round == 1) break;
        token = co_await bearer_.get(token.token);
    }
    if (r.end == call_end::limited)
        note_limit(line, r);
    else if (r.ok())
        limits_in_a_row_.erase(line);
    co_return r;
}

asio::awaitable<connector_reply> connector::attempt(
    const std::string& url, const call& what, shared_token token
)
{
    http::request q;
    q.method = what.method;
    q.url = url;
    if (!token->empty()) q.headers.add("Authorization", http::bearer(token->reveal()));
    q.headers.add("Accept", "application/json");
    if (!what.body.empty()) q.headers.add("Content-Type", "application/json; charset=utf-8");
    q.body = what.body;
    q.deadline = what.deadline;
    q.max_response = largest_answer;
    ++counters_.calls;
    auto got = co_await net_.send(std::move(q));
    if (!got) {
        ++counters_.call_errors;
        connector_reply r;
        r.end = got.error().request == http::sent::no ? call_end::not_sent : call_end::unknown;
        r.code = got.error().reason.message();
        spdlog::warn("teams {}: {}: {} {}", config_.name, name_of(what), r.code, got.error().detail);
        co_return r;
    }
    auto r = read_connector_reply(std::move(*got), time_.wall_now());
    if (!r.ok()) {
        ++counters_.call_errors;
        spdlog::warn(
            "teams {}: {} answered {}{}",
            config_.name,
            name_of(what),
            r.code,
            r.detail.empty() ? std::string() : " (operation " + r.detail + ")"
        );
    }
    co_return r;
}

void connector::note_limit(const std::string& line, connector_reply& reply)
{
    ++counters_.throttled;
    if (limits_in_a_row_.size() > 1000) limits_in_a_row_.clear();
    const int times = std::min(limits_in_a_row_[line]++, 5);
    if (!reply.retry_after_told) {
        const ms first = reply.status == 412 ? ms(500) : ms(2000);
        const ms grown = std::min(longest_pause, first * (1 << times));
        reply.retry_after = grown * std::uniform_int_distribution<int>(80, 120)(jitter_) / 100;
    }
    reply.retry_after = std::max(reply.retry_after, ms(100));
    pace_.hold(line, time_.now() + reply.retry_after);
}

}  // namespace adapters::teams
