#include "adapters/daemon/daemon.hpp"

#include "adapters/daemon/listen_address.hpp"
#include "adapters/daemon/listener_certificate.hpp"
#include "adapters/daemon/metrics.hpp"
#include "adapters/daemon/secrets.hpp"
#include "adapters/daemon/teams_bots.hpp"
#include "adapters/http/client.hpp"
#include "adapters/http/server.hpp"
#include "adapters/slack/slack.hpp"
#include "adapters/status/status_server.hpp"
#include "adapters/webhook/webhook_platform.hpp"
#include "bot/cli/control_socket.hpp"
#include "bot/engine.hpp"
#include "bot/file_watch.hpp"
#include "bot/mailbox.hpp"
#include "bot/on_pool.hpp"
#include "bot/runbook_files.hpp"
#include "bot/startup_memory.hpp"
#include "bot/store/store.hpp"
#include "bot/task_group.hpp"
#include "bot/within.hpp"
#include "runbooks/dialect.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>
#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <random>
#include <set>
#include <utility>

namespace adapters::daemon {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

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

}  // namespace

struct daemon::state {
    explicit state(daemon_parts p)
        : with(std::move(p)), tasks(with.executor), workers(1), bell(with.executor, 8), secrets(with.secrets)
    {
    }

    enum class signal { stop, broken, refused };

    daemon_parts with;
    bot::task_group tasks;
    asio::thread_pool workers;  // files, secrets: whatever blocks
    bot::mailbox<signal> bell;
    bot::secret_cache secrets;
    bot::runbook_shelf shelf;
    std::vector<std::string> runbook_warnings;
    std::vector<bot::runbook_version> runbook_versions;
    std::vector<bot::runbook_version> noted_versions;  // as the audit chain has them
    std::string noted_config;
    std::unique_ptr<bot::store> store;
    std::unique_ptr<http::client> client;
    std::unique_ptr<teams_bots> bots;
    std::unique_ptr<bot::engine> engine;
    std::vector<std::unique_ptr<slack::counters>> slack_counters;
    std::unique_ptr<listener_certificate> certificate;  // without it the listener is plain
    std::unique_ptr<http::server> server;
    std::string broken_because;
    bool stopping = false;
    bool stuck = false;

    std::shared_ptr<const bot::snapshot> load_snapshot();
    asio::awaitable<void> end_in_order();
    asio::awaitable<boost::system::error_code> workers_are_idle();
    void reload_runbooks();
    void note_loaded();
    bool start();
    slack::token token_of(bot::secret_ref ref);
    void add_teams(std::vector<bot::address> addresses);
    std::string handle_of(const bot::account& who) const;
    std::vector<const slack::counters*> counters() const;
    void add_webhooks();
    asio::awaitable<bool> load_certificate();
    asio::awaitable<void> reload_certificate();
    void reload_config();
    bool listen();
    status::readiness readiness() const;
    asio::awaitable<void> watch_runbooks();
    asio::awaitable<void> announce_ready();
    asio::awaitable<void> serve_control();
    bool all_refused() const;
};

std::shared_ptr<const bot::snapshot> daemon::state::load_snapshot()
{
    const bot::settings& core = with.config.core;
    auto loaded = shelf.load(core.documents.root, core.runbook_paths);
    for (const runbooks::diagnostic& d : loaded.diagnostics)
        spdlog::warn("runbook {}", runbooks::to_string(d));
    runbook_versions = std::move(loaded.versions);
    runbook_warnings.clear();
    for (const std::string& file : loaded.kept_back) {
        runbook_warnings.push_back(
            fmt::format("runbook {}: has errors, its last good version stays in force", file)
        );
    }
    for (const std::string& file : loaded.left_out)
        runbook_warnings.push_back(fmt::format("runbook {}: has errors, none of it is in force", file));
    if (loaded.library.stages().empty()) {
        runbook_warnings.push_back(fmt::format(
            "no runbook with message templates was found at {} below {}",
            fmt::join(core.runbook_paths, ", "),
            core.documents.root
        ));
        spdlog::warn("{}", runbook_warnings.back());
    }
    auto out = std::make_shared<const bot::snapshot>(core, std::move(loaded.library), limits_of_platforms());
    for (const std::string& handle : out->people.unknown_handles()) {
        runbook_warnings.push_back(fmt::format("a role table names {}, who is no [[person]]", handle));
    }
    return out;
}

// At the start, and whenever one of them is another than before.
void daemon::state::note_loaded()
{
    if (with.config.sha256 != noted_config) {
        noted_config = with.config.sha256;
        engine->note("config.loaded", {{"file", with.config.core.file}, {"sha256", noted_config}});
    }
    if (runbook_versions == noted_versions) return;
    noted_versions = runbook_versions;
    boost::json::array list;
    for (const bot::runbook_version& v : noted_versions)
        list.push_back(boost::json::object{{"file", v.file}, {"sha256", v.sha256}, {"in_force", v.in_force}});
    engine->note("runbooks.loaded", {{"runbooks", std::move(list)}});
}

bool daemon::state::start()
{
    auto tls = http::make_client_tls(with.config.core.ca_file);
    if (!tls) {
        spdlog::critical("the certificate roots cannot be loaded: {}", tls.error().message());
        return false;
    }
    client = std::make_unique<http::client>(with.executor, with.time, *tls, with.proxy);
    auto opened = bot::store::open(with.config.core.store_url, with.executor);
    if (!opened) {
        spdlog::critical("{}", opened.error().message);
        return false;
    }
    store = std::move(*opened);
    bot::loaded_state found;
    try {
        found = store->load(std::chrono::floor<std::chrono::milliseconds>(with.time.wall_now()));
    } catch (const std::exception& damaged) {
        spdlog::critical("{}", damaged.what());
        return false;
    }
    std::vector<bot::address> addresses = std::move(found.addresses);
    engine = std::make_unique<bot::engine>(
        bot::engine::parts{
            .executor = with.executor,
            .time = with.time,
            .disk = *store,
            .tasks = tasks,
            .commands = with.commands,
            .files = workers
        },
        std::move(found),
        load_snapshot()
    );
    engine->on_broken([this](const std::string& why) {
        broken_because = why;
        bell.push(signal::broken);
    });
    engine->on_refused([this] {
        if (all_refused()) bell.push(signal::refused);
    });
    for (const bot::slack_settings& s : with.config.slack) {
        slack_counters.push_back(std::make_unique<slack::counters>());
        engine->add(slack::make_slack(
            {.executor = with.executor,
             .time = with.time,
             .net = *client,
             .tls = *tls,
             .proxy = with.proxy,
             .handle = [this](const bot::account& who, std::string_view) { return handle_of(who); },
             .language = bot::parse_language(with.config.core.locale, bot::language::pt_br),
             .count = *slack_counters.back(),
             .seed = std::random_device{}()},
            {.name = s.name,
             .api_url = s.api_url,
             .connections = s.connections,
             .commands = s.commands,
             .liveness = s.liveness,
             .pacing = s.pacing},
            token_of(s.app_token),
            token_of(s.bot_token)
        ));
    }
    add_teams(std::move(addresses));
    add_webhooks();
    if (!listen()) return false;
    note_loaded();
    engine->start();
    tasks.spawn("runbook watch", watch_runbooks());
    if (certificate) tasks.spawn("certificate watch", certificate->watch());
    tasks.spawn("ready", announce_ready());
    tasks.spawn("control", serve_control());
    return true;
}

void daemon::state::add_webhooks()
{
    engine->add(webhook::make_webhooks(
        *client,
        // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): the platform keeps it
        [this](std::string name) -> asio::awaitable<webhook::target_result> {
            auto held = engine->current();
            const bot::destination* to = held->config.find_destination(name);
            if (to == nullptr || !to->webhook)
                co_return webhook::target_fault{fmt::format("no webhook is configured for {}", name)};
            const std::string kind = to->webhook->kind;
            auto url = co_await fetch_secret(workers, secrets, to->webhook->url, false);
            if (!url) co_return webhook::target_fault{url.error().message};
            co_return webhook::webhook_target{.kind = kind, .url = std::string(url->reveal())};
        },
        [this](std::string_view name) { return bots->person_named(name); }
    ));
}

slack::token daemon::state::token_of(bot::secret_ref ref)
{
    return {
        .reference = bot::shown(ref),
        // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): the token keeps it
        .read = [this, ref](bool rejected) -> asio::awaitable<bot::result<bot::secret>> {
            auto got = co_await fetch_secret(workers, secrets, ref, rejected);
            if (got) co_return std::move(*got);
            spdlog::error("{}", got.error().message);
            co_return bot::make_error_code(bot::errc::bad_credentials);
        },
    };
}

void daemon::state::add_teams(std::vector<bot::address> addresses)
{
    const auto variable = [this](const char* name) {
        const char* value = with.secrets.environment ? with.secrets.environment(name) : nullptr;
        return value == nullptr ? std::string() : std::string(value);
    };
    bots = std::make_unique<teams_bots>(
        teams_bots::parts{
            .executor = with.executor,
            .time = with.time,
            .net = *client,
            .identity = {variable("IDENTITY_ENDPOINT"), variable("IDENTITY_HEADER")},
            .current = [this] { return engine->current(); },
            .state = [this]() -> const bot::world& { return engine->state(); },
            .password_of =
                [this](bot::secret_ref ref) {
                    slack::token held = token_of(std::move(ref));
                    return teams::password{std::move(held.reference), std::move(held.read)};
                },
        },
        std::move(addresses)
    );
    const auto language = bot::parse_language(with.config.core.locale, bot::language::pt_br);
    for (const bot::teams_settings& t : with.config.teams) engine->add(bots->make(t, language));
}

std::string daemon::state::handle_of(const bot::account& who) const
{
    const bot::person* p = engine->current()->people.find(who);
    return p == nullptr ? std::string() : p->handle;
}

std::vector<const slack::counters*> daemon::state::counters() const
{
    std::vector<const slack::counters*> out;
    for (const auto& c : slack_counters) out.push_back(c.get());
    return out;
}

asio::awaitable<bool> daemon::state::load_certificate()
{
    const bot::settings& core = with.config.core;
    if (core.tls_certificate.empty()) co_return true;
    certificate = std::make_unique<listener_certificate>(
        listener_certificate::parts{
            .executor = with.executor, .time = with.time, .pool = workers, .secrets = secrets
        },
        core.tls_certificate,
        core.tls_key
    );
    co_return co_await certificate->load();
}

asio::awaitable<void> daemon::state::reload_certificate()
{
    co_await certificate->load();
}

bool daemon::state::listen()
{
    const std::string& where = with.config.core.listen;
    const auto address = parse_listen(where);
    if (!address) {
        spdlog::critical("http.listen: \"{}\" is no ADDRESS:PORT", where);
        return false;
    }
    server = std::make_unique<http::server>(
        with.executor,
        with.time,
        bots->handler(status::make_status_handler(
            {.ready = [this] { return readiness(); },
             .metrics = [this] { return samples(*engine, counters(), bots->counters()); }}
        ))
    );
    auto bound = certificate ? server->listen(address->host, address->port, certificate->source())
                             : server->listen(address->host, address->port);
    if (!bound) {
        spdlog::critical("http.listen: {} cannot be used: {}", where, bound.error().message());
        return false;
    }
    spdlog::info("health and metrics on {}:{}", address->host, *bound);
    return true;
}

status::readiness daemon::state::readiness() const
{
    status::readiness out;
    if (stopping) out.reasons.push_back("stopping");
    if (!broken_because.empty()) out.reasons.push_back(broken_because);
    for (const auto& p : engine->platforms()) {
        if (!p->usable())
            out.reasons.push_back(fmt::format("{} {}: {}", p->kind(), p->connection(), p->trouble()));
    }
    if (engine->current()->books.stages().empty()) out.reasons.push_back("no runbook is loaded");
    out.warnings = runbook_warnings;
    if (!engine->records().trouble().empty()) out.warnings.push_back(engine->records().trouble());
    if (certificate && !certificate->trouble().empty()) out.warnings.push_back(certificate->trouble());
    return out;
}

bool daemon::state::all_refused() const
{
    const auto& all = engine->platforms();
    return std::all_of(all.begin(), all.end(), [this](const auto& p) {
        return p->kind() == "webhook" || engine->refused().contains(p.get());
    });
}

asio::awaitable<void> daemon::state::announce_ready()
{
    while (!readiness().reasons.empty()) co_await with.time.sleep_for(10ms);
    spdlog::info("ready");
    ::sd_notify(0, "READY=1");
    if (with.on_ready) with.on_ready();
    // Not before the first command that waited for this; once more when every link has been dialled.
    for (const auto pause : {300ms, 10'000ms}) {
        co_await with.time.sleep_for(pause);
        bot::give_back_startup_memory();
    }
}

// `incidentd delivery settle|resend` while the daemon runs.
asio::awaitable<void> daemon::state::serve_control()
{
    using bot::cli::control_answer;
    using bot::cli::control_request;
    const auto why = co_await bot::cli::serve_control(
        bot::cli::control_path(with.config.core.store_url),
        with.time,
        tasks,
        // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): this frame keeps it
        [this](control_request request) -> asio::awaitable<control_answer> {
            auto told =
                co_await engine->settle(request.delivery_id, request.what == control_request::verb::settle);
            co_return control_answer{.done = told.done, .text = std::move(told.answer)};
        }
    );
    if (why && !stopping) spdlog::warn("the control socket cannot be served: {}", why.message());
}

asio::awaitable<void> daemon::state::watch_runbooks()
{
    bot::file_watch watch(with.executor);
    for (;;) {
        std::set<std::string> directories;
        for (const std::string& pattern : with.config.core.runbook_paths) {
            directories.insert(
                (std::filesystem::path(with.config.core.documents.root) / pattern).parent_path().string()
            );
        }
        watch.watch({directories.begin(), directories.end()});
        co_await watch.changed();
        co_await with.time.sleep_for(200ms);  // editors write in several steps
        try {
            reload_runbooks();
        } catch (const std::exception& bug) {
            spdlog::error("the runbooks were not loaded anew: {}", bug.what());
        }
    }
}

void daemon::state::reload_runbooks()
{
    const auto warned = runbook_warnings;
    if (!engine->reload(load_snapshot())) return;
    note_loaded();
    spdlog::info("runbooks loaded anew");
    for (const std::string& w : runbook_warnings) {
        if (std::find(warned.begin(), warned.end(), w) == warned.end()) engine->tell_ops(w);
    }
}

daemon::daemon(daemon_parts with) : state_(std::make_unique<state>(std::move(with))) {}

daemon::~daemon() = default;

asio::awaitable<int> daemon::run()
{
    state& s = *state_;
    const bool has_certificate = co_await s.load_certificate();
    if (!has_certificate || !s.start()) {
        if (s.store) s.store->close();
        co_return exit_failed;
    }
    co_await s.bell.ready();
    const state::signal why = s.bell.take();
    s.stopping = true;
    ::sd_notify(0, "STOPPING=1");
    int code = exit_ok;
    if (why == state::signal::broken) {
        spdlog::critical("{}", s.broken_because);
        code = exit_failed;
    } else if (why == state::signal::refused) {
        std::vector<std::string> reasons;
        for (const auto& [p, reason] : s.engine->refused())
            reasons.push_back(fmt::format("{}: {}", p->connection(), reason));
        spdlog::critical("every platform refused the credentials: {}", fmt::join(reasons, "; "));
        code = exit_config;
    } else {
        spdlog::info("stopping");
    }
    co_await s.end_in_order();
    co_return code;
}

// Each step has its bound; what is still blocked then is said and left behind.
asio::awaitable<void> daemon::state::end_in_order()
{
    secrets.stop();
    co_await engine->drain(with.patience, with.goodbye);
    co_await server->stop(500ms);
    tasks.cancel();
    co_await bot::within(with.time, 500ms, tasks.join());
    for (const std::string& name : tasks.names()) spdlog::error("task {} did not end", name);
    const auto ec = co_await bot::within(with.time, 500ms, workers_are_idle());
    stuck = ec.failed() || tasks.size() > 0;
    if (ec.failed())
        spdlog::critical("a file or a secret is being waited for and does not come: left behind");
    if (!stuck) workers.join();
    store->close();
}

// The one thread works in order: when this comes through, everything before it is done.
asio::awaitable<boost::system::error_code> daemon::state::workers_are_idle()
{
    std::function<bool()> last = [] { return true; };
    co_await bot::on_pool(workers, std::move(last));
    co_return boost::system::error_code{};
}

bool daemon::is_stuck() const noexcept
{
    return state_->stuck;
}

void daemon::stop()
{
    if (!state_->stopping) state_->bell.push(state::signal::stop);
    if (!state_->engine) state_->secrets.stop();  // a start that waits for a secret must not hold us up
}

namespace {

// Sections that are read at the start only: platforms hold what they were made with.
bool platforms_differ(bot::loaded_config now, const bot::loaded_config& fresh)
{
    now.core = fresh.core;
    return bot::show(now) != bot::show(fresh);
}

}  // namespace

void daemon::reload()
{
    state& s = *state_;
    if (!s.engine || s.stopping) return;
    s.reload_config();
    // Whatever became of the rest: an expired certificate is not kept for a fault elsewhere.
    if (!s.certificate) return;
    const bot::settings& core = s.with.config.core;
    if (!core.tls_certificate.empty()) s.certificate->use(core.tls_certificate, core.tls_key);
    s.tasks.spawn("certificate", s.reload_certificate());
}

void daemon::state::reload_config()
{
    auto fresh = bot::load_config(with.config.core.file);
    if (!fresh) {
        for (const bot::config_fault& f : fresh.error()) spdlog::error("{}", bot::to_string(f));
        spdlog::error("the configuration was not reloaded: the old one stays in force");
        return;
    }
    // Sockets and tokens of platforms are taken up by a restart; rules, people and destinations change here.
    if (platforms_differ(with.config, *fresh))
        spdlog::warn("[[slack]] and [[teams]] have changed: they are taken up by a restart");
    const bot::settings before = std::exchange(with.config.core, std::move(fresh->core));
    const std::string hash_before = std::exchange(with.config.sha256, fresh->sha256);
    try {
        if (engine->reload(load_snapshot())) {
            note_loaded();
            spdlog::info("configuration reloaded");
            return;
        }
    } catch (const std::exception& bug) {
        spdlog::error("the configuration was not reloaded: {}", bug.what());
    }
    with.config.core = before;
    with.config.sha256 = hash_before;
}

}  // namespace adapters::daemon
