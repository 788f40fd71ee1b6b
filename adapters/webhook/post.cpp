#include "adapters/webhook/post.hpp"

#include "adapters/http/basic_auth.hpp"
#include "adapters/http/headers.hpp"
#include "bot/accepted_only.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

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

// The status that a connector tells within the text of a success: "… returned HTTP error 429 …". 0: none.
// Whatever else it says, "1" as a rule, is a success.
unsigned status_in_text(std::string_view body)
{
    constexpr std::string_view before = "HTTP error ";
    const auto at = body.find(before);
    unsigned status = 0;
    if (at != std::string_view::npos)
        std::from_chars(body.data() + at + before.size(), body.data() + body.size(), status);
    return status >= 400 && status < 600 ? status : 0;
}

bot::delivery_outcome judge(
    kind k, const http::response& r, const std::string& host, bot::clock::wall_time now
)
{
    using bot::delivery_result;
    unsigned status = r.status;
    const bool is_success = status >= 200 && status < 300;
    if (k == kind::teams_connector && is_success)
        if (const unsigned told = status_in_text(r.body); told != 0) status = told;
    const std::string answered = fmt::format("{} answered HTTP {}{}", host, status, code_in(r.body));
    if (status >= 200 && status < 300) {
        // A workflow's 202 says that the run was queued, not that anything was posted (teams.md, webhooks).
        const bool accepted = status == 202 || k == kind::teams_workflow;
        return {
            .result = delivery_result::sent, .platform_id = std::string(accepted ? bot::accepted_only : "")
        };
    }
    if (status == 429) {
        const auto pause = http::retry_after(r.headers, now).value_or(std::chrono::seconds(30));
        return {
            .result = delivery_result::retry,
            .retry_after = std::max<std::chrono::milliseconds>(pause, std::chrono::seconds(1)),
            .error = answered
        };
    }
    // A server error may come after the post was made (slack.md 8: 500 is ambiguous), a 408 after a run
    // began.
    if (status >= 500 || status == 408) return {.result = delivery_result::unknown, .error = answered};
    const bool mendable = status == 401 || status == 403 || status == 404 || status == 410;
    return {
        .result = delivery_result::failed,
        .failure = mendable ? bot::failure_kind::mendable : bot::failure_kind::permanent,
        .error = mendable ? answered + "; check the webhook's URL in the configuration" : answered
    };
}

}  // namespace

boost::asio::awaitable<bot::delivery_outcome> post(
    http::client& client,
    const bot::clock& time,
    kind k,
    std::string url,
    std::string text,
    std::chrono::milliseconds deadline,
    std::vector<mentioned_person> mentions
)
{
    const std::string host = http::redacted(url);
    http::request r;
    r.method = "POST";
    r.headers.add("Content-Type", "application/json; charset=utf-8");
    if (const auto target = http::check_url(url, http::url_purpose::webhook);
        target && !target->user_info.empty())
        r.headers.add("Authorization", http::basic_authorization(target->user_info));
    r.url = http::without_user_info(url);
    r.body = payload(k, text, mentions);
    if (k != kind::slack_incoming && r.body.size() > largest_teams_payload) {
        co_return bot::delivery_outcome{
            .result = bot::delivery_result::failed,
            .failure = bot::failure_kind::permanent,
            .error = fmt::format("{}: {} bytes are more than the webhook takes", host, r.body.size())
        };
    }
    r.deadline = deadline;
    r.max_response = 64 * 1024;
    auto answer = co_await client.send(std::move(r));
    if (answer) co_return judge(k, *answer, host, time.wall_now());

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
