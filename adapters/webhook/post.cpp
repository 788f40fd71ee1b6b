#include "adapters/webhook/post.hpp"

#include "adapters/http/headers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace adapters::webhook {

namespace {

// Receivers' codes are words; anything else of a reply could repeat what was sent.
std::string code_in(std::string_view body)
{
    const bool is_code =
        !body.empty() && body.size() <= 60 &&
        std::all_of(body.begin(), body.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    return is_code ? fmt::format(" ({})", body) : std::string();
}

bot::delivery_outcome judge(kind k, const http::response& r, const std::string& host)
{
    using bot::delivery_result;
    const std::string answered = fmt::format("{} answered HTTP {}{}", host, r.status, code_in(r.body));
    // Connectors report throttling inside a 200 (teams.md 8.1).
    const bool throttled =
        r.status == 429 || (k == kind::teams_connector && r.body.find("HTTP error 429") != std::string::npos);
    if (r.status >= 200 && r.status < 300 && !throttled) {
        // A workflow's 202 says that the run was queued, not that anything was posted (teams.md, webhooks).
        const bool accepted = r.status == 202 || k == kind::teams_workflow;
        return {.result = delivery_result::sent, .platform_id = accepted ? "accepted" : ""};
    }
    if (throttled) {
        const auto pause =
            http::retry_after(r.headers, std::chrono::system_clock::now()).value_or(std::chrono::seconds(30));
        return {
            .result = delivery_result::retry,
            .retry_after = std::max<std::chrono::milliseconds>(pause, std::chrono::seconds(1)),
            .error = answered
        };
    }
    // A server error may come after the post was made (slack.md 8: 500 is ambiguous).
    if (r.status >= 500) return {.result = delivery_result::unknown, .error = answered};
    const bool mendable = r.status == 401 || r.status == 403 || r.status == 404 || r.status == 410;
    return {
        .result = delivery_result::failed,
        .failure = mendable ? bot::failure_kind::mendable : bot::failure_kind::permanent,
        .error = mendable ? answered + "; check the webhook's URL in the configuration" : answered
    };
}

}  // namespace

boost::asio::awaitable<bot::delivery_outcome> post(
    http::client& client, kind k, std::string url, std::string text, std::chrono::milliseconds deadline
)
{
    const std::string host = http::redacted(url);
    http::request r;
    r.method = "POST";
    r.url = std::move(url);
    r.headers.add("Content-Type", "application/json; charset=utf-8");
    r.body = payload(k, text);
    r.deadline = deadline;
    r.max_response = 64 * 1024;
    auto answer = co_await client.send(std::move(r));
    if (answer) co_return judge(k, *answer, host);

    const http::failure& f = answer.error();
    const std::string why = fmt::format("{}: {}", host, f.reason.message());
    if (f.request == http::sent::unknown)
        co_return bot::delivery_outcome{.result = bot::delivery_result::unknown, .error = why};
    if (bot::is_fatal(f.reason)) {
        co_return bot::delivery_outcome{
            .result = bot::delivery_result::failed, .failure = bot::failure_kind::mendable, .error = why
        };
    }
    co_return bot::delivery_outcome{
        .result = bot::delivery_result::retry, .retry_after = std::chrono::seconds(2), .error = why
    };
}

}  // namespace adapters::webhook
