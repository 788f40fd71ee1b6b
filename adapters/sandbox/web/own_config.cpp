#include "adapters/sandbox/web/own_config.hpp"

#include "bot/incident.hpp"
#include "bot/language.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

namespace adapters::sandbox::web {

namespace {

constexpr const char* team = "19:SANDBOX@thread.tacv2";
constexpr const char* spare_channel = "C0SANDBOX";

// Then nobody misses a Slack.
bool plays_teams_alone(const bot::loaded_config& own)
{
    return own.slack.empty() && !own.teams.empty();
}

// Where the guided minute happens in Teams: the first default destination that is there, else any, else the
// team itself.
std::string teams_place(const bot::loaded_config& own)
{
    const auto& usual = own.core.default_destinations;
    const bot::destination* place = nullptr;
    for (const bot::destination& d : own.core.destinations) {
        if (d.channel.platform != "teams") continue;
        if (place == nullptr || std::find(usual.begin(), usual.end(), d.name) != usual.end()) place = &d;
    }
    return place == nullptr ? team : place->channel.id;
}

constexpr bot::phrase replaced{
    "Trocados, para que nada saia desta máquina: [store], [http] e o seu TLS, tokens, senhas e endereços de "
    "[[slack]], [[teams]] "
    "e webhooks. Cada webhook publica em um canal só dele.",
    "Replaced, so that nothing leaves this machine: [store], [http] and its TLS, tokens, passwords and "
    "addresses of [[slack]], "
    "[[teams]] and webhooks. Each webhook posts into a channel of its own."
};
constexpr bot::phrase only_the_first{
    "{0} \"{1}\" não é encenado: aqui só existe \"{2}\", e os destinos dele ({3}) ficam lá.",
    "{0} \"{1}\" is not played: here is only \"{2}\", and its destinations ({3}) are there."
};
constexpr bot::phrase no_platform{
    "A configuração não tem [[slack]] nem [[teams]]: aqui há um Slack chamado \"sandbox\".",
    "The configuration has neither [[slack]] nor [[teams]]: here is a Slack called \"sandbox\"."
};
constexpr bot::phrase no_account{
    "Sem conta em nenhuma plataforma daqui, não podem ser encenados: {0}.",
    "Without an account on a platform that is here, these cannot be played: {0}."
};
constexpr bot::phrase all_are_members{
    "{0}: aqui todas as pessoas da configuração são membros.",
    "{0}: here everybody of the configuration is a member."
};

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

// What approvers of one kind name ("slack_group:", "teams_team:"), wherever the rules name them.
std::set<std::string> named_by_rules(const bot::loaded_config& own, std::string_view kind)
{
    std::set<std::string> ids;
    const auto look = [&](const std::vector<std::string>& approvers) {
        for (const std::string& a : approvers)
            if (a.starts_with(kind)) ids.insert(a.substr(kind.size()));
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
    if (w.channels().empty() && !plays_teams_alone(own))
        w.add_channel(spare_channel, "incidentes", channel::kind::open, members);
    people.erase(stranger_slack);
    for (const std::string& id : named_by_rules(own, "slack_group:")) {
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
    const auto add_team =
        [&](std::string id, std::string name, std::string group, const std::set<std::string>& in) {
            teams_team t;
            t.id = std::move(id);
            t.name = std::move(name);
            t.aad_group = std::move(group);
            t.members = in;
            t.bot_in = true;
            w.add(std::move(t));
        };
    add_team(team, "Sandbox", "cccccccc-0000-4000-8000-000000000003", people);
    // The teams whose members may approve: everybody of the configuration, and no stranger.
    auto known = people;
    known.erase(stranger_teams);
    int more = 0;
    for (const std::string& id : named_by_rules(own, "teams_team:")) {
        const bool is_group = !id.starts_with("19:");
        const auto name = fmt::format("Team {}", ++more);
        add_team(
            is_group ? fmt::format("19:TEAM-{}@thread.tacv2", more) : id,
            name,
            is_group ? id : fmt::format("cccccccc-0000-4000-8000-{:012}", 100 + more),
            known
        );
    }
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
    out.channel = place == nullptr ? spare_channel : place->channel.id;
    out.on_teams = plays_teams_alone(own);
    if (out.on_teams) out.channel = teams_place(own);
    const auto may = [&](const cast_member& m) {
        const auto& by = own.core.approval.approvers;
        return std::any_of(by.begin(), by.end(), [&](const std::string& a) {
            const bool role = a.starts_with("role:") && m.has_role(std::string_view(a).substr(5));
            return role || a == "person:" + m.handle || a == "channel" || a.starts_with("slack_group:") ||
                   a.starts_with("teams_team:");
        });
    };
    const auto first = [&](auto holds) {
        const auto at = std::find_if(cast.begin(), cast.end(), [&](const cast_member& m) {
            return !(out.on_teams ? m.teams : m.slack).empty() && holds(m);
        });
        return at == cast.end() ? std::string() : at->handle;
    };
    out.asks = first([](const cast_member& m) { return m.has_role(bot::commander_role); });
    out.approves = first([&](const cast_member& m) { return !m.stranger && m.handle != out.asks && may(m); });
    if (out.asks.empty()) out.asks = first([&](const cast_member& m) { return m.handle != out.approves; });
    if (out.approves.empty())
        out.approves = first([&](const cast_member& m) { return m.handle != out.asks; });
    return out;
}

std::vector<std::string> told_about(const bot::loaded_config& own, bot::language l)
{
    std::vector<std::string> out;
    const auto told = [&](const bot::phrase& what, const auto&... args) {
        out.push_back(bot::say(l, what, args...));
    };
    told(replaced);
    const auto merged = [&](const auto& all, std::string_view platform, const char* section) {
        for (std::size_t i = 1; i < all.size(); ++i) {
            std::vector<std::string> places;
            for (const bot::destination& d : own.core.destinations)
                if (d.channel.platform == platform && d.channel.connection == all[i].name)
                    places.push_back(d.name);
            told(
                only_the_first,
                section,
                all[i].name,
                all.front().name,
                places.empty() ? std::string("-") : fmt::format("{}", fmt::join(places, ", "))
            );
        }
    };
    merged(own.slack, "slack", "[[slack]]");
    merged(own.teams, "teams", "[[teams]]");
    if (own.slack.empty() && own.teams.empty()) told(no_platform);
    std::vector<std::string> nowhere;
    for (const bot::person& p : own.core.people) {
        const bool in_slack = !own.slack.empty() || own.teams.empty();
        const bool on_slack = in_slack && !account_of(p, "slack").empty();
        const bool on_teams = !own.teams.empty() && !account_of(p, "teams").empty();
        if (!on_slack && !on_teams) nowhere.push_back(p.handle.empty() ? p.name : p.handle);
    }
    if (!nowhere.empty()) told(no_account, fmt::format("{}", fmt::join(nowhere, ", ")));
    for (const char* kind : {"slack_group:", "teams_team:"})
        for (const std::string& id : named_by_rules(own, kind)) told(all_are_members, kind + id);
    return out;
}

bool needs_teams(const bot::loaded_config& own)
{
    const auto& all = own.core.destinations;
    return !own.teams.empty() || std::any_of(all.begin(), all.end(), [](const bot::destination& d) {
        return d.webhook && !is_slack_hook(d);
    });
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
    own.slack.resize(plays_teams_alone(own) ? 0 : 1);
    for (bot::slack_settings& workspace : own.slack) {
        if (workspace.name.empty()) workspace.name = "sandbox";
        workspace.app_token = {"file:" + state_dir + "/app-token"};
        workspace.bot_token = {"file:" + state_dir + "/bot-token"};
        workspace.api_url = fmt::format("http://127.0.0.1:{}/api/", ports.slack);
    }
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
        if (d.channel.platform == "slack" && !own.slack.empty())
            d.channel.connection = own.slack.front().name;
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
