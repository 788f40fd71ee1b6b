#include "adapters/sandbox/web/own_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace adapters::sandbox::web {

namespace {

constexpr const char* stranger_handle = "visitante";
constexpr const char* stranger_name = "Sam Visitor";
constexpr const char* stranger_slack = "U0STRANGER";
constexpr const char* stranger_teams = "29:1-STRANGER";
constexpr const char* stranger_aad = "aaaaaaaa-0000-4000-8000-000000000005";
constexpr const char* team = "19:SANDBOX@thread.tacv2";

std::string bare(const std::string& handle)
{
    return handle.starts_with('@') ? handle.substr(1) : handle;
}

std::string account_of(const bot::person& p, std::string_view platform)
{
    const auto it = p.accounts.find(platform);
    return it == p.accounts.end() ? std::string() : it->second;
}

// Slack's ids are of Slack's making, Teams' conversations begin with a number and a colon.
std::string slack_channel_of_hook(const bot::destination& d)
{
    std::string id = "C0HOOK";
    for (const char c : d.name)
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
            id += static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
    return id;
}

std::string teams_channel_of_hook(const bot::destination& d)
{
    return "19:HOOK-" + d.name + "@thread.tacv2";
}

bool is_slack_hook(const bot::destination& d)
{
    return d.webhook && d.webhook->kind == "slack_incoming";
}

std::vector<std::string> groups_of(const bot::loaded_config& own)
{
    std::vector<std::string> ids;
    const auto look = [&](const std::vector<std::string>& approvers) {
        for (const std::string& a : approvers)
            if (a.starts_with("slack_group:")) ids.push_back(a.substr(12));
    };
    look(own.core.approval.approvers);
    for (const auto& r : own.core.approval.requires_rows) look(r.approvers);
    for (const auto& w : own.core.approval.windows) look(w.approvers);
    for (const auto& d : own.core.destinations) look(d.approvers);
    return ids;
}

void furnish(const bot::loaded_config& own, slack_workspace& w)
{
    std::set<std::string> people{stranger_slack};
    w.add(person{.id = stranger_slack, .handle = stranger_handle, .name = stranger_name, .locale = "en-US"});
    for (const bot::person& p : own.core.people) {
        const auto id = account_of(p, "slack");
        if (id.empty()) continue;
        w.add(person{.id = id, .handle = bare(p.handle), .name = p.name.empty() ? p.handle : p.name});
        people.insert(id);
    }
    auto members = people;
    members.insert(w.self().bot_user);
    for (const bot::destination& d : own.core.destinations) {
        if (d.channel.platform == "slack") w.add_channel(d.channel.id, d.name, channel::kind::open, members);
        if (is_slack_hook(d)) w.add_channel(slack_channel_of_hook(d), d.name, channel::kind::open, people);
    }
    if (w.channels().empty()) w.add_channel("C0SANDBOX", "incidentes", channel::kind::open, members);
    people.erase(stranger_slack);
    for (const std::string& id : groups_of(own)) {
        user_group g;
        g.id = id;
        g.handle = id;
        g.name = id;
        g.users = {people.begin(), people.end()};
        w.add(std::move(g));
    }
}

void furnish(const bot::loaded_config& own, teams_workspace& w)
{
    std::set<std::string> people;
    const auto someone =
        [&](std::string id, std::string aad, std::string handle, std::string name, std::string locale) {
            teams_person p;
            p.id = std::move(id);
            p.aad = std::move(aad);
            p.email = handle + "@example.org";
            p.handle = std::move(handle);
            p.name = std::move(name);
            p.locale = std::move(locale);
            people.insert(p.id);
            w.add(std::move(p));
        };
    someone(stranger_teams, stranger_aad, stranger_handle, stranger_name, "en-US");
    for (const bot::person& p : own.core.people) {
        const auto aad = account_of(p, "teams");
        if (!aad.empty())
            someone("29:1-" + aad, aad, bare(p.handle), p.name.empty() ? p.handle : p.name, "pt-BR");
    }
    teams_team t;
    t.id = team;
    t.name = "Sandbox";
    t.aad_group = "cccccccc-0000-4000-8000-000000000003";
    t.members = people;
    t.bot_in = true;
    w.add(std::move(t));
    for (const bot::destination& d : own.core.destinations) {
        if (d.channel.platform == "teams") {
            if (d.channel.id.find("@thread.v2") != std::string::npos) {
                w.add_chat(d.channel.id, d.name, people, true);
            } else {
                w.add_channel(team, d.channel.id, d.name);
            }
        }
        if (d.webhook && !is_slack_hook(d)) w.add_channel(team, teams_channel_of_hook(d), d.name);
    }
}

}  // namespace

void furnish(const bot::loaded_config& own, slack_workspace& slack, teams_workspace* teams)
{
    furnish(own, slack);
    if (teams != nullptr) furnish(own, *teams);
}

std::vector<cast_member> cast_of(const bot::loaded_config& own)
{
    std::vector<cast_member> out;
    for (const bot::person& p : own.core.people) {
        cast_member m;
        m.handle = p.handle;
        m.name = p.name.empty() ? p.handle : p.name;
        m.roles = p.roles;
        m.slack = account_of(p, "slack");
        m.teams_aad = account_of(p, "teams");
        if (!m.teams_aad.empty()) m.teams = "29:1-" + m.teams_aad;
        if (!m.slack.empty() || !m.teams.empty()) out.push_back(std::move(m));
    }
    out.push_back(
        {.handle = std::string("@") + stranger_handle,
         .name = stranger_name,
         .locale = "en-US",
         .stranger = true,
         .slack = stranger_slack,
         .teams = stranger_teams,
         .teams_aad = stranger_aad}
    );
    return out;
}

guide_roles roles_in(const bot::loaded_config& own, const std::vector<cast_member>& cast)
{
    guide_roles out;
    out.approvals = own.core.documents.approvals + "/";
    const auto& usual = own.core.default_destinations;
    const bot::destination* place = nullptr;
    for (const bot::destination& d : own.core.destinations) {
        if (d.channel.platform != "slack") continue;
        if (place == nullptr || std::find(usual.begin(), usual.end(), d.name) != usual.end()) place = &d;
    }
    out.channel = place == nullptr ? "C0SANDBOX" : place->channel.id;
    const auto may = [&](const cast_member& m) {
        const auto& by = own.core.approval.approvers;
        return std::any_of(by.begin(), by.end(), [&](const std::string& a) {
            const bool role = a.starts_with("role:") &&
                              std::find(m.roles.begin(), m.roles.end(), a.substr(5)) != m.roles.end();
            return role || a == "person:" + m.handle || a == "channel" || a.starts_with("slack_group:");
        });
    };
    const auto first = [&](auto holds) {
        const auto at = std::find_if(cast.begin(), cast.end(), [&](const cast_member& m) {
            return !m.slack.empty() && holds(m);
        });
        return at == cast.end() ? std::string() : at->handle;
    };
    out.approves = first([&](const cast_member& m) { return !m.stranger && may(m); });
    out.asks = first([&](const cast_member& m) { return m.handle != out.approves; });
    if (out.approves.empty())
        out.approves = first([&](const cast_member& m) { return m.handle != out.asks; });
    return out;
}

moved_config moved(
    bot::loaded_config own,
    const sandbox_ports& ports,
    const std::string& state_dir,
    const std::string& documents,
    slack_server& slack,
    teams_server* teams
)
{
    moved_config out;
    auto& core = own.core;
    core.store_url = "sqlite:" + state_dir + "/incidentd.db";
    core.documents.root = documents;
    core.listen = fmt::format("127.0.0.1:{}", ports.daemon);
    core.ca_file.clear();
    core.tls_certificate.clear();
    core.tls_key = {};
    own.slack.resize(1);
    auto& workspace = own.slack.front();
    if (workspace.name.empty()) workspace.name = "sandbox";
    workspace.app_token = {"file:" + state_dir + "/app-token"};
    workspace.bot_token = {"file:" + state_dir + "/bot-token"};
    workspace.api_url = fmt::format("http://127.0.0.1:{}/api/", ports.slack);
    if (ports.teams != 0 && !own.teams.empty()) {
        own.teams.resize(1);
        bot::teams_settings fresh;
        const auto& me = teams->workspace().self();
        fresh.name = own.teams.front().name;
        fresh.app_id = me.app_id;
        fresh.tenant_id = me.tenant;
        fresh.tenants = {me.tenant};
        fresh.app_password = {"file:" + state_dir + "/teams-password"};
        fresh.openid_metadata_url = teams->openid_metadata_url();
        fresh.token_url = fmt::format("{}/{{tenant_id}}/oauth2/v2.0/token", teams->base());
        fresh.service_url = teams->service_url();
        fresh.service_hosts = {"127.0.0.1"};
        fresh.approve_reactions = own.teams.front().approve_reactions;
        fresh.reject_reactions = own.teams.front().reject_reactions;
        own.teams.front() = std::move(fresh);
    }
    int hooks = 0;
    for (bot::destination& d : core.destinations) {
        if (d.channel.platform == "slack") d.channel.connection = workspace.name;
        if (d.channel.platform == "teams" && !own.teams.empty())
            d.channel.connection = own.teams.front().name;
        if (!d.webhook) continue;
        std::string url;
        if (is_slack_hook(d)) {
            url = slack.api().add_webhook(slack_channel_of_hook(d));
        } else if (teams != nullptr) {
            const auto* kind = d.webhook->kind == "teams_workflow" ? "workflow" : "connector";
            url = teams->base() + teams->hooks().add(kind, teams_channel_of_hook(d));
        }
        const auto name = fmt::format("webhook-{}", ++hooks);
        d.webhook->url = {"file:" + state_dir + "/" + name};
        out.secret_files.emplace_back(name, url);
    }
    out.config = std::move(own);
    return out;
}

}  // namespace adapters::sandbox::web
