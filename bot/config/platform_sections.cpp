#include "bot/config/sections.hpp"

#include <fmt/format.h>

#include <array>

namespace bot {

namespace {

constexpr std::array<std::string_view, 3> app_types{"single_tenant", "multi_tenant", "managed_identity"};
constexpr std::array<std::string_view, 2> auth_modes{"required", "none"};

void check_command_words(section_reader& in, const std::vector<std::string>& words)
{
    const toml_value* list = in.table().find("commands");
    if (list == nullptr || list->kind != toml_kind::array) return;
    if (list->items.empty()) in.fault(*list, "commands", "must not be empty");
    for (const std::string& word : words) {
        if (word.size() < 2 || word.front() != '/' || word.find(' ') != std::string::npos) {
            in.fault(*list, "commands", "must begin with / and hold no spaces");
            return;
        }
    }
}

}  // namespace

void read_slack(config_under_way& all, const toml_value& section)
{
    slack_settings to;
    section_reader in(section, "[[slack]]", all.faults);
    in.require_text("name", to.name);
    in.require_secret("app_token", to.app_token);
    in.require_secret("bot_token", to.bot_token);
    in.read_url("api_url", to.api_url);
    if (!to.api_url.ends_with('/')) to.api_url += '/';
    in.read("connections", to.connections, 1, 10);
    in.read("commands", to.commands);
    check_command_words(in, to.commands);
    in.read("liveness", to.liveness);
    in.read("pacing", to.pacing);
    in.finish();
    all.made.slack.push_back(std::move(to));
}

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
    in.read_url("openid_metadata_url", to.openid_metadata_url);
    if (const toml_value* url = in.find("token_url", toml_kind::text)) {
        // The placeholder is no part of a URL; what stands around it must be.
        toml_value filled = *url;
        constexpr std::string_view placeholder = "{tenant_id}";
        if (const auto at = filled.text.find(placeholder); at != std::string::npos) {
            filled.text.replace(at, placeholder.size(), "tenant");
        }
        toml_value alone;
        alone.kind = toml_kind::table;
        alone.members.push_back(
            {.key = "token_url", .line = url->line, .column = url->column, .value = std::move(filled)}
        );
        std::string ignored;
        section_reader(alone, in.title(), all.faults).read_url("token_url", ignored);
        to.token_url = url->text;
    }
    in.read("service_hosts", to.service_hosts);
    if (const toml_value* table = in.find("reactions", toml_kind::table)) {
        section_reader reactions(*table, "[[teams]] reactions", all.faults);
        reactions.read("approve", to.approve_reactions);
        reactions.read("reject", to.reject_reactions);
        reactions.finish();
    }
    in.read("cloud", to.cloud);
    in.read("issuer", to.issuer);
    in.read("scope", to.scope);
    in.read_url("service_url", to.service_url);
    in.read("tenants", to.tenants);
    if (to.app_type != "multi_tenant" && to.tenant_id.empty()) {
        in.fault(fmt::format("needs tenant_id while app_type is {}", to.app_type));
    }
    if (to.app_type == "multi_tenant" && to.tenants.empty()) {
        in.fault("needs tenants = [\"…\"] while app_type is multi_tenant");
    }
    if (to.app_type != "managed_identity" && to.auth == "required" && to.app_password.empty()) {
        in.fault(fmt::format("needs app_password while app_type is {}", to.app_type));
    }
    in.finish();
    all.made.teams.push_back(std::move(to));
}

}  // namespace bot
