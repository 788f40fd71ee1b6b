#include "adapters/daemon/daemon.hpp"

#include "adapters/daemon/chat_platforms.hpp"
#include "adapters/daemon/listen_address.hpp"
#include "adapters/daemon/listener_certificate.hpp"
#include "adapters/daemon/rules_in_force.hpp"
#include "adapters/daemon/service_status.hpp"
#include "adapters/http/client.hpp"
#include "adapters/http/server.hpp"
#include "adapters/status/status_server.hpp"
#include "bot/cli/control_socket.hpp"
#include "bot/engine.hpp"
#include "bot/mailbox.hpp"
#include "bot/on_pool.hpp"
#include "bot/startup_memory.hpp"
#include "bot/store/store.hpp"
#include "bot/task_group.hpp"
#include "bot/within.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace adapters::daemon {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct daemon::state {
    explicit state(daemon_parts p)
        : with(std::move(p)),
          tasks(with.executor),
          workers(1),
          secret_readers(1),
          bell(with.executor, 8),
          secrets(with.secrets),
          rules(
              {.executor = with.executor,
               .time = with.time,
               .pool = workers,
               .on_config_read = [this] { look_at_secrets(); }},
              std::move(with.config)
          )
    {
    }

    enum class signal { stop, broken, refused };

    daemon_parts with;
    bot::task_group tasks;
    asio::thread_pool workers;         // files: whatever blocks
    asio::thread_pool secret_readers;  // a secret manager may take seconds, and no record waits for it
    bot::mailbox<signal> bell;
    bot::secret_cache secrets;
    rules_in_force rules;
    std::unique_ptr<bot::store> store;
    std::unique_ptr<http::client> client;
    std::unique_ptr<chat_platforms> chats;  // goes after the engine, which holds its platforms
    std::unique_ptr<bot::engine> engine;
    std::unique_ptr<listener_certificate> certificate;  // without it the listener is plain
    std::unique_ptr<http::server> server;
    service_status manager;
    std::string broken_because;
    bool stopping = false;
    bool stuck = false;

    asio::awaitable<std::shared_ptr<const bot::snapshot>> read_files();
    bool start(std::shared_ptr<const bot::snapshot> first);
    bool make_engine(std::shared_ptr<const bot::snapshot> first);
    bool listen();
    void look_at_secrets();
    asio::awaitable<void> load_certificate();
    std::vector<status::sample> samples() const;
    status::readiness readiness() const;
    asio::awaitable<void> announce_ready();
    asio::awaitable<void> keep_manager_informed();
    asio::awaitable<void> serve_control();
    int say_why(signal why) const;
    asio::awaitable<void> end_in_order();
    asio::awaitable<void> stop_secrets_after(std::chrono::milliseconds patience);
    asio::awaitable<void> leave_workers();
    asio::awaitable<boost::system::error_code> pools_are_idle();
};

// What a start needs of the disk and of secret managers; null when it cannot be had.
asio::awaitable<std::shared_ptr<const bot::snapshot>> daemon::state::read_files()
{
    const bot::settings& core = rules.core();
    if (!core.tls_certificate.empty()) {
        certificate = std::make_unique<listener_certificate>(
            listener_certificate::parts{
                .executor = with.executor, .time = with.time, .pool = secret_readers, .secrets = secrets
            },
            core.tls_certificate,
            core.tls_key
        );
        const bool is_good = co_await certificate->load();
        if (!is_good) co_return nullptr;
    }
    co_return co_await rules.read_first();
}

bool daemon::state::start(std::shared_ptr<const bot::snapshot> first)
{
    if (!make_engine(std::move(first)) || !listen()) return false;
    rules.serve(*engine);
    engine->start();
    tasks.spawn("reload", rules.read_what_is_wanted());
    tasks.spawn("runbook watch", rules.watch_runbooks());
    if (certificate) tasks.spawn("certificate watch", certificate->watch());
    tasks.spawn("webhooks", chats->check_webhooks());
    manager.started(readiness());
    tasks.spawn("ready", announce_ready());
    tasks.spawn("service status", keep_manager_informed());
    tasks.spawn("control", serve_control());
    return true;
}

bool daemon::state::make_engine(std::shared_ptr<const bot::snapshot> first)
{
    auto tls = http::make_client_tls(rules.core().ca_file);
    if (!tls) {
        spdlog::critical("the certificate roots cannot be loaded: {}", tls.error().message());
        return false;
    }
    client = std::make_unique<http::client>(with.executor, with.time, *tls, with.proxy);
    auto opened = bot::store::open(rules.core().store_url, with.executor);
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
        std::move(first)
    );
    engine->on_broken([this](const std::string& why) {
        broken_because = why;
        bell.push(signal::broken);
    });
    engine->on_refused([this](const bot::platform& p) {
        if (chats->all_refused())
            bell.push(signal::refused);  // ends with one line about all of them
        else
            spdlog::error("{} {}: {}", p.kind(), p.connection(), engine->refused().at(&p));
    });
    const auto variable = [this](const char* name) {
        const char* value = with.secrets.environment ? with.secrets.environment(name) : nullptr;
        return value == nullptr ? std::string() : std::string(value);
    };
    chats = std::make_unique<chat_platforms>(
        chat_platforms::parts{
            .executor = with.executor,
            .time = with.time,
            .net = *client,
            .tls = *tls,
            .proxy = with.proxy,
            .pool = secret_readers,
            .secrets = secrets,
            .identity = {variable("IDENTITY_ENDPOINT"), variable("IDENTITY_HEADER")},
            .engine = *engine,
            .without_secrets = with.without_secrets
        },
        rules.config(),
        std::move(addresses)
    );
    return true;
}

bool daemon::state::listen()
{
    const std::string& where = rules.core().listen;
    const auto address = parse_listen(where);
    if (!address) {
        spdlog::critical("http.listen: \"{}\" is no ADDRESS:PORT", where);
        return false;
    }
    server = std::make_unique<http::server>(
        with.executor,
        with.time,
        chats->handler(status::make_status_handler(
            {.ready = [this] { return readiness(); }, .metrics = [this] { return samples(); }}
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

std::vector<status::sample> daemon::state::samples() const
{
    auto out = chats->samples();
    const auto add = [&out](std::string of, std::size_t unwatched) {
        out.push_back(
            {.name = "unwatched_directories",
             .help = "Directories whose changes are not noticed",
             .kind = status::sample::type::gauge,
             .value = static_cast<double>(unwatched),
             .labels = {{"of", std::move(of)}}}
        );
    };
    add("runbooks", rules.unwatched().size());
    if (certificate) add("certificate", certificate->unwatched().size());
    return out;
}

// Whatever became of the rest of a reload: an expired certificate is not kept for a fault elsewhere.
void daemon::state::look_at_secrets()
{
    tasks.spawn("webhooks", chats->check_webhooks());
    if (!certificate) return;
    const bot::settings& core = rules.core();
    if (!core.tls_certificate.empty()) certificate->use(core.tls_certificate, core.tls_key);
    tasks.spawn("certificate", load_certificate());
}

asio::awaitable<void> daemon::state::load_certificate()
{
    co_await certificate->load();
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
    out.warnings = rules.warnings();
    if (!engine->records().trouble().empty()) out.warnings.push_back(engine->records().trouble());
    const auto add = [&out](const std::vector<std::string>& more) {
        out.warnings.insert(out.warnings.end(), more.begin(), more.end());
    };
    add(rules.unwatched());
    add(chats->webhook_troubles());
    if (certificate) {
        if (!certificate->trouble().empty()) out.warnings.push_back(certificate->trouble());
        add(certificate->unwatched());
    }
    return out;
}

asio::awaitable<void> daemon::state::announce_ready()
{
    // Looked at after a tenth of the time that it has taken so far: soon when it is soon, and no more than
    // once a second for as long as a platform stays away.
    const auto began = with.time.now();
    while (!readiness().reasons.empty()) {
        const auto pause = std::clamp<bot::clock::duration>((with.time.now() - began) / 10, 10ms, 1s);
        co_await with.time.sleep_for(pause);
    }
    spdlog::info("ready");
    if (with.on_ready) with.on_ready();
    // Not before the first command that waited for this; once more when every link has been dialled.
    for (const auto pause : {300ms, 10'000ms}) {
        co_await with.time.sleep_for(pause);
        bot::give_back_startup_memory();
    }
}

asio::awaitable<void> daemon::state::keep_manager_informed()
{
    for (;; co_await with.time.sleep_for(5s)) manager.changed(readiness());
}

// `incidentd delivery settle|resend` while the daemon runs.
asio::awaitable<void> daemon::state::serve_control()
{
    using bot::cli::control_answer;
    using bot::cli::control_request;
    const auto why = co_await bot::cli::serve_control(
        bot::cli::control_path(rules.core().store_url),
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

daemon::daemon(daemon_parts with) : state_(std::make_unique<state>(std::move(with))) {}

daemon::~daemon() = default;

asio::awaitable<int> daemon::run()
{
    using namespace asio::experimental::awaitable_operators;
    state& s = *state_;
    auto read = co_await (bot::deadline::settle(s.read_files()) || s.bell.ready());
    if (read.index() == 1) {
        spdlog::info("stopping");
        s.secrets.stop();
        co_await s.leave_workers();
        co_return exit_ok;
    }
    auto& files = std::get<0>(read);
    if (files.thrown) std::rethrow_exception(files.thrown);
    if (!*files.value || !s.start(std::move(*files.value))) {
        if (s.store) s.store->close();
        co_return exit_failed;
    }
    co_await s.bell.ready();
    const state::signal why = s.bell.take();
    s.stopping = true;
    s.manager.stopping();
    const int code = s.say_why(why);
    co_await s.end_in_order();
    co_return code;
}

int daemon::state::say_why(signal why) const
{
    switch (why) {
        case signal::broken:
            spdlog::critical("{}", broken_because);
            return exit_failed;
        case signal::refused: {
            std::vector<std::string> reasons;
            for (const auto& [p, reason] : engine->refused())
                reasons.push_back(fmt::format("{}: {}", p->connection(), reason));
            spdlog::critical("every platform refused the credentials: {}", fmt::join(reasons, "; "));
            return exit_config;
        }
        case signal::stop:
            break;
    }
    spdlog::info("stopping");
    return exit_ok;
}

// Each step has its bound; what is still blocked then is said and left behind.
asio::awaitable<void> daemon::state::end_in_order()
{
    bot::task_group ending(with.executor);
    ending.spawn("secrets", stop_secrets_after(with.patience * 4 / 5));
    co_await engine->drain(with.patience, with.goodbye);
    ending.cancel();
    co_await ending.join();
    secrets.stop();
    co_await server->stop(500ms);
    tasks.cancel();
    co_await bot::within(with.time, 500ms, tasks.join());
    for (const std::string& name : tasks.names()) spdlog::error("task {} did not end", name);
    co_await leave_workers();
    store->close();
}

// A post that is under way gets its secret if that comes in time. One that does not is put back while there
// is still time to note it, and goes out after the next start.
asio::awaitable<void> daemon::state::stop_secrets_after(std::chrono::milliseconds patience)
{
    co_await with.time.sleep_for(patience);
    secrets.stop();
}

asio::awaitable<void> daemon::state::leave_workers()
{
    const auto ec = co_await bot::within(with.time, 500ms, pools_are_idle());
    stuck = ec.failed() || tasks.size() > 0;
    if (ec.failed())
        spdlog::critical("a file or a secret is being waited for and does not come: left behind");
    if (stuck) co_return;
    workers.join();
    secret_readers.join();
}

// The one thread of each works in order: when this comes through, everything before it is done.
asio::awaitable<boost::system::error_code> daemon::state::pools_are_idle()
{
    for (asio::thread_pool* pool : {&workers, &secret_readers}) {
        std::function<bool()> last = [] { return true; };
        co_await bot::on_pool(*pool, std::move(last));
    }
    co_return boost::system::error_code{};
}

bool daemon::is_stuck() const noexcept
{
    return state_->stuck;
}

void daemon::stop()
{
    if (!state_->stopping) state_->bell.push(state::signal::stop);
}

void daemon::reload()
{
    state& s = *state_;
    if (!s.engine || s.stopping) return;
    s.secrets.forget_all();
    s.rules.want_config();
}

}  // namespace adapters::daemon
