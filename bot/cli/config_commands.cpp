#include "bot/cli/config_commands.hpp"

#include "bot/cli/lint_policy.hpp"
#include "bot/cli/output.hpp"
#include "bot/cli/read_store.hpp"
#include "bot/runbook_files.hpp"
#include "bot/unmatched_names.hpp"
#include "runbooks/lint.hpp"

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

namespace bot::cli {

namespace {

// What is no fault of the file and yet will surprise: told, without failing the check.
void warn(const invocation& call, const loaded_config& config)
{
    const settings& core = config.core;
    const auto say = [&](const std::string& what) {
        call.err << fmt::format("{}: warning: {}\n", call.config_path, printable(what));
    };
    std::error_code ec;
    if (!std::filesystem::is_directory(core.documents.root, ec)) {
        say(fmt::format("the documents tree {} is no directory", core.documents.root));
        return;
    }
    if (find_runbooks(core.documents.root, core.runbook_paths).empty())
        say("no runbook matches [runbooks] paths");
    runbook_shelf shelf;
    const auto books = shelf.load(core.documents.root, core.runbook_paths);
    if (runbooks::has_errors(books.diagnostics)) say("the runbooks have errors; incidentd lint shows them");
    for (const auto& each : unmatched_handles(core.people, books.library)) {
        say(fmt::format("{}:{}: {}", each.file, each.line, each.message));
    }
    for (const std::string& each : unmatched_stages(core.approval, books.library)) say(each);
    if (config.slack.empty() && config.teams.empty()) {
        say("no chat platform is configured; incidentd run needs one");
    }
}

}  // namespace

int check_config(const invocation& call)
{
    const auto config = read_config(call);
    if (!config) return 1;
    warn(call, *config);
    call.out << call.config_path << ": no faults\n";
    return 0;
}

int show_config(const invocation& call)
{
    const auto config = read_config(call);
    if (!config) return 1;
    call.out << show(*config, exec_references::program_only);
    return 0;
}

int lint(const invocation& call, const std::vector<std::string>& files)
{
    read_runbooks_result read;
    std::string root;
    // Named files are read without any configuration; where there is one, its policy speaks too.
    std::error_code ec;
    const bool configured = files.empty() || std::filesystem::exists(call.config_path, ec);
    std::optional<loaded_config> config;
    if (configured) {
        auto loaded = read_config(call);
        if (!loaded) return 1;
        config = std::move(*loaded);
    }
    if (files.empty()) {
        root = config->core.documents.root;
        const auto found = find_runbooks(root, config->core.runbook_paths);
        if (found.empty()) {
            call.err << "no runbook matches [runbooks] paths below " << root << '\n';
            return 1;
        }
        read = read_runbooks(root, found);
    } else {
        read = read_runbooks({}, files);
    }
    auto all = std::move(read.faults);
    for (auto& each : runbooks::lint(read.sources)) all.push_back(std::move(each));
    const settings core = config ? config->core : settings{};
    for (auto& each : lint_policy(core, call.config_path)) all.push_back(std::move(each));
    for (auto& each : lint_templates(core, read.sources)) all.push_back(std::move(each));
    if (config) {
        for (auto& each : lint_roles(core, read.sources)) all.push_back(std::move(each));
    }
    std::size_t errors = 0;
    for (const runbooks::diagnostic& each : all) {
        if (each.severity == runbooks::level::error) ++errors;
        call.out << printable(to_string(each)) << '\n';
    }
    call.err << fmt::format(
        "{} errors, {} warnings in {} runbooks\n",
        errors,
        all.size() - errors,
        files.empty() ? read.sources.size() + read.faults.size() : files.size()
    );
    return errors == 0 ? 0 : 1;
}

void add_config_commands(CLI::App& to, invocation& call)
{
    CLI::App* group = to.add_subcommand("config", "check or show the configuration");
    group->require_subcommand(1)->fallthrough();
    CLI::App* check = group->add_subcommand("check", "every fault with its place; exit 1 when there is one");
    check->fallthrough();
    check->callback([&call] { call.chosen = [&call] { return check_config(call); }; });
    CLI::App* shown = group->add_subcommand(
        "show", "the configuration in force, secrets as references (of an exec: command, its program)"
    );
    shown->fallthrough();
    shown->callback([&call] { call.chosen = [&call] { return show_config(call); }; });
}

void add_lint_command(CLI::App& to, invocation& call)
{
    const auto files = std::make_shared<std::vector<std::string>>();
    CLI::App* command = to.add_subcommand("lint", "check runbooks; exit 1 on errors");
    command->fallthrough();
    command->add_option("FILE", *files, "runbooks; none: those of the configuration");
    command->callback([&call, files] { call.chosen = [&call, files] { return lint(call, *files); }; });
}

}  // namespace bot::cli
