#include "adapters/teams/messages_door.hpp"

#include "adapters/teams/activity.hpp"
#include "adapters/teams/reception.hpp"
#include "adapters/teams/token.hpp"

#include <algorithm>

namespace adapters::teams {

namespace asio = boost::asio;

namespace {

constexpr std::string_view messages_path = "/api/messages";

// The one bearer token; empty when there is none, or when two headers leave it open which one counts.
std::string bearer_of(const http::header_list& headers)
{
    std::string found;
    int seen = 0;
    for (const http::header& h : headers) {
        if (!http::same_text(h.name, "Authorization")) continue;
        if (++seen > 1) return {};
        const std::string_view value = h.value;
        const auto space = value.find(' ');
        if (space == std::string_view::npos || !http::same_text(value.substr(0, space), "Bearer")) return {};
        found = value.substr(space + 1);
        const auto first = found.find_first_not_of(' ');
        found.erase(0, std::min(first, found.size()));
    }
    return found.find(' ') == std::string::npos ? found : std::string();
}

bool is_for(const token_claims& claims, const settings& bot)
{
    return std::any_of(claims.audience.begin(), claims.audience.end(), [&](const std::string& each) {
        return http::same_text(each, bot.app_id);
    });
}

}  // namespace

// Which bot a request is for is only a hint here: the reception proves it.
asio::awaitable<http::server_response> messages_door::take(http::server_request request)
{
    http::server_response refusal;
    if (request.method != "POST") {
        refusal.status = 405;
        refusal.headers.add("Allow", "POST");
        co_return refusal;
    }
    if (receptions_.empty()) {
        refusal.status = 503;
        co_return refusal;
    }
    std::string token = bearer_of(request.headers);
    reception* chosen = receptions_.front();
    const auto claims = token.empty() ? std::nullopt : parse_token(token);
    const auto by_token = std::find_if(receptions_.begin(), receptions_.end(), [&](const reception* each) {
        return claims && each->config().auth != "none" && is_for(claims->claims, each->config());
    });
    const bool some_need_none =
        std::any_of(receptions_.begin(), receptions_.end(), [](const reception* each) {
            return each->config().auth == "none";
        });
    if (by_token != receptions_.end()) {
        chosen = *by_token;
    } else if (some_need_none) {
        activity_decoder decoder;
        const auto a = decoder.decode(request.body);
        const auto by_recipient =
            std::find_if(receptions_.begin(), receptions_.end(), [&](const reception* each) {
                return each->config().auth == "none" && (!a || same_bot(a->recipient, each->config().app_id));
            });
        if (by_recipient != receptions_.end()) chosen = *by_recipient;
    }
    co_return co_await chosen->take(std::move(request), std::move(token));
}

http::request_handler messages_door::handler(http::request_handler next)
{
    return [this,
            next = std::move(next)](http::server_request request) -> asio::awaitable<http::server_response> {
        if (request.path == messages_path) return take(std::move(request));
        return next(std::move(request));
    };
}

}  // namespace adapters::teams
