// What the local workspace needs before it starts: folders, ports, people, the daemon's configuration.
#include "adapters/http/url.hpp"
#include "adapters/sandbox/sample_workspace.hpp"
#include "adapters/sandbox/sandbox_config.hpp"
#include "adapters/sandbox/teams_sample.hpp"
#include "adapters/sandbox/web/local_workspace_state.hpp"
#include "adapters/sandbox/web/sample_tree.hpp"
#include "bot/runbook_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>
#include <boost/asio/ip/tcp.hpp>

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

}  // namespace

local_workspace::state::state(asio::any_io_executor executor, bot::clock& clock, workspace_options options)
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
    return {};
}

// The people and places of the configuration, or those of the sample.
void local_workspace::state::furnish_all()
{
    if (own) {
        furnish(*own, slack.workspace(), teams ? &teams->workspace() : nullptr);
    } else {
        fill_sample(slack.workspace());
        if (teams) {
            fill_sample(teams->workspace());
            teams->workspace().find_conversation("19:BILLING@thread.tacv2")->name = "Suporte Billing";
        }
    }
    // Private answers come in each person's own language: that of the workspace, here.
    if (how.language != bot::language::en) return;
    for (auto& [id, p] : slack.workspace().people()) p.locale = "en-US";
    if (!teams) return;
    for (auto& [id, p] : teams->workspace().people()) p.locale = "en-US";
}

std::string local_workspace::state::write_config(const sandbox_ports& ports)
{
    std::string text;
    std::vector<std::pair<std::string, std::string>> secrets;
    if (own) {
        auto made = moved(*own, ports, home + "/state", documents, slack, teams.get());
        secrets = std::move(made.secret_files);
        text = bot::show(made.config);
    } else {
        text = sandbox_config_text(
            {.slack_port = ports.slack,
             .state_dir = home + "/state",
             .documents_dir = documents,
             .language = how.language,
             .daemon_port = ports.daemon,
             .teams_port = ports.teams,
             .has_webhook = true}
        );
        secrets.emplace_back(status_webhook_file, slack.api().add_webhook("C0STATUSEN"));
    }
    for (const auto& [name, content] : secrets) {
        if (const auto done = write_secret(home + "/state", name, content); !done)
            return fmt::format("{}: {}", home + "/state/" + name, done.error().message());
    }
    const auto file = home + "/incidentd.toml";
    std::ofstream out(file, std::ios::binary);
    out << text;
    return out.flush() ? std::string() : fmt::format("{} cannot be written", file);
}

// Who may be played, in which roles, and whom the guided minute leads: read off what the daemon will read.
std::string local_workspace::state::cast_people()
{
    const auto config = bot::load_config(home + "/incidentd.toml");
    if (!config) {
        std::vector<std::string> lines;
        for (const bot::config_fault& f : config.error()) lines.push_back(bot::to_string(f));
        return fmt::format("{}", fmt::join(lines, "\n"));
    }
    bot::runbook_shelf shelf;
    const auto loaded = shelf.load(documents, config->core.runbook_paths);
    for (const runbooks::stage& stage : loaded.library.stages()) stages.push_back(stage.name);
    cast = cast_of(*config, loaded.library, [this](const std::string& aad) {
        const auto* who = teams ? teams->workspace().find_person(aad) : nullptr;
        return who == nullptr ? std::string() : who->id;
    });
    if (own) roles = roles_in(*own, cast);
    return {};
}

std::string local_workspace::state::prepare()
{
    if (auto why = prepare_tree(); !why.empty()) return why;
    if (auto why = read_own_config(); !why.empty()) return why;
    if (own && !needs_teams(*own)) teams.reset();
    const auto slack_port = slack.start();
    if (!slack_port) return slack_port.error().message();
    sandbox_ports ports{.slack = *slack_port, .daemon = free_port(ex)};
    if (teams) {
        const auto bound = teams->start();
        if (!bound) return bound.error().message();
        ports.teams = *bound;
        teams->bot_url(fmt::format("http://127.0.0.1:{}/api/messages", ports.daemon));
    }
    furnish_all();
    if (auto why = write_config(ports); !why.empty()) return why;
    if (auto why = cast_people(); !why.empty()) return why;
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
    teams->workspace().on_change = [this] { took_place(); };
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
    steps = std::make_unique<guide>(slack, teams.get(), *tree, roles);
    tree->on_change = [this] {
        feed.add("documents", json::object{{"changed", tree->changed()}});
        took_place();
    };
    tree->start();
}

}  // namespace adapters::sandbox::web
