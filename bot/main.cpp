// The program: reads the command line and the environment, puts the folders together, and runs one
// subcommand.
#include "adapters/daemon/daemon.hpp"
#include "adapters/daemon/listen_address.hpp"
#include "adapters/daemon/missing_secrets.hpp"
#include "adapters/manifest/manifest_command.hpp"
#include "adapters/sandbox/sample_workspace.hpp"
#include "adapters/sandbox/sandbox_config.hpp"
#include "adapters/sandbox/terminal_walk.hpp"
#include "adapters/sandbox/web/fault_switches.hpp"
#include "adapters/sandbox/web/workspace_command.hpp"
#include "adapters/webhook/messenger_command.hpp"
#include "bot/cli/audit_commands.hpp"
#include "bot/cli/config_commands.hpp"
#include "bot/cli/delivery_commands.hpp"
#include "bot/cli/incident_commands.hpp"
#include "bot/cli/invocation.hpp"
#include "bot/clock.hpp"
#include "bot/config/config_file.hpp"
#include "bot/last_resort.hpp"
#include "bot/minded_signals.hpp"
#include "bot/startup_memory.hpp"
#include "bot/task_group.hpp"
#include "commands/interpreter.hpp"
#include "commands/table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

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

// Tokens, webhook URLs and signing keys live in this process's memory, whatever the subcommand: no core file
// and no debugger of another process of the same user.
void keep_memory_private()
{
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
}

void log_to_standard_error(bool verbose)
{
    auto log =
        std::make_shared<spdlog::logger>("incidentd", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    // systemd's journal adds the time itself.
    log->set_pattern(
        variable("JOURNAL_STREAM").empty() ? "%Y-%m-%dT%H:%M:%S.%eZ %l %v" : "%l %v",
        spdlog::pattern_time_type::utc
    );
    log->set_level(verbose ? spdlog::level::debug : spdlog::level::info);
    spdlog::set_default_logger(std::move(log));
}

constexpr std::chrono::milliseconds longest_end(9700);  // from the signal on

int run_daemon(const std::string& config_file, bool verbose)
{
    log_to_standard_error(verbose);
    auto config = bot::load_config(config_file);
    if (!config) {
        for (const bot::config_fault& f : config.error()) std::cerr << bot::to_string(f) << '\n';
        return adapters::daemon::exit_config;
    }
    if (config->slack.empty() && config->teams.empty()) {
        std::cerr << config_file
                  << ": no [[slack]] and no [[teams]] section: there is nothing to connect to\n";
        return adapters::daemon::exit_config;
    }
    const auto missing = adapters::daemon::look_for_secrets(*config, secrets_of_environment());
    for (const std::string& fault : missing.faults) spdlog::error("{}", fault);
    if (missing.leaves_nothing) return adapters::daemon::exit_config;
    bot::share_one_heap();
    asio::io_context io(1);
    bot::real_clock time;
    const commands::interpreter interpreter({{"teams", "@Incident"}});
    adapters::daemon::daemon daemon(
        {.executor = io.get_executor(),
         .time = time,
         .commands = interpreter,
         .config = std::move(*config),
         .secrets = secrets_of_environment(),
         .proxy = proxy_of_environment(),
         .without_secrets = missing.platforms}
    );
    asio::signal_set signals(io, SIGTERM, SIGINT, SIGHUP);
    bot::task_group minders(io.get_executor());
    std::optional<bot::last_resort> limit;
    minders.spawn(
        "signals",
        bot::mind_signals(
            signals,
            {.stop = [&] { daemon.stop(); },
             .reload = [&] { daemon.reload(); },
             .limit = [&] { limit.emplace(longest_end, adapters::daemon::exit_failed); }}
        )
    );
    int code = adapters::daemon::exit_failed;
    asio::co_spawn(io, daemon.run(), [&](std::exception_ptr bug, int result) {
        if (bug) std::rethrow_exception(bug);
        code = result;
        minders.cancel();
    });
    io.run();
    if (daemon.is_stuck()) {
        spdlog::default_logger()->flush();
        std::_Exit(code);
    }
    return code;
}

struct sandbox_options {
    std::string listen = "127.0.0.1:8080";  // of the page; with --tour, of the in-process Slack
    std::string documents;                  // empty: a sample tree in a temporary folder
    std::string language = "pt-BR";
    std::vector<std::string> faults;
    std::string token;
    std::string page_dir;
    std::string config;  // empty: none was named
    bool tour = false;
    bool keep = false;   // go on after the tour
    bool quick = false;  // no pauses for the reader
};

std::string name_of(commands::access rights)
{
    switch (rights) {
        case commands::access::anyone:
            return "anyone";
        case commands::access::approver:
            return "approver";
        case commands::access::second_person:
            return "second_person";
        case commands::access::editor:
            return "editor";
        case commands::access::author:
            return "author";
    }
    return {};
}

std::vector<adapters::sandbox::web::known_command> known_commands()
{
    std::vector<adapters::sandbox::web::known_command> out;
    for (const commands::command* row : commands::table()) {
        adapters::sandbox::web::known_command c;
        c.word = row->word;
        for (const std::string_view alias : row->aliases)
            if (!alias.empty()) c.aliases.emplace_back(alias);
        c.usage_pt = row->usage.pt_br;
        c.usage_en = row->usage.en;
        c.help_pt = row->help.pt_br;
        c.help_en = row->help.en;
        c.needs = name_of(row->needs);
        out.push_back(std::move(c));
    }
    return out;
}

std::vector<adapters::manifest::command_words> words_for_manifests()
{
    std::vector<adapters::manifest::command_words> out;
    for (const commands::command* row : commands::table()) {
        out.push_back(
            {.word = std::string(row->word),
             .word_en = std::string(commands::word_in(*row, bot::language::en)),
             .word_pt = std::string(commands::word_in(*row, bot::language::pt_br)),
             .help_en = std::string(row->help.en),
             .help_pt = std::string(row->help.pt_br)}
        );
    }
    return out;
}

// What the daemon in the workspace gets to see of this process's environment: no proxy, no tokens of a real
// workspace.
std::vector<std::string> plain_environment()
{
    std::vector<std::string> out;
    for (const char* name : {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TZDIR", "TMPDIR"})
        if (const auto value = variable(name); !value.empty())
            out.push_back(fmt::format("{}={}", name, value));
    return out;
}

// The daemon and an in-process Slack on one loop; they talk over real sockets, and the daemon does not know.
asio::awaitable<int> live_in_sandbox(
    asio::io_context& io, bot::clock& time, const bot::command_interpreter& commands, sandbox_options how
)
{
    namespace sandbox = adapters::sandbox;
    const auto language = bot::parse_language(how.language, bot::language::pt_br);
    const auto listen = adapters::daemon::parse_listen(how.listen);
    std::string home = (std::filesystem::temp_directory_path() / "incidentd-sandbox-XXXXXX").string();
    if (!listen || ::mkdtemp(home.data()) == nullptr) {
        std::cerr
            << "incidentd sandbox: --listen must be ADDRESS:PORT, and a temporary folder must be possible\n";
        co_return 2;
    }
    const std::string documents =
        how.documents.empty() ? home + "/documents" : std::filesystem::absolute(how.documents).string();
    sandbox::slack_server slack(io.get_executor(), time);
    sandbox::fill_sample(slack.workspace());
    auto port = slack.start(listen->host, listen->port);
    if (!port) port = slack.start(listen->host, 0);  // taken: any other will do
    const auto ready = sandbox::prepare_state(home + "/state");
    const auto filled = sandbox::prepare_documents(documents, language);
    if (!port || !ready || !filled) {
        std::cerr << fmt::format(
            "incidentd sandbox: {}\n",
            !port    ? port.error().message()
            : !ready ? ready.error().message()
                     : filled.error().message()
        );
        co_return 1;
    }
    auto config = bot::parse_config(
        sandbox::sandbox_config_text(
            {.slack_port = *port,
             .state_dir = home + "/state",
             .documents_dir = documents,
             .language = language}
        ),
        "sandbox.toml"
    );
    if (!config) {
        for (const bot::config_fault& f : config.error()) std::cerr << bot::to_string(f) << '\n';
        co_return 1;
    }
    adapters::daemon::daemon daemon(
        {.executor = io.get_executor(),
         .time = time,
         .commands = commands,
         .config = std::move(*config),
         .secrets = secrets_of_environment(),
         .proxy = {}}
    );
    asio::signal_set signals(io, SIGTERM, SIGINT);
    bot::task_group tasks(io.get_executor());
    tasks.spawn("signals", bot::mind_signals(signals, {.stop = [&] { daemon.stop(); }, .reload = [] {}}));
    bool arrived = false;
    tasks.spawn(
        "tour",
        [](sandbox::slack_server& on,
           adapters::daemon::daemon& d,
           sandbox::walk_options w,
           bool keep,
           bool& good) -> asio::awaitable<void> {
            good = co_await sandbox::walk(on, std::cout, std::move(w));
            if (!keep) d.stop();
        }(slack,
                       daemon,
                       {.language = language,
                        .pause = how.quick ? std::chrono::milliseconds(0) : std::chrono::milliseconds(1500),
                        .colours = ::isatty(STDOUT_FILENO) == 1,
                        .width = sandbox::terminal_width(STDOUT_FILENO),
                        .approvals = documents + "/docs/support/approvals"},
                       how.keep,
                       arrived)
    );
    const int code = co_await daemon.run();
    tasks.cancel();
    co_await tasks.join();
    co_await slack.stop();
    co_return code != 0 ? code : arrived ? 0 : 1;
}

// A word that the sandbox does not know, told before anything starts; empty: none.
std::string wrong_usage(const sandbox_options& how)
{
    using bot::language;
    if (bot::parse_language(how.language, language::pt_br) != bot::parse_language(how.language, language::en))
        return fmt::format("--language: \"{}\" is neither pt-BR nor en", how.language);
    if (how.tour) return {};
    const auto known = adapters::sandbox::web::fault_switches::names();
    for (const std::string& name : how.faults) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            return fmt::format("--fault: no fault \"{}\"; they are {}", name, fmt::join(known, ", "));
    }
    std::error_code ec;
    if (!how.documents.empty() && !std::filesystem::is_directory(how.documents, ec))
        return fmt::format("--documents: {} is no folder", how.documents);
    return {};
}

int run_sandbox(const sandbox_options& how)
{
    if (const std::string why = wrong_usage(how); !why.empty()) {
        std::cerr << "incidentd sandbox: " << why << '\n';
        return 2;
    }
    log_to_standard_error(false);
    spdlog::set_level(spdlog::level::warn);  // the workspace is what people came for
    if (!how.tour) {
        const auto listen = adapters::daemon::parse_listen(how.listen);
        if (!listen) {
            std::cerr << fmt::format("incidentd sandbox: --listen: \"{}\" is no ADDRESS:PORT\n", how.listen);
            return 2;
        }
        return adapters::sandbox::web::run_workspace(
            {.host = listen->host,
             .port = listen->port,
             .token = how.token,
             .documents = how.documents,
             .config = how.config,
             .language = bot::parse_language(how.language, bot::language::pt_br),
             .faults = how.faults,
             .page_dir = how.page_dir,
             .version = INCIDENTD_VERSION,
             .commands = known_commands(),
             .environment = plain_environment()}
        );
    }
    asio::io_context io(1);
    bot::real_clock time;
    const commands::interpreter interpreter({{"teams", "@Incident"}});
    int code = 1;
    asio::co_spawn(io, live_in_sandbox(io, time, interpreter, how), [&](std::exception_ptr bug, int result) {
        if (bug) std::rethrow_exception(bug);
        code = result;
    });
    io.run();
    return code;
}

}  // namespace

int main(int argc, char** argv)
{
    keep_memory_private();
    log_to_standard_error(false);  // for every command: standard output is for its answer
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
    const CLI::Option* config_named =
        app.add_option("--config", call.config_path, "the configuration file (also INCIDENTD_CONFIG)")
            ->capture_default_str();

    bool verbose = false;
    CLI::App* run = app.add_subcommand(
        "run", "The daemon: logs to standard error, ends in order on SIGTERM, reloads on SIGHUP"
    );
    run->add_flag("--verbose", verbose, "log more");
    run->callback([&] { call.chosen = [&] { return run_daemon(call.config_path, verbose); }; });
    sandbox_options sandbox;
    CLI::App* local = app.add_subcommand(
        "sandbox", "A local workspace in the browser, with the daemon in it; nothing leaves this machine"
    );
    local->add_option("--listen", sandbox.listen, "where the page is served")->capture_default_str();
    local->add_option(
        "--documents", sandbox.documents, "your own documents tree instead of a temporary sample"
    );
    local->add_option("--language", sandbox.language, "pt-BR or en")->capture_default_str();
    local->add_option("--fault", sandbox.faults, "something that goes wrong from the start; may be repeated");
    local->add_option(
        "--token", sandbox.token, "what a browser must bring; made up when --listen is not this machine's own"
    );
    local->add_option("--page-dir", sandbox.page_dir)->group("");  // for work on the page itself
    local->add_flag(
        "--tour", sandbox.tour, "no browser: one incident in this terminal, from open to the post"
    );
    local->add_flag("--keep", sandbox.keep, "with --tour: stay up after it, until interrupted");
    local->add_flag("--quick", sandbox.quick, "with --tour: no pauses for reading");
    local->callback([&] {
        if (config_named->count() > 0) sandbox.config = call.config_path;
        call.chosen = [&] { return run_sandbox(sandbox); };
    });
    adapters::webhook::add_messenger_command(app, call, proxy_of_environment());
    adapters::manifest::add_manifest_command(app, call, words_for_manifests(), INCIDENTD_VERSION);
    bot::cli::add_lint_command(app, call);
    bot::cli::add_config_commands(app, call);
    bot::cli::add_incident_commands(app, call);
    bot::cli::add_delivery_commands(app, call);
    bot::cli::add_audit_commands(app, call, secrets_of_environment());

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
