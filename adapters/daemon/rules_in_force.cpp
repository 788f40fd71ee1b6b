#include "adapters/daemon/rules_in_force.hpp"

#include "adapters/daemon/restart_needed.hpp"
#include "bot/cancellation.hpp"
#include "bot/keep_going.hpp"
#include "bot/on_pool.hpp"
#include "bot/unmatched_names.hpp"
#include "bot/within.hpp"
#include "runbooks/dialect.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

namespace adapters::daemon {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto pause_after_bug = 5s;
constexpr auto looks_again = 60s;  // for directories that could not be watched, or that others stand in for

std::map<std::string, bot::platform_limits, std::less<>> limits_of_platforms()
{
    return {
        {"slack", {.final_text_units = runbooks::slack_text_limit}},
        // Escaped and as JSON a preview or reply still fits into an activity.
        {"teams",
         {.final_text_units = runbooks::teams_text_limit - 4'000, .preview_units = 6'000, .reply_units = 6'000
         }},
        {"teams_workflow", {.final_text_units = runbooks::teams_workflow_limit}},
        {"teams_connector", {.final_text_units = runbooks::teams_connector_limit}},
    };
}

std::vector<std::string> warnings_of(
    const bot::settings& core, const bot::runbook_shelf::loaded& loaded, const bot::snapshot& made
)
{
    std::vector<std::string> out;
    // The place of the first error, for those who have no log at hand.
    const auto first_error = [&](const std::string& file) {
        const auto found =
            std::find_if(loaded.diagnostics.begin(), loaded.diagnostics.end(), [&](const auto& each) {
                return each.file == file && each.severity == runbooks::level::error;
            });
        return found == loaded.diagnostics.end()
                   ? std::string()
                   : fmt::format(": {}:{}:{}: {}", file, found->line, found->column, found->message);
    };
    for (const std::string& file : loaded.kept_back)
        out.push_back(fmt::format(
            "runbook {}: has errors, its last good version stays in force{}", file, first_error(file)
        ));
    for (const std::string& file : loaded.left_out)
        out.push_back(fmt::format("runbook {}: has errors, none of it is in force{}", file, first_error(file))
        );
    if (made.books.stages().empty())
        out.push_back(fmt::format(
            "no runbook with message templates was found at {} below {}",
            fmt::join(core.runbook_paths, ", "),
            core.documents.root
        ));
    for (runbooks::diagnostic& each : bot::unmatched_handles(core.people, made.books))
        out.push_back(std::move(each.message));
    for (std::string& each : bot::unmatched_stages(core.approval, made.books)) out.push_back(std::move(each));
    return out;
}

}  // namespace

rules_in_force::rules_in_force(parts with, bot::loaded_config config)
    : with_(std::move(with)),
      config_(std::move(config)),
      started_with_(config_),
      shelf_(std::make_shared<bot::runbook_shelf>()),
      bell_(with_.executor, asio::steady_timer::time_point::max())
{
}

asio::awaitable<rules_in_force::reading> rules_in_force::read(bot::settings core)
{
    // All of it on the pool: parsing a megabyte of Markdown takes its time, too.
    std::function<reading()> work = [shelf = shelf_, core = std::move(core)] {
        auto loaded = shelf->load(core.documents.root, core.runbook_paths);
        reading out;
        out.versions = loaded.versions;
        out.snapshot =
            std::make_shared<const bot::snapshot>(core, std::move(loaded.library), limits_of_platforms());
        out.warnings = warnings_of(core, loaded, *out.snapshot);
        out.diagnostics = std::move(loaded.diagnostics);
        return out;
    };
    co_return co_await bot::on_pool(with_.pool, std::move(work));
}

asio::awaitable<std::shared_ptr<const bot::snapshot>> rules_in_force::read_first()
{
    reading first = co_await read(config_.core);
    auto snapshot = first.snapshot;
    take(std::move(first), false);
    co_return snapshot;
}

void rules_in_force::serve(bot::engine& engine)
{
    engine_ = &engine;
    note_loaded();
}

// Logged here: the log belongs to the loop's thread.
void rules_in_force::take(reading fresh, bool tells_ops)
{
    const auto before = std::exchange(warnings_, std::move(fresh.warnings));
    versions_ = std::move(fresh.versions);
    for (const runbooks::diagnostic& d : fresh.diagnostics)
        spdlog::warn("runbook {}", runbooks::to_string(d));
    for (const std::string& w : warnings_) {
        if (std::find(before.begin(), before.end(), w) != before.end()) continue;
        spdlog::warn("{}", w);
        if (tells_ops) engine_->tell_ops(w);
    }
}

// At the start, and whenever one of them is another than before.
void rules_in_force::note_loaded()
{
    if (config_.sha256 != noted_config_) {
        noted_config_ = config_.sha256;
        engine_->note("config.loaded", {{"file", config_.core.file}, {"sha256", noted_config_}});
    }
    if (versions_ == noted_versions_) return;
    noted_versions_ = versions_;
    boost::json::array list;
    for (const bot::runbook_version& v : noted_versions_)
        list.push_back(boost::json::object{{"file", v.file}, {"sha256", v.sha256}, {"in_force", v.in_force}});
    engine_->note("runbooks.loaded", {{"runbooks", std::move(list)}});
}

void rules_in_force::want_config()
{
    is_config_wanted_ = true;
    bell_.cancel();
}

void rules_in_force::want_runbooks()
{
    are_runbooks_wanted_ = true;
    bell_.cancel();
}

asio::awaitable<void> rules_in_force::read_what_is_wanted()
{
    return bot::keep_going(with_.time, "reading configuration and runbooks", pause_after_bug, [this](bool) {
        return read_in_turn();
    });
}

asio::awaitable<void> rules_in_force::read_in_turn()
{
    for (;;) {
        while (!is_config_wanted_ && !are_runbooks_wanted_)
            co_await bell_.async_wait(asio::as_tuple(asio::use_awaitable));
        are_runbooks_wanted_ = false;  // a configuration is read with its runbooks
        const bool is_config = std::exchange(is_config_wanted_, false);
        try {
            if (is_config)
                co_await read_config_anew();
            else
                co_await read_runbooks_anew();
        } catch (const std::exception& bug) {
            if (bot::is_cancellation(bug)) throw;
            spdlog::error(
                "{} not loaded anew: {}",
                is_config ? "the configuration was" : "the runbooks were",
                bug.what()
            );
        }
        if (is_config && with_.on_config_read) with_.on_config_read();
    }
}

asio::awaitable<void> rules_in_force::read_config_anew()
{
    std::function<bot::config_result()> work = [file = config_.core.file] { return bot::load_config(file); };
    auto fresh = co_await bot::on_pool(with_.pool, std::move(work));
    if (!fresh) {
        for (const bot::config_fault& f : fresh.error()) spdlog::error("{}", bot::to_string(f));
        spdlog::error("the configuration was not reloaded: the old one stays in force");
        co_return;
    }
    reading found = co_await read(fresh->core);
    if (!engine_->reload(found.snapshot)) co_return;
    // Rules, people and destinations change here; sockets, tokens, the store and the listener stay.
    if (const auto waiting = restart_needed(started_with_, *fresh); !waiting.empty())
        spdlog::warn("taken up by a restart only: {}", fmt::join(waiting, "; "));
    config_.core = std::move(fresh->core);
    config_.sha256 = fresh->sha256;
    take(std::move(found), true);
    note_loaded();
    spdlog::info("configuration reloaded");
    co_await watch_the_right_places();
}

asio::awaitable<void> rules_in_force::read_runbooks_anew()
{
    reading found = co_await read(config_.core);
    if (!engine_->reload(found.snapshot)) co_return;
    take(std::move(found), true);
    note_loaded();
    spdlog::info("runbooks loaded anew");
}

asio::awaitable<void> rules_in_force::watch_runbooks()
{
    return bot::keep_going(with_.time, "the watch over the runbooks", pause_after_bug, [this](bool is_first) {
        return watch_until_it_fails(is_first);
    });
}

// Fails when there is no file descriptor left, say: what was saved meanwhile is read once it is up again.
asio::awaitable<void> rules_in_force::watch_until_it_fails(bool is_first)
{
    watch_.reset();
    watch_ = std::make_shared<bot::file_watch>(with_.executor);
    if (is_first) {
        // At once: nobody waits for us yet, and nothing is missed.
        take(watch_->watch(bot::runbook_directories(config_.core.documents.root, config_.core.runbook_paths))
        );
    } else {
        co_await watch_the_right_places();
        want_runbooks();
    }
    for (;;) {
        const auto ec = co_await bot::within(with_.time, looks_again, watch_->changed());
        if (!ec) {
            co_await with_.time.sleep_for(200ms);  // editors write in several steps
            want_runbooks();
        }
        co_await watch_the_right_places();
    }
}

// What exists now, and what a new configuration names.
asio::awaitable<void> rules_in_force::watch_the_right_places()
{
    if (!watch_) co_return;
    // Shared with the work: a cancelled caller leaves that behind.
    std::function<bot::file_watch::watched()> setting = [watch = watch_, core = config_.core] {
        return watch->watch(bot::runbook_directories(core.documents.root, core.runbook_paths));
    };
    auto seen = co_await bot::on_pool(with_.pool, std::move(setting));
    if (seen.is_other) want_runbooks();  // what was saved there before the watch
    take(std::move(seen));
}

void rules_in_force::take(bot::file_watch::watched seen)
{
    std::vector<std::string> now;
    for (const std::string& fault : seen.faults) {
        now.push_back(fmt::format("runbooks: changes are not noticed in {}", fault));
        if (std::find(unwatched_.begin(), unwatched_.end(), now.back()) == unwatched_.end())
            spdlog::warn("{}", now.back());
    }
    unwatched_ = std::move(now);
}

}  // namespace adapters::daemon
