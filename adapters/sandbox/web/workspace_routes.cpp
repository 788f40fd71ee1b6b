// The page's view of the local workspace: what it is told, and the paths that are neither Slack's nor Teams'.
#include "adapters/sandbox/local_http.hpp"
#include "adapters/sandbox/web/connect.hpp"
#include "adapters/sandbox/web/local_workspace_state.hpp"
#include "adapters/sandbox/web/slack_routes.hpp"
#include "adapters/sandbox/web/teams_routes.hpp"

#include <optional>
#include <utility>

namespace adapters::sandbox::web {

namespace asio = boost::asio;

namespace {

json::array as_array(const std::vector<std::string>& texts)
{
    return json::array(texts.begin(), texts.end());
}

json::array listed(const std::vector<known_command>& commands)
{
    json::array out;
    for (const known_command& c : commands) {
        out.push_back(
            {{"word", c.word},
             {"aliases", json::array(c.aliases.begin(), c.aliases.end())},
             {"usage", {{"pt-BR", c.usage_pt}, {"en", c.usage_en}}},
             {"help", {{"pt-BR", c.help_pt}, {"en", c.help_en}}},
             {"needs", c.needs}}
        );
    }
    return out;
}

}  // namespace

json::object local_workspace::state::session() const
{
    const auto& me = const_cast<slack_server&>(slack).workspace().self();
    json::value teams_bot = nullptr;
    auto places = screen->places();
    if (teams) {
        const auto& there = teams->workspace().self();
        teams_bot = json::object{{"id", there.bot()}, {"name", there.bot_name}};
        for (auto& place : teams_view->places()) places.push_back(std::move(place));
    }
    return {
        {"version", how.version},
        {"run", run()},
        {"language", how.language == bot::language::en ? "en" : "pt-BR"},
        {"languages", json::array{"pt-BR", "en"}},
        {"people", to_json(cast, teams != nullptr)},
        {"bot",
         {{"slack", {{"id", me.bot_user}, {"name", me.bot_name}, {"app", me.app}}},
          {"teams", std::move(teams_bot)}}},
        {"groups", screen->groups()},
        {"places", std::move(places)},
        {"commands",
         {{"slack", json::array{"/incident", "/incidente"}},
          {"teams", json::array{"@Incident"}},
          {"table", listed(how.commands)},
          {"stages", json::array(stages.begin(), stages.end())}}},
        {"faults", faults->to_json()},
        {"slack", !own || !own->slack.empty() || own->teams.empty()},  // the bot is there
        {"teams", teams != nullptr},
        {"notes", own ? as_array(told_about(*own, how.language)) : json::array{}},
        {"documents",
         {{"root", documents},
          {"sample", how.documents.empty()},
          {"approvals", roles.approvals.substr(0, roles.approvals.size() - 1)}}},
        {"emoji", json::array{"white_check_mark", "x", "+1", "eyes", "tada", "warning"}},
    };
}

json::object local_workspace::state::snapshot() const
{
    return {
        {"session", session()},
        {"slack", screen->everything()},
        {"teams", teams_view ? json::value(teams_view->everything()) : json::value(nullptr)},
        {"wire", wire.list({})},
        {"daemon", daemon->to_json(true)},
        {"faults", faults->to_json()},
        {"documents", {{"changed", tree->changed()}}},
        {"guide", steps->now()},
    };
}

// The strip's facts, told when they are new.
void local_workspace::state::took_place()
{
    if (!steps) return;
    auto now = steps->now();
    if (now == guide_told) return;
    feed.add("guide", now);
    guide_told = std::move(now);
}

page_answer local_workspace::state::set_fault(const json::object& a)
{
    std::optional<std::uint64_t> times;
    if (const auto* n = a.if_contains("times")) {
        if (!n->is_int64() || n->get_int64() < 0) return {wrong("times_out_of_range"), 400};
        times = static_cast<std::uint64_t>(n->get_int64());
    }
    const auto why = faults->set(text_at(a, "name"), flag_at(a, "on"), times, text_at(a, "platform"));
    if (!why.empty()) return {wrong(why), 400};
    if (faults->settle()) feed.add("faults", fault_list());
    return {fault_list()};
}

void local_workspace::state::add_routes()
{
    add_slack_routes(*page, slack);
    if (teams) add_teams_routes(*page, *teams);
    page->get("/api/session", [this](json::object) -> asio::awaitable<page_answer> {
        co_return page_answer{session()};
    });
    page->get("/api/wire", [this](json::object query) -> asio::awaitable<page_answer> {
        co_return page_answer{{{"entries", wire.list(query)}, {"last", wire.last()}}};
    });
    page->get("/api/daemon", [this](json::object) -> asio::awaitable<page_answer> {
        co_return page_answer{daemon->to_json(true)};
    });
    page->post("/api/daemon/kill", [this](json::object) -> asio::awaitable<page_answer> {
        daemon->kill();
        co_return page_answer{daemon->to_json(false)};
    });
    page->post("/api/daemon/restart", [this](json::object) -> asio::awaitable<page_answer> {
        daemon->restart();
        co_return page_answer{daemon->to_json(false)};
    });
    page->get("/api/faults", [this](json::object) -> asio::awaitable<page_answer> {
        co_return page_answer{fault_list()};
    });
    page->post("/api/faults", [this](json::object a) -> asio::awaitable<page_answer> {
        co_return set_fault(a);
    });
    page->get("/api/documents", [this](json::object) -> asio::awaitable<page_answer> {
        co_return page_answer{co_await tree->list()};
    });
    const auto found = [](std::optional<json::object> seen) {
        return seen ? page_answer{std::move(*seen)} : page_answer{wrong("no_such_file"), 404};
    };
    page->get("/api/documents/file", [this, found](json::object query) -> asio::awaitable<page_answer> {
        auto seen = co_await tree->file(std::string(text_at(query, "path")));
        co_return found(std::move(seen));
    });
    page->get("/api/documents/diff", [this, found](json::object query) -> asio::awaitable<page_answer> {
        auto seen = co_await tree->diff(std::string(text_at(query, "path")));
        co_return found(std::move(seen));
    });
    page->get("/api/guide", [this](json::object) -> asio::awaitable<page_answer> {
        co_return page_answer{steps->now()};
    });
    page->get("/api/connect", [](json::object) -> asio::awaitable<page_answer> {
        co_return page_answer{connect_facts()};
    });
}

}  // namespace adapters::sandbox::web
