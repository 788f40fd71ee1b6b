// [[teams]]: what is not written is filled in from the cloud that the bot lives in.
#include "bot/config/sections.hpp"
#include "bot/config/url_rule.hpp"

#include <fmt/format.h>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>

namespace bot {

namespace {

constexpr std::array<std::string_view, 3> app_types{"single_tenant", "multi_tenant", "managed_identity"};
constexpr std::array<std::string_view, 2> auth_modes{"required", "none"};
constexpr std::array<std::string_view, 5> clouds{"public", "gcc", "gcc_high", "dod", "china"};

// Endpoints of one cloud (teams.md 2.1 and 4.1); the tenant is the one that multi-tenant bots ask.
struct cloud_profile {
    std::string_view metadata;
    std::string_view issuer;
    std::string_view token_url;
    std::string_view tenant;
    std::string_view scope;
    std::string_view service_url;
};

constexpr cloud_profile public_cloud{
    "https://login.botframework.com/v1/.well-known/openidconfiguration",
    "https://api.botframework.com",
    "https://login.microsoftonline.com/{tenant_id}/oauth2/v2.0/token",
    "botframework.com",
    "https://api.botframework.com/.default",
    "https://smba.trafficmanager.net/teams/"
};

cloud_profile profile_of(std::string_view cloud)
{
    cloud_profile p = public_cloud;
    if (cloud == "gcc") p.service_url = "https://smba.infra.gcc.teams.microsoft.com/teams/";
    if (cloud == "gcc_high" || cloud == "dod") {
        p = {
            "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
            "https://api.botframework.us",
            "https://login.microsoftonline.us/{tenant_id}/oauth2/v2.0/token",
            "MicrosoftServices.onmicrosoft.us",
            "https://api.botframework.us/.default",
            "https://smba.infra.gov.teams.microsoft.us/teams/"
        };
    }
    if (cloud == "dod") p.service_url = "https://smba.infra.dod.teams.microsoft.us/dod/";
    if (cloud == "china") {
        p = {
            "https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
            "https://api.botframework.azure.cn",
            "https://login.partner.microsoftonline.cn/{tenant_id}/oauth2/v2.0/token",
            "microsoftservices.partner.onmschina.cn",
            "https://api.botframework.azure.cn/.default",
            ""
        };
    }
    return p;
}

std::string host_of(const std::string& url)
{
    const auto parsed = boost::urls::parse_uri(url);
    return parsed ? std::string(parsed->encoded_host_address()) : std::string();
}

bool is_plain_id(std::string_view id)
{
    return std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == '_';
    });
}

void read_token_url(section_reader& in, fault_list& faults, std::string& into)
{
    const toml_value* url = in.find("token_url", toml_kind::text);
    if (url == nullptr) return;
    // The placeholder is no part of a URL; what stands around it must be.
    toml_value filled = *url;
    constexpr std::string_view placeholder = "{tenant_id}";
    if (const auto at = filled.text.find(placeholder); at != std::string::npos)
        filled.text.replace(at, placeholder.size(), "tenant");
    toml_value alone;
    alone.kind = toml_kind::table;
    alone.members.push_back(
        {.key = "token_url", .line = url->line, .column = url->column, .value = std::move(filled)}
    );
    std::string ignored;
    section_reader(alone, in.title(), faults).read_url("token_url", ignored);
    into = url->text;
}

// Exact names: a pattern could let a stranger's host in, and every post carries the bot's token there.
void check_hosts(section_reader& in, std::vector<std::string>& hosts)
{
    const toml_value* list = in.table().find("service_hosts");
    if (list == nullptr || list->kind != toml_kind::array) return;
    if (list->items.empty()) in.fault(*list, "service_hosts", "must not be empty");
    for (std::string& host : hosts) {
        for (char& c : host) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
        if (is_loopback_name(host)) continue;
        if (host.find_first_of("/:*@?# ") == std::string::npos && !host.ends_with('.')) continue;
        in.fault(
            *list, "service_hosts", "must hold host names alone: no scheme, port, path or *, exact names only"
        );
        return;
    }
}

void check_account(section_reader& in, const teams_settings& to)
{
    if (const toml_value* id = in.table().find("app_id"); id != nullptr && !is_plain_id(to.app_id))
        in.fault(
            *id, "app_id", "must be the bot's application id, such as 00000000-0000-0000-0000-000000000000"
        );
    if (const toml_value* id = in.table().find("tenant_id"); id != nullptr && !is_plain_id(to.tenant_id))
        in.fault(*id, "tenant_id", "must be the tenant's id or its domain");
    if (to.app_type != "multi_tenant" && to.tenant_id.empty())
        in.fault(fmt::format("needs tenant_id while app_type is {}", to.app_type));
    if (to.app_type == "multi_tenant" && to.tenants.empty())
        in.fault("needs tenants = [\"…\"] while app_type is multi_tenant");
    if (to.app_type != "managed_identity" && to.auth == "required" && to.app_password.empty())
        in.fault(fmt::format("needs app_password while app_type is {}", to.app_type));
    if (const toml_value* at = in.table().find("app_password");
        at != nullptr && to.app_type == "managed_identity")
        in.fault(*at, "app_password", "has no use while app_type is managed_identity: leave it out");
}

void read_reactions(section_reader& in, fault_list& faults, teams_settings& to)
{
    const toml_value* table = in.find("reactions", toml_kind::table);
    if (table == nullptr) return;
    section_reader reactions(*table, "[[teams]] reactions", faults);
    reactions.read("approve", to.approve_reactions);
    reactions.read("reject", to.reject_reactions);
    reactions.finish();
    for (const std::string& each : to.approve_reactions) {
        if (std::find(to.reject_reactions.begin(), to.reject_reactions.end(), each) ==
            to.reject_reactions.end())
            continue;
        in.fault(*table, "reactions", fmt::format("has \"{}\" under approve and under reject", each));
        return;
    }
}

}  // namespace

void read_teams(config_under_way& all, const toml_value& section)
{
    teams_settings to;
    section_reader in(section, "[[teams]]", all.faults);
    in.require_text("name", to.name);
    in.require_text("app_id", to.app_id);
    in.read_choice("app_type", to.app_type, app_types);
    in.read("tenant_id", to.tenant_id);
    in.read("app_password", to.app_password);
    in.read_choice("auth", to.auth, auth_modes);
    in.read_choice("cloud", to.cloud, clouds);
    const cloud_profile cloud = profile_of(to.cloud);
    to.openid_metadata_url = cloud.metadata;
    to.issuer = cloud.issuer;
    to.token_url = cloud.token_url;
    to.login_tenant = to.app_type == "multi_tenant" ? std::string(cloud.tenant) : to.tenant_id;
    to.scope = cloud.scope;
    to.service_url = cloud.service_url;
    in.read_url("openid_metadata_url", to.openid_metadata_url);
    in.read("issuer", to.issuer);
    read_token_url(in, all.faults, to.token_url);
    in.read("scope", to.scope);
    in.read("service_hosts", to.service_hosts);
    const toml_value* own_service_url = in.find("service_url");
    in.read_url("service_url", to.service_url);
    if (section.find("service_hosts") == nullptr) {
        to.service_hosts.clear();
        if (auto host = host_of(std::string(cloud.service_url)); !host.empty())
            to.service_hosts.push_back(std::move(host));
        if (to.service_hosts.empty())
            in.fault(fmt::format("needs service_hosts = [\"…\"] while cloud is {}", to.cloud));
    }
    check_hosts(in, to.service_hosts);
    const std::string host = host_of(to.service_url);
    const bool is_listed =
        std::find(to.service_hosts.begin(), to.service_hosts.end(), host) != to.service_hosts.end();
    if (own_service_url != nullptr && !is_listed)
        in.fault(
            *own_service_url, "service_url", fmt::format("names {}, which is not in service_hosts", host)
        );
    if (!is_listed) to.service_url.clear();
    in.read("tenants", to.tenants);
    read_reactions(in, all.faults, to);
    check_account(in, to);
    if (to.tenants.empty() && !to.tenant_id.empty()) to.tenants = {to.tenant_id};
    in.finish();
    all.made.teams.push_back(std::move(to));
}

}  // namespace bot
