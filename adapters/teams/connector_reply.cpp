#include "adapters/teams/connector_reply.hpp"

#include "adapters/http/headers.hpp"
#include "adapters/teams/json_answer.hpp"

#include <fmt/format.h>
#include <boost/json/value.hpp>

#include <algorithm>

namespace adapters::teams {

namespace json = boost::json;

namespace {

constexpr std::chrono::milliseconds longest_retry_after = std::chrono::hours(1);
constexpr std::size_t longest_id = 1024;

// Words of the service are letters; anything else could repeat what was sent.
std::string word_of(std::string text)
{
    std::erase(text, ' ');
    const bool is_word =
        !text.empty() && text.size() <= 80 && std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                   c == '-';
        });
    return is_word ? std::move(text) : std::string();
}

std::string code_of(const json::object& body)
{
    if (const json::value* error = body.if_contains("error")) {
        if (const json::object* o = error->if_object()) return word_of(std::string(text_of(*o, "code", 100)));
        if (error->is_string()) return word_of(std::string(error->get_string()));
    }
    // The second shape holds JSON in a string.
    const json::value inner = parsed_answer(text_of(body, "message", std::size_t{16} * 1024));
    if (const json::object* o = inner.if_object()) {
        auto sub = word_of(std::string(text_of(*o, "subCode", 100)));
        if (!sub.empty()) return sub;
    }
    const json::value* number = body.if_contains("errorCode");
    if (number != nullptr && number->is_int64()) return std::to_string(number->get_int64());
    return {};
}

call_end end_of(unsigned status)
{
    if (status >= 200 && status < 300) return call_end::ok;
    if (status == 429 || status == 412) return call_end::limited;
    // The service can deliver and answer with a failure after it: 408 and every 5xx.
    if (status == 408 || status >= 500) return call_end::unknown;
    return call_end::refused;
}

}  // namespace

connector_reply read_connector_reply(http::response answer, std::chrono::system_clock::time_point now)
{
    connector_reply r;
    r.status = answer.status;
    r.end = end_of(answer.status);
    const json::value whole = parsed_answer(answer.body);
    if (const json::object* body = whole.if_object()) {
        r.id = text_of(*body, "id", longest_id);
        r.activity_id = text_of(*body, "activityId", longest_id);
        if (!r.ok()) r.code = code_of(*body);
    }
    if (!r.ok())
        r.code = r.code.empty() ? fmt::format("HTTP {}", r.status) : fmt::format("{} {}", r.status, r.code);
    if (const auto pause = http::retry_after(answer.headers, now)) {
        r.retry_after = std::min<std::chrono::milliseconds>(*pause, longest_retry_after);
        r.retry_after_told = true;
    }
    const std::string operation(answer.headers.find("X-Correlating-OperationId"));
    if (operation.size() <= 100) r.detail = operation;
    r.body = std::move(answer.body);
    return r;
}

}  // namespace adapters::teams
