#include "adapters/sandbox/web/teams_routes.hpp"

#include <charconv>
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

std::string where(const arguments& a)
{
    return text(a, "conversation");
}

json::object object_of(const arguments& a, std::string_view key)
{
    const auto* o = object_at(a, key);
    return o == nullptr ? json::object{} : *o;
}

// A page knows dialogs by text; 0: the newest one.
std::uint64_t dialog(const arguments& a)
{
    const auto digits = text_at(a, "dialog");
    std::uint64_t number = 0;
    (void)std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

}  // namespace

void add_teams_routes(page_server& page, teams_server& teams)
{
    using deed = std::function<teams_deeds::seen(teams_deeds&, const arguments&)>;
    const auto add = [&](const char* name, deed what) {
        page.post(
            std::string("/api/teams/") + name,
            [&teams, what = std::move(what)](arguments a) -> asio::awaitable<page_answer> {
                auto seen = co_await what(teams.people(), a);
                co_return page_answer{std::move(seen)};
            }
        );
    };
    add("say", [](teams_deeds& d, const arguments& a) {
        // As in Teams: what was said stands there at once, whether or not the bot can be reached.
        return d.say(
            text(a, "as"),
            where(a),
            text(a, "text"),
            {.thread = text(a, "thread"), .wait = flag_at(a, "wait"), .habits = {}}
        );
    });
    add("press", [](teams_deeds& d, const arguments& a) {
        return d.press(
            text(a, "as"),
            where(a),
            text(a, "id"),
            text(a, "action"),
            object_of(a, "inputs"),
            flag_at(a, "stale")
        );
    });
    add("refresh", [](teams_deeds& d, const arguments& a) {
        return d.refresh(text(a, "as"), where(a), text(a, "id"), flag_at(a, "manual", true));
    });
    add("submit", [](teams_deeds& d, const arguments& a) {
        return d.submit(text(a, "as"), object_of(a, "values"), text(a, "action"), dialog(a));
    });
    add("react", [](teams_deeds& d, const arguments& a) {
        return d.react(text(a, "as"), where(a), text(a, "id"), text(a, "type"), true);
    });
    add("unreact", [](teams_deeds& d, const arguments& a) {
        return d.react(text(a, "as"), where(a), text(a, "id"), text(a, "type"), false);
    });
    add("edit", [](teams_deeds& d, const arguments& a) {
        return d.edit(text(a, "as"), where(a), text(a, "id"), text(a, "text"));
    });
    add("delete",
        [](teams_deeds& d, const arguments& a) { return d.erase(text(a, "as"), where(a), text(a, "id")); });
    page.post("/api/teams/close", [&teams](arguments a) -> asio::awaitable<page_answer> {
        co_return page_answer{teams.people().close(text(a, "as"), dialog(a))};
    });
}

}  // namespace adapters::sandbox::web
