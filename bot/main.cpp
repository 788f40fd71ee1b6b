// The program: reads the command line and the environment, puts the folders together, and runs one
// subcommand.
#include "adapters/daemon/daemon.hpp"
#include "adapters/webhook/messenger_command.hpp"
#include "bot/cli/audit_commands.hpp"
#include "bot/cli/config_commands.hpp"
#include "bot/cli/delivery_commands.hpp"
#include "bot/cli/incident_commands.hpp"
#include "bot/cli/invocation.hpp"
#include "bot/clock.hpp"
#include "bot/config/config_file.hpp"
#include "bot/task_group.hpp"
#include "commands/interpreter.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace {

namespace asio = boost::asio;

std::string variable(const char* name)
{
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read before any thread starts
    return value == nullptr ? std::string() : std::string(value);
}

std::string first_of(const char* name, const char* other)
{
    std::string value = variable(name);
    return value.empty() ? variable(other) : value;
}

adapters::http::proxy_settings proxy_of_environment()
{
    return {
        .https_proxy = first_of("HTTPS_PROXY", "https_proxy"), .no_proxy = first_of("NO_PROXY", "no_proxy")
    };
}

bot::secret_sources secrets_of_environment()
{
    return {
        .environment = [](const char* name) -> const char* {
            return std::getenv(name);
        },  // NOLINT(concurrency-mt-unsafe)
        .credentials_directory = variable("CREDENTIALS_DIRECTORY"),
    };
}

// Tokens live in this process's memory: no core file and no debugger of another process of the same user.
void keep_memory_private()
{
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
}

void log_to_standard_error(bool verbose)
{
    auto log =
        std::make_shared<spdlog::logger>("incidentd", std::make_shared<spdlog::sinks::stderr_sink_st>());
    // systemd's journal adds the time itself.
    log->set_pattern(
        variable("JOURNAL_STREAM").empty() ? "%Y-%m-%dT%H:%M:%S.%eZ %l %v" : "%l %v",
        spdlog::pattern_time_type::utc
    );
    log->set_level(verbose ? spdlog::level::debug : spdlog::level::info);
    spdlog::set_default_logger(std::move(log));
}

struct signals_to {
    std::function<void()> stop;
    std::function<void()> reload;
};

asio::awaitable<void> mind_signals(asio::signal_set& set, signals_to to)
{
    for (;;) {
        const int which = co_await set.async_wait(asio::use_awaitable);
        if (which == SIGHUP) {
            to.reload();
        } else {
            to.stop();
        }
    }
}

int run_daemon(const std::string& config_file, bool verbose)
{
    log_to_standard_error(verbose);
    keep_memory_private();
    auto config = bot::load_config(config_file);
    if (!config) {
        for (const bot::config_fault& f : config.error()) std::cerr << bot::to_string(f) << '\n';
        return adapters::daemon::exit_config;
    }
    if (config->slack.empty()) {
        std::cerr << config_file << ": no [[slack]] section: there is nothing to connect to\n";
        return adapters::daemon::exit_config;
    }
    asio::io_context io(1);
    bot::real_clock time;
    const commands::interpreter interpreter;
    adapters::daemon::daemon daemon(
        {.executor = io.get_executor(),
         .time = time,
         .commands = interpreter,
         .config = std::move(*config),
         .secrets = secrets_of_environment(),
         .proxy = proxy_of_environment()}
    );
    asio::signal_set signals(io, SIGTERM, SIGINT, SIGHUP);
    bot::task_group minders(io.get_executor());
    minders.spawn(
        "signals", mind_signals(signals, {.stop = [&] { daemon.stop(); }, .reload = [&] { daemon.reload(); }})
    );
    int code = adapters::daemon::exit_failed;
    asio::co_spawn(io, daemon.run(), [&](std::exception_ptr bug, int result) {
        if (bug) std::rethrow_exception(bug);
        code = result;
        minders.cancel();
    });
    io.run();
    return code;
}

}  // namespace

int main(int argc, char** argv)
{
    CLI::App app{"incidentd: incident messages, rendered from your runbooks, approved before they are posted"
    };
    app.set_version_flag("--version", std::string("incidentd ") + INCIDENTD_VERSION);
    app.require_subcommand(1);
    app.fallthrough();  // --config is accepted before and after every subcommand
    bot::cli::invocation call{
        .config_path = variable("INCIDENTD_CONFIG"),
        .out = std::cout,
        .err = std::cerr,
        .colour = ::isatty(STDOUT_FILENO) == 1
    };
    if (call.config_path.empty()) call.config_path = "/etc/incidentd/incidentd.toml";
    app.add_option("--config", call.config_path, "the configuration file (also INCIDENTD_CONFIG)")
        ->capture_default_str();

    bool verbose = false;
    CLI::App* run = app.add_subcommand(
        "run", "The daemon: logs to standard error, ends in order on SIGTERM, reloads on SIGHUP"
    );
    run->add_flag("--verbose", verbose, "log more");
    run->callback([&] { call.chosen = [&] { return run_daemon(call.config_path, verbose); }; });
    adapters::webhook::add_messenger_command(app, call, proxy_of_environment());
    bot::cli::add_lint_command(app, call);
    bot::cli::add_config_commands(app, call);
    bot::cli::add_incident_commands(app, call);
    bot::cli::add_delivery_commands(app, call);
    bot::cli::add_audit_commands(app, call);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e, std::cout, std::cerr) == 0 ? 0 : 2;
    }
    try {
        return call.chosen();
    } catch (const std::exception& bug) {
        std::cerr << "incidentd: " << bug.what() << '\n';
        return 1;
    }
}
