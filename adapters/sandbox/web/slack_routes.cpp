#include "adapters/sandbox/web/slack_routes.hpp"

#include <functional>
#include <utility>

namespace adapters::sandbox::web {

namespace asio = boost::asio;

namespace {

using arguments = json::object;

std::string text(const arguments& a, std::string_view key)
{
    return std::string(text_at(a, key));
}

json::value value(const arguments& a)
{
    const auto* v = a.if_contains("value");
    return v == nullptr ? json::value(nullptr) : *v;
}

json::object values(const arguments& a)
{
    const auto* v = object_at(a, "values");
    return v == nullptr ? json::object{} : *v;
}

// What happens at once, and what waits for the app.
using instant = std::function<json::object(deeds&, const arguments&)>;
using slow = std::function<deeds::seen(deeds&, const arguments&)>;

page_route at_once(slack_server& slack, instant what)
{
    return [&slack, what = std::move(what)](arguments a) -> asio::awaitable<page_answer> {
        co_return page_answer{what(slack.people(), a)};
    };
}

page_route through_the_app(slack_server& slack, slow what)
{
    return [&slack, what = std::move(what)](arguments a) -> asio::awaitable<page_answer> {
        auto seen = co_await what(slack.people(), a);
        co_return page_answer{std::move(seen)};
    };
}

}  // namespace

void add_slack_routes(page_server& page, slack_server& slack)
{
    const auto add = [&](const char* name, instant what) {
        page.post(std::string("/api/slack/") + name, at_once(slack, std::move(what)));
    };
    const auto add_slow = [&](const char* name, slow what) {
        page.post(std::string("/api/slack/") + name, through_the_app(slack, std::move(what)));
    };
    add("say", [](deeds& d, const arguments& a) {
        return d.say(text(a, "as"), text(a, "channel"), text(a, "text"), text(a, "thread_ts"));
    });
    add("react", [](deeds& d, const arguments& a) {
        return d.react(text(a, "as"), text(a, "channel"), text(a, "ts"), text(a, "name"), true);
    });
    add("unreact", [](deeds& d, const arguments& a) {
        return d.react(text(a, "as"), text(a, "channel"), text(a, "ts"), text(a, "name"), false);
    });
    add("edit", [](deeds& d, const arguments& a) {
        return d.edit(text(a, "as"), text(a, "channel"), text(a, "ts"), text(a, "text"));
    });
    add("delete", [](deeds& d, const arguments& a) {
        return d.erase(text(a, "as"), text(a, "channel"), text(a, "ts"));
    });
    add("home", [](deeds& d, const arguments& a) { return d.open_home(text(a, "as")); });
    add_slow("slash", [](deeds& d, const arguments& a) {
        return d.slash(text(a, "as"), text(a, "channel"), text(a, "text"));
    });
    add_slow("press", [](deeds& d, const arguments& a) {
        return d.press(
            text(a, "as"),
            text(a, "channel"),
            text(a, "ts"),
            text(a, "action_id"),
            value(a),
            flag_at(a, "stale"),
            text(a, "block_id")
        );
    });
    add_slow("press_in_modal", [](deeds& d, const arguments& a) {
        return d.press_in_modal(text(a, "as"), text(a, "action_id"), value(a));
    });
    add_slow("submit", [](deeds& d, const arguments& a) {
        return d.submit(text(a, "as"), values(a), text(a, "view_id"));
    });
    add_slow("close", [](deeds& d, const arguments& a) {
        return d.close(text(a, "as"), flag_at(a, "all"), text(a, "view_id"));
    });
    add_slow("message_shortcut", [](deeds& d, const arguments& a) {
        return d.message_shortcut(text(a, "as"), text(a, "channel"), text(a, "ts"), text(a, "callback_id"));
    });
    add_slow("global_shortcut", [](deeds& d, const arguments& a) {
        return d.global_shortcut(text(a, "as"), text(a, "callback_id"));
    });
}

}  // namespace adapters::sandbox::web
