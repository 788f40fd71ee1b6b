#include "adapters/sandbox/web/local_workspace.hpp"

#include "adapters/sandbox/web/local_workspace_state.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace adapters::sandbox::web {

namespace asio = boost::asio;
namespace fs = std::filesystem;

local_workspace::local_workspace(asio::any_io_executor ex, bot::clock& time, workspace_options how)
    : state_(std::make_unique<state>(std::move(ex), time, std::move(how)))
{
}

local_workspace::~local_workspace() = default;

std::string local_workspace::documents() const
{
    return state_->documents;
}

std::vector<std::string> local_workspace::notes() const
{
    return state_->own ? told_about(*state_->own, state_->how.language) : std::vector<std::string>();
}

std::string local_workspace::address() const
{
    const state& s = *state_;
    const bool v6 = s.how.host.find(':') != std::string::npos;
    auto out = fmt::format("http://{}:{}/", v6 ? "[" + s.how.host + "]" : s.how.host, s.port);
    if (!s.gate.token.empty()) out += "?token=" + s.gate.token;
    return out;
}

std::string local_workspace::start()
{
    state& s = *state_;
    // First of all the address that people were told: without it nothing else is of use.
    s.page = std::make_unique<page_server>(
        s.ex,
        s.time,
        page_parts{
            .feed = s.feed,
            .snapshot = [&s] { return s.snapshot(); },
            .gate = s.gate,
            .files_from = s.how.page_dir
        }
    );
    if (auto why = s.prepare(); !why.empty()) return why;
    s.draw();
    if (auto why = s.set_faults(); !why.empty()) return why;
    s.watch_documents();
    s.add_routes();
    const auto bound = s.page->start(s.how.host, s.how.port);
    if (!bound) {
        return fmt::format(
            "{}:{} cannot be listened on: {}. Another address: --listen 127.0.0.1:PORT (0 takes a free port)",
            s.how.host,
            s.how.port,
            bound.error().message()
        );
    }
    s.port = *bound;
    if (const auto done = s.daemon->start(); !done)
        return fmt::format("the daemon cannot be started: {}", done.error().message());
    return {};
}

asio::awaitable<void> local_workspace::stop()
{
    state& s = *state_;
    if (s.daemon) co_await s.daemon->stop();
    if (s.page) co_await s.page->stop();
    co_await s.slack.stop();
    if (s.teams) co_await s.teams->stop();
    if (s.tree) co_await s.tree->stop();
    s.slack.log().on_entry = {};
    s.slack.workspace().on_change = {};
    s.screen.reset();
    s.teams_view.reset();
    if (s.teams) {
        s.teams->log().on_entry = {};
        s.teams->workspace().on_change = {};
    }
    std::error_code ignored;
    if (!s.home.empty()) fs::remove_all(s.home, ignored);
}

}  // namespace adapters::sandbox::web
