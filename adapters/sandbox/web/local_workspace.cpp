#include "adapters/sandbox/web/local_workspace.hpp"

#include "adapters/http/url.hpp"
#include "adapters/sandbox/local_http.hpp"
#include "adapters/sandbox/sample_workspace.hpp"
#include "adapters/sandbox/sandbox_config.hpp"
#include "adapters/sandbox/slack_server.hpp"
#include "adapters/sandbox/teams_sample.hpp"
#include "adapters/sandbox/teams_server.hpp"
#include "adapters/sandbox/web/cast.hpp"
#include "adapters/sandbox/web/connect.hpp"
#include "adapters/sandbox/web/daemon_child.hpp"
#include "adapters/sandbox/web/document_tree.hpp"
#include "adapters/sandbox/web/event_feed.hpp"
#include "adapters/sandbox/web/fault_switches.hpp"
#include "adapters/sandbox/web/guide.hpp"
#include "adapters/sandbox/web/own_config.hpp"
#include "adapters/sandbox/web/page_server.hpp"
#include "adapters/sandbox/web/sample_tree.hpp"
#include "adapters/sandbox/web/slack_routes.hpp"
#include "adapters/sandbox/web/slack_screen.hpp"
#include "adapters/sandbox/web/teams_routes.hpp"
#include "adapters/sandbox/web/teams_screen.hpp"
#include "adapters/sandbox/web/wire_view.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

namespace adapters::sandbox::web {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

// A port that is free now: the daemon's own listener must be known before the daemon runs.
std::uint16_t free_port(const asio::any_io_executor& ex)
{
    boost::system::error_code ec;
    asio::ip::tcp::acceptor probe(ex);
    const asio::ip::tcp::endpoint any(asio::ip::address_v4::loopback(), 0);
    probe.open(any.protocol(), ec);
    if (!ec) probe.bind(any, ec);
    const auto port = ec ? std::uint16_t{0} : probe.local_endpoint(ec).port();
    probe.close(ec);
    return port;
}

slack_server_settings settings_of_slack()
{
    slack_server_settings s;
    s.control = false;  // people act through the page only
    return s;
}

teams_server_settings settings_of_teams()
{
    teams_server_settings s;
    s.control = false;
    return s;
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

struct local_workspace::state {
    state(asio::any_io_executor executor, bot::clock& clock, workspace_options options)
        : ex(executor),
          time(clock),
          how(std::move(options)),
          local(http::is_loopback_host(how.host)),
          feed(executor, fresh_token().substr(0, 6)),
          slack(executor, clock, settings_of_slack())
    {
        if (how.teams) teams = std::make_unique<teams_server>(executor, clock, settings_of_teams());
        if (how.token.empty() && !local) how.token = fresh_token();
        gate.local = local;
        gate.token = how.token;
        gate.cookie = "incidentd_sandbox_" + run();  // another sandbox on this machine has another
    }

    std::string run() const { return feed.id_of(0).substr(0, feed.id_of(0).rfind('.')); }
    std::string prepare();
    std::string prepare_tree();
    std::string read_own_config();
    std::string write_config(const sandbox_ports& ports);
    void draw();
    std::string set_faults();
    void watch_documents();
    void add_routes();
    json::object session() const;
    json::object snapshot() const;
    json::object fault_list() const { return {{"faults", faults->to_json()}}; }
    page_answer set_fault(const json::object& a);
    void took_place();

    asio::any_io_executor ex;
    bot::clock& time;
    workspace_options how;
    bool local;
    gate_settings gate;
    event_feed feed;
    slack_server slack;
    std::unique_ptr<teams_server> teams;  // null without Teams
    std::vector<cast_member> cast = sample_cast();
    std::optional<bot::loaded_config> own;  // somebody's own configuration
    guide_roles roles;
    wire_view wire;
    std::unique_ptr<slack_screen> screen;
    std::unique_ptr<teams_screen> teams_view;
    std::unique_ptr<fault_switches> faults;
    std::unique_ptr<document_tree> tree;
    std::unique_ptr<guide> steps;
    json::object guide_told;
    std::unique_ptr<daemon_child> daemon;
    std::unique_ptr<page_server> page;
    std::string home;  // temporary: state of the daemon, and the sample documents
    std::string documents;
    std::uint16_t port = 0;
};

local_workspace::local_workspace(asio::any_io_executor ex, bot::clock& time, workspace_options how)
    : state_(std::make_unique<state>(std::move(ex), time, std::move(how)))
{
}

local_workspace::~local_workspace() = default;

std::string local_workspace::documents() const
{
    return state_->documents;
}

std::string local_workspace::address() const
{
    const state& s = *state_;
    const bool v6 = s.how.host.find(':') != std::string::npos;
    auto out = fmt::format("http://{}:{}/", v6 ? "[" + s.how.host + "]" : s.how.host, s.port);
    if (!s.gate.token.empty()) out += "?token=" + s.gate.token;
    return out;
}

std::string local_workspace::state::prepare_tree()
{
    home = (fs::temp_directory_path() / "incidentd-sandbox-XXXXXX").string();
    if (::mkdtemp(home.data()) == nullptr) {
        home.clear();
        return fmt::format("no temporary folder can be made below {}", fs::temp_directory_path().string());
    }
    if (auto done = prepare_state(home + "/state"); !done) return done.error().message();
    if (how.documents.empty()) {
        documents = home + "/documents";
        const auto done = write_sample_tree(documents, how.language);
        return done ? std::string() : fmt::format("{}: {}", documents, done.error().message());
    }
    // One's own tree is used where it is, and nothing is added to it.
    documents = fs::absolute(how.documents).lexically_normal().string();
    std::error_code ec;
    if (!fs::is_directory(documents, ec)) return fmt::format("--documents: {} is no folder", documents);
    return {};
}

std::string local_workspace::state::read_own_config()
{
    std::error_code ec;
    if (how.config.empty() && !how.documents.empty() && fs::exists(documents + "/incidentd.toml", ec))
        how.config = documents + "/incidentd.toml";
    if (how.config.empty()) return {};
    if (how.documents.empty()) {
        return fmt::format(
            "--config {} needs --documents DIR, too: the sandbox reads the runbooks there and writes records",
            how.config
        );
    }
    auto loaded = bot::load_config(how.config);
    if (!loaded) {
        std::vector<std::string> lines;
        for (const bot::config_fault& f : loaded.error()) lines.push_back(bot::to_string(f));
        return fmt::format("{}", fmt::join(lines, "\n"));
    }
    own = std::move(*loaded);
    cast = cast_of(*own);
    return {};
}

std::string local_workspace::state::write_config(const sandbox_ports& ports)
{
    std::string text =
        sandbox_config_text(ports.slack, home + "/state", documents, how.language, ports.daemon, ports.teams);
    if (own) {
        auto made = moved(*own, ports, home + "/state", documents, slack, teams.get());
        for (const auto& [name, content] : made.secret_files) {
            std::ofstream secret(home + "/state/" + name, std::ios::binary);
            fs::permissions(home + "/state/" + name, fs::perms::owner_read | fs::perms::owner_write);
            secret << content << '\n';
        }
        text = bot::show(made.config);
        roles = roles_in(*own, cast);
    }
    std::ofstream out(home + "/incidentd.toml", std::ios::binary);
    out << text;
    return out.flush() ? std::string() : fmt::format("{} cannot be written", home + "/incidentd.toml");
}

std::string local_workspace::state::prepare()
{
    if (auto why = prepare_tree(); !why.empty()) return why;
    if (auto why = read_own_config(); !why.empty()) return why;
    if (own && own->teams.empty()) teams.reset();
    const auto slack_port = slack.start();
    if (!slack_port) return slack_port.error().message();
    sandbox_ports ports{.slack = *slack_port, .daemon = free_port(ex)};
    if (teams) {
        const auto bound = teams->start();
        if (!bound) return bound.error().message();
        ports.teams = *bound;
        teams->bot_url(fmt::format("http://127.0.0.1:{}/api/messages", ports.daemon));
    }
    if (own) {
        furnish(*own, slack.workspace(), teams ? &teams->workspace() : nullptr);
    } else {
        fill_sample(slack.workspace());
        if (teams) {
            fill_sample(teams->workspace());
            teams->workspace().find_conversation("19:BILLING@thread.tacv2")->name = "Suporte Billing";
        }
    }
    if (auto why = write_config(ports); !why.empty()) return why;
    daemon = std::make_unique<daemon_child>(
        ex,
        time,
        child_parts{
            .program = how.program,
            .words = {"run", "--config", home + "/incidentd.toml"},
            .environment = how.environment,
            .http_port = ports.daemon,
            .on_log =
                [this](const std::vector<std::string>& lines) {
                    feed.add("log", json::object{{"lines", json::array(lines.begin(), lines.end())}});
                },
            .on_state = [this] { feed.add("daemon", daemon->to_json(false)); }
        }
    );
    return {};
}

// The platforms' screens and wires become events.
void local_workspace::state::draw()
{
    const auto wired = [this](std::string_view platform, wire_log& log) {
        log.on_entry = [this, platform, &log] {
            feed.add("wire", wire.add(platform, log.entries().back()));
            if (faults && faults->settle()) feed.add("faults", fault_list());
        };
    };
    screen = std::make_unique<slack_screen>(slack, feed);
    wired("slack", slack.log());
    slack.workspace().on_change = [this] { took_place(); };
    if (!teams) return;
    teams_view = std::make_unique<teams_screen>(*teams, feed);
    wired("teams", teams->log());
}

std::string local_workspace::state::set_faults()
{
    std::map<std::string, faulty_platform> platforms{
        {"slack",
         {.plan = slack.faults(),
          .posts = "chat.*",
          .makes = "chat.postMessage",
          .clicks = "interactive",
          .drop_links = [this] { slack.sockets().cut(0); }}}
    };
    if (teams) {
        platforms.insert(
            {"teams",
             {.plan = teams->faults(),
              .posts = "create|send|reply|update",
              .makes = "create|send|reply",
              .clicks = "invoke"}}
        );
    }
    faults = std::make_unique<fault_switches>(std::move(platforms));
    for (const std::string& name : how.faults) {
        if (faults->set(name, true).empty()) continue;
        return fmt::format("--fault {}: there is {}", name, fmt::join(fault_switches::names(), ", "));
    }
    return {};
}

void local_workspace::state::watch_documents()
{
    tree = std::make_unique<document_tree>(ex, time, documents);
    steps = std::make_unique<guide>(slack, *tree, roles);
    tree->on_change = [this] {
        feed.add("documents", json::object{{"changed", tree->changed()}});
        took_place();
    };
    tree->start();
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
    if (s.teams) s.teams->log().on_entry = {};
    std::error_code ignored;
    if (!s.home.empty()) fs::remove_all(s.home, ignored);
}

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
          {"table", listed(how.commands)}}},
        {"faults", faults->to_json()},
        {"teams", teams != nullptr},
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
